// Chance that can be repeated. In: a seed. Out: numbers from 0 to 1. Rule owned: the same seed gives the same numbers.

/** The next number from 0 to 1, 1 left out. */
export type Draw = () => number;

/** Mulberry32: small, and good enough to choose victims. */
export function seeded(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The number that belongs to a text: whoever draws it, whenever. */
export function drawFor(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return seeded(hash)();
}

export const oneOf = <T>(draw: Draw, items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T;

export function shuffled<T>(draw: Draw, items: readonly T[]): readonly T[] {
  const order = [...items];
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = Math.floor(draw() * (index + 1));
    [order[index], order[other]] = [order[other] as T, order[index] as T];
  }
  return order;
}
