import { describe, expect, it } from 'vitest';
import { healingCheck } from './instruments/healing-check.js';
import { holds, itemsFor } from './items-for.js';

const at = (daysSinceEvent: number | null, ...traits: string[]) => ({ daysSinceEvent, traits });

describe('a condition', () => {
  it.each([
    ['the day before it begins', 2, false],
    ['its first day', 3, true],
    ['its last day', 7, true],
    ['the day after it ends', 8, false],
    ['an unknown day', null, true],
  ])('on %s', (_what, day, expected) => {
    expect(holds([{ fromDay: 3, toDay: 7 }], at(day))).toBe(expected);
  });

  it('takes an answer from before the corrected day of the event for one of day 0', () => {
    expect([holds([{ toDay: 0 }], at(-2)), holds([{ fromDay: 0 }], at(-2)), holds([{ fromDay: 1 }], at(-2))]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('asks for one of its traits, and one of several conditions is enough', () => {
    expect(holds([{ traits: ['arch', 'sinus'] }], at(1, 'surgery', 'sinus'))).toBe(true);
    expect(holds([{ traits: ['arch', 'sinus'] }], at(1, 'surgery'))).toBe(false);
    expect(holds([{ fromDay: 3 }, { traits: ['arch'] }], at(0, 'arch'))).toBe(true);
    expect(holds(undefined, at(0))).toBe(true);
  });
});

describe('what a patient is asked', () => {
  it('leaves out an item with nothing to choose but none of these', () => {
    const ids = itemsFor(healingCheck, at(1, 'final')).map(({ id }) => id);
    expect(itemsFor(healingCheck, at(1)).map(({ id }) => id)).not.toContain('signs');
    expect(ids).toContain('signs');
  });

  it('keeps the order of the instrument, the gate first', () => {
    const shown = itemsFor(healingCheck, at(3, 'surgery')).map(({ id }) => id);
    expect(shown).toEqual(healingCheck.items.map(({ id }) => id));
    expect(shown[0]).toBe('red-flags');
  });
});
