/**
 * What a receiver is notified: the message as it lies in the outbox, its words, and its forms outside.
 */
package city.sawang.local.notify.message;
