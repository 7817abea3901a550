// Procedure codes as practices write them. In: any code a system posts. Out: a letter and four digits where
// one can be read. Rule owned: suffixes, missing letters and decimals are spelling; other codes are never guessed.

/**
 * Reads a posted code: `D6010g`, `D6010-1`, `d6010`, `6010` and `6010.0` are all `D6010`; what follows the first five
 * characters is the office's own. Demo codes (`T1356`), office codes
 * (`IMPRS`) and group notes (`~GRP~`) stay as they are, in capitals.
 */
export function normalizeCode(raw: string): string {
  const text = raw.trim().toUpperCase();
  const match = /^D(\d{4})(?!\d)/.exec(text) ?? /^(\d{4})(?:\.0+|\.?[A-Z]+)?$/.exec(text);
  return match ? `D${match[1]}` : text;
}
