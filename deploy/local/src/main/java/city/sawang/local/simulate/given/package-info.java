/** What a simulation is given and does not decide: sun and schedule, and chance. */
package city.sawang.local.simulate.given;
