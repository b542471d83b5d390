/**
 * From which record of which Kafka log does a job read on? A number of a record means nothing
 * without the log it was counted in: each offset that is kept names its cluster and its topic, and
 * the offsets of another log are refused. {@link city.sawang.jobs.startpoint.LogBoundSource} holds
 * this while the job runs, {@link city.sawang.jobs.startpoint.StartPoint} says it in one line before
 * it starts.
 */
package city.sawang.jobs.startpoint;
