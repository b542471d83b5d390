/** What is chosen about notifications: the file of receivers, and what it says. */
package city.sawang.local.notify.config;
