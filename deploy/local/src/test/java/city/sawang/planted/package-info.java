/** Faults planted on purpose: each shows that a rule of the architecture tests can turn red. */
package city.sawang.planted;
