// Names that tell nothing. In: a text that may speak of a treatment. Out: a short code that is always the same for it and
// cannot be read back by looking at it. Not a secret: it hides words from notices and logs, no more.

/** 64 bits of the text as 14 letters and digits (two rounds of FNV-1a with different seeds). */
export function opaque(text: string): string {
  return `${hash(text, 0x811c9dc5).toString(36).padStart(7, '0')}${hash(text, 0x01000193).toString(36).padStart(7, '0')}`;
}

/** A number from 0 up to 1 that depends on the text alone. */
export function draw(text: string): number {
  return hash(text, 0x811c9dc5) / 2 ** 32;
}

function hash(text: string, seed: number): number {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return (value ^ (value >>> 15)) >>> 0;
}
