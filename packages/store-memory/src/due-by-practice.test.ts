import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DueAtPractice, DueByPractice } from './due-by-practice.js';

const filled = (items: readonly DueAtPractice[]) => {
  const due = new DueByPractice<DueAtPractice>();
  for (const item of items) due.add(item);
  return due;
};
/** So many items of a practice, due at an instant. */
const many = (practiceId: string, count: number, dueMs: number, from: number) =>
  Array.from({ length: count }, (_, index) => ({ practiceId, dueMs, number: from + index }));
const allFree = () => true;

describe('DueByPractice', () => {
  it('shares out half in equal parts where not all fits, and gives the rest to what is longest due', () => {
    const due = filled([...many('large', 100, 1, 0), ...many('small', 100, 2, 100), ...many('tiny', 1, 3, 200)]);
    const counts = (limit: number) => {
      const claimed = due.toClaim(9, limit, allFree);
      return ['large', 'small', 'tiny'].map((id) => claimed.filter(({ practiceId }) => practiceId === id).length);
    };
    expect(counts(60)).toEqual([49, 10, 1]);
    expect(counts(1000)).toEqual([100, 100, 1]);
  });

  it('gives turns to those whose last is longest ago, and passes over those with nothing free', () => {
    const due = filled([...many('a', 9, 1, 0), ...many('b', 9, 2, 9), ...many('c', 9, 3, 18)]);
    const turns = (isFree: (item: DueAtPractice) => boolean = allFree) => due.toClaim(9, 1, isFree)[0]?.practiceId;
    expect([turns(), turns(({ practiceId }) => practiceId !== 'b'), turns(), turns()]).toEqual(['a', 'c', 'b', 'a']);
  });

  it('gives as many as are asked for and free, each once, the longest due first', () => {
    const item = fc.record({ practiceId: fc.constantFrom('a', 'b', 'c', 'd'), dueMs: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), fc.nat(30), fc.nat(20), fc.nat(3), (drawn, nowMs, limit, held) => {
        const items = drawn.map((one, number) => ({ ...one, number }));
        const isFree = ({ number }: DueAtPractice) => number % 4 !== held;
        const claimed = filled(items).toClaim(nowMs, limit, isFree);
        const free = items.filter((one) => one.dueMs <= nowMs && isFree(one));
        expect(claimed.length).toBe(Math.min(limit, free.length));
        expect(new Set(claimed).size).toBe(claimed.length);
        expect(claimed.every((one) => free.includes(one as (typeof free)[number]))).toBe(true);
        expect(claimed).toEqual([...claimed].sort((a, b) => a.dueMs - b.dueMs || a.number - b.number));
      }),
    );
  });
});
