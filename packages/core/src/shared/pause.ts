// Pauses between tries. In: how often it failed in a row. Out: how long to wait. Rule owned: they grow, have an end, and are
// not the same for what failed together.

/** Unit: milliseconds. */
export interface Pauses {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Doubles with every failure in a row. The second half of it is drawn: `drawn` is a number from 0 to 1. */
export function pauseAfter(failures: number, drawn: number, { firstMs, longestMs }: Pauses): number {
  const wholeMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round((wholeMs * (1 + drawn)) / 2);
}
