/**
 * What is announced and what became of it: from changes of incidents to messages that wait for their
 * receivers.
 */
package city.sawang.local.notify.outbox;
