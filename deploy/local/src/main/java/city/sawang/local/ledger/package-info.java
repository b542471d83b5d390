/**
 * Checks the platform against the simulator's ledger: whether everything that was acknowledged is
 * there, once, under its own city, and adds up. Shares no calculation with the jobs it checks.
 */
package city.sawang.local.ledger;
