import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Due, DueOrder } from './due-order.js';

describe('DueOrder', () => {
  it('gives what a sort of everything gives, whatever was added, moved and removed', () => {
    const move = fc.record({
      number: fc.nat(20),
      dueMs: fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY), fc.constant(null)),
    });
    fc.assert(
      fc.property(fc.array(move), fc.nat(30), (moves, nowMs) => {
        const order = new DueOrder<Due>();
        const there = new Map<number, Due>();
        for (const { number, dueMs } of moves) {
          const before = there.get(number);
          if (before !== undefined) order.remove(before);
          there.delete(number);
          if (dueMs === null) continue;
          const item = { number, dueMs };
          order.add(item);
          there.set(number, item);
        }
        const sorted = [...there.values()].sort((a, b) => a.dueMs - b.dueMs || a.number - b.number);
        expect([...order.dueAt(nowMs)]).toEqual(sorted.filter(({ dueMs }) => dueMs <= nowMs));
      }),
      { numRuns: 1000 },
    );
  });
});
