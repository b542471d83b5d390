/**
 * Who may ask Flink's REST interface for what? Whoever reaches it may look; nobody changes anything
 * without the token of the process. {@link city.sawang.jobs.rest.RestAccess} decides, {@link
 * city.sawang.jobs.rest.RestGuardFactory} puts it in front of every request.
 */
package city.sawang.jobs.rest;
