/** The verbs of the {@code sawang} command, a class each: options in, exit code out. */
package city.sawang.local.cli;
