/** The parts of the platform, one class a part: each is running once constructed and gone once closed. */
package city.sawang.local.parts;
