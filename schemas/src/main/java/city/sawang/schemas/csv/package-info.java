/** CSV files as spreadsheets write them: encodings, delimiters, quotes; every line with its number. */
package city.sawang.schemas.csv;
