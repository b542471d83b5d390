/** Texts that help people: the name that was probably meant. */
package city.sawang.schemas.text;
