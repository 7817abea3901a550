// The law that protects patients from a restless chart: nobody is sent the same step twice for the same event, whatever
// is corrected between two messages; and an event that is real keeps its own steps whatever happens beside it.
import { hasGoneOut, plan } from '@implant-journey/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addHours } from '../../src/shared/instant.js';
import { aboutWhich, type Correction, live, type Script, script } from './corrections.js';
import { runs } from './runs.js';
import type { World } from './world.js';

/** How often the patient was sent each step for each of the two events. */
function counts({ delivered }: World): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { steps } of delivered)
    for (const { stepId, event, isAnswer } of steps)
      for (const which of isAnswer ? [] : aboutWhich(event.factIds))
        found.set(`${which} ${stepId}`, (found.get(`${which} ${stepId}`) ?? 0) + 1);
  return found;
}

const sentTwice = (world: World) => [...counts(world)].flatMap(([what, times]) => (times > 1 ? [what] : []));

/** Steps of the second event that are past, and neither reached the patient nor were learned of too late. */
function missed(world: World): readonly string[] {
  const sent = counts(world);
  const { document, rules, now } = world;
  const isSecond = (factIds: readonly string[]) => aboutWhich(factIds).includes('second');
  const expired = document.steps.flatMap(({ step, state }) =>
    isSecond(step.event.factIds) && state.kind === 'ended' && state.reason === 'expired' ? [step.stepId] : [],
  );
  return plan(document.journey, rules.protocol, rules.practice).steps.flatMap((step) => {
    if (step.kind === 'staff' || !isSecond(step.event.factIds)) return [];
    const isPast = addHours(step.dueAt, step.late.sendWithinHours) <= now;
    return isPast && !sent.has(`second ${step.stepId}`) && !expired.includes(step.stepId) ? [step.stepId] : [];
  });
}

describe('nobody is sent the same step twice for the same event', () => {
  it('when days, teeth, rows and sites of the event are corrected', () => {
    const law = fc.property(script('none'), (one) => {
      expect(sentTwice(live(one))).toEqual([]);
    });
    fc.assert(law, { numRuns: runs(1200) });
  });

  it('when a second event stands beside it, which gets all its own steps', () => {
    const law = fc.property(script('far'), (one) => {
      const world = live(one);
      expect(sentTwice(world)).toEqual([]);
      expect(missed(world)).toEqual([]);
    });
    fc.assert(law, { numRuns: runs(700) });
  });

  it('when it is grouped with a second event and parted again', () => {
    const law = fc.property(script('near'), (one) => {
      expect(sentTwice(live(one))).toEqual([]);
    });
    fc.assert(law, { numRuns: runs(600) });
  });
});

/** A script of an implant at tooth 19; the corrections come an hour after one another, the first after nine. */
const told = (corrections: readonly Correction[], rest: Partial<Script> = {}): Script => ({
  code: 'D6010',
  corrections: corrections.map((correction, index) => ({ correction, afterHours: index === 0 ? 9 : 1 })),
  second: null,
  isVoidedAtLast: false,
  ...rest,
});
const second = (fields: Partial<NonNullable<Script['second']>>) => ({
  days: 0,
  tooth: '4',
  code: 'D6010' as const,
  after: 0,
  ...fields,
});
const anew: Correction = { kind: 'posted-again', afterHours: 0 };

describe('counterexamples found', () => {
  it.each([
    [
      'posted again, then moved 15 days, then to another tooth',
      told([anew, { kind: 'day', days: 15 }, { kind: 'tooth', tooth: '20' }]),
    ],
    [
      'posted again and moved away, over and over',
      told([anew, { kind: 'day', days: 60 }, anew, { kind: 'day', days: 60 }, anew]),
    ],
    ['the first row restored', told([anew, { kind: 'day', days: 40 }, { kind: 'restored' }])],
  ])('%s: one of each step', (_title, one) => {
    expect(sentTwice(live(one))).toEqual([]);
  });

  it.each([
    ['posted when the row of the first was posted anew', told([anew, anew], { second: second({ after: 1 }) })],
    [
      'posted when the first row of the first stands again',
      told([anew, { kind: 'restored' }, { kind: 'day', days: 0 }], { second: second({ days: 1, after: 2 }) }),
    ],
    [
      'planned into a message of the first that is out already',
      told([{ kind: 'day', days: 30 }], { second: second({ code: 'D7953' }) }),
    ],
  ])('a second event %s: all its steps', (_title, one) => {
    expect(missed(live(one))).toEqual([]);
  });
});

describe('an event that never happened', () => {
  it('leads to one item for staff that speaks for every message about it, and none speaks twice', () => {
    const law = fc.property(script('none'), (one) => {
      const { document } = live({ ...one, isVoidedAtLast: true });
      const byKey = new Map(document.steps.map((each) => [each.step.key, each]));
      const reached = document.steps.flatMap(({ step, state }) => {
        if (step.kind === 'staff') return [];
        const lead = byKey.get(step.mergedInto ?? '');
        const wasCarried =
          state.kind === 'ended' && state.reason === 'merged' && lead !== undefined && hasGoneOut(lead);
        return hasGoneOut({ state }) || wasCarried ? [step.key] : [];
      });
      const spokenFor = document.steps.flatMap(({ step, state }) =>
        step.kind === 'staff' &&
        step.reason === 'withdrawn-after-sending' &&
        state.kind === 'ended' &&
        state.reason === 'handed-to-staff'
          ? step.about
          : [],
      );
      expect([...spokenFor].sort()).toEqual([...reached].sort());
    });
    fc.assert(law, { numRuns: runs(500) });
  });
});
