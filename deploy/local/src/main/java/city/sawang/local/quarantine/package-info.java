/** Refused payloads: listed, shown, and decoded again with the profiles and registry of now. */
package city.sawang.local.quarantine;
