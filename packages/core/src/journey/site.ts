// Where in the mouth: teeth in universal numbers, arches and quadrants. In: the words of a chart. Out: teeth
// in mouth order, the arch and quadrant of a tooth, who stands beside whom. Source: universal numbering,
// 1-16 upper right to left, 17-32 lower left to right, 51-82 supernumerary (beside tooth n - 50).

import { compareText } from '../shared/compare.js';

export type Arch = 'U' | 'L';
export type Quadrant = 'UR' | 'UL' | 'LL' | 'LR';

/** Permanent teeth and the supernumerary beside them, as charts write them. */
const numbers = new Map(
  Array.from({ length: 82 }, (_, index) => index + 1)
    .filter((number) => number <= 32 || number > 50)
    .flatMap((number) => [String(number), String(number).padStart(2, '0')].map((text) => [text, number])),
);

/** The permanent tooth number at whose place this tooth stands, or null for primary and unreadable teeth. */
export function toothNumber(tooth: string): number | null {
  const number = numbers.get(tooth) ?? null;
  return number !== null && number > 50 ? number - 50 : number;
}

/** Whether the text names a tooth: 1-32, primary A-T, or supernumerary 51-82 and AS-TS. */
export function isTooth(text: string): boolean {
  return /^[A-T]S?$/.test(text) || (/^[1-9]\d?$/.test(text) && toothNumber(text) !== null);
}

export function archOf(tooth: string): Arch | null {
  const number = toothNumber(tooth);
  return number === null ? null : number <= 16 ? 'U' : 'L';
}

export function quadrantOf(tooth: string): Quadrant | null {
  const number = toothNumber(tooth);
  if (number === null) return null;
  return number <= 8 ? 'UR' : number <= 16 ? 'UL' : number <= 24 ? 'LL' : 'LR';
}

/** Whether two teeth stand side by side in the same arch. */
export function areNeighbours(a: string, b: string): boolean {
  const [first, second] = [toothNumber(a), toothNumber(b)];
  return first !== null && second !== null && Math.abs(first - second) === 1 && archOf(a) === archOf(b);
}

/** Orders teeth around the mouth, numbers before letters. */
export function compareTeeth(a: string, b: string): number {
  return placeOf(a) - placeOf(b) || compareText(a, b);
}

function placeOf(tooth: string): number {
  return numbers.get(tooth) ?? (Number.parseInt(tooth, 10) || 100);
}

/**
 * Reads a chart's list of teeth, such as `3`, `3,5` or `6-11`, into single teeth in mouth order.
 * @returns null when any part is not a tooth or a range is turned round or crosses the arches.
 */
export function parseTeeth(text: string): readonly string[] | null {
  const teeth = new Set<string>();
  for (const part of text.split(',').map((piece) => piece.trim().replace(/^#/, ''))) {
    if (part === '') continue;
    const range = /^(\d{1,2})\s*-\s*(\d{1,2})$/.exec(part);
    if (range === null) {
      const tooth = part.toUpperCase().replace(/^0+(?=\d)/, '');
      if (!isTooth(tooth)) return null;
      teeth.add(tooth);
      continue;
    }
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (from > to || from < 1 || to > 32 || archOf(String(from)) !== archOf(String(to))) return null;
    for (let tooth = from; tooth <= to; tooth += 1) teeth.add(String(tooth));
  }
  return [...teeth].sort(compareTeeth);
}
