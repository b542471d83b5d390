/** How messages get to their receivers: one worker for each, none of which waits for another. */
package city.sawang.local.notify.send;
