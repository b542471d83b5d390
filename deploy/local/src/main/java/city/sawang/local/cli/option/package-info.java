/** What the values of options are, as people write them. */
package city.sawang.local.cli.option;
