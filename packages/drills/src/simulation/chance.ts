// Chance that can be had again. In: a seed, and what it is for. Out: draws. Rule owned: all chance of a simulated year comes
// from here, each purpose with draws of its own, so that one more draw for one shifts no other.
import { opaque } from '@implant-journey/core';

export class Chance {
  private state: number;

  constructor(seed: number, purpose: string) {
    this.state = Number.parseInt(opaque(`${seed}/${purpose}`).slice(0, 7), 36) >>> 0;
  }

  /** From 0 to 1, 1 left out. Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends among them. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  oneOf<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }
}
