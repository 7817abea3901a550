// Laws of planning: facts in, a plan out, the same one however and whenever the facts came.
import {
  applyChanges,
  emptyDocument,
  emptyJourney,
  foldFacts,
  followChart,
  type JourneyFact,
  type MessageStep,
  type PlannedStep,
  type Protocol,
  plan,
  reconcile,
  type Sighting,
  standardProtocol,
  update,
} from '@implant-journey/core';
import { checkAnswer, delivery, enrolment, outreachOutcome, reply } from '@implant-journey/core/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { earliestAllowedAt } from '../../src/cadence/contact-window.js';
import { instantOf, msOf } from '../../src/shared/instant.js';
import { busyChart } from './busy-charts.js';
import { person } from './corrections.js';
import { arrivals, day, historyOf } from './histories.js';
import { runs } from './runs.js';
import { standardRules } from './world.js';

const start = emptyJourney('harbor', 'made-up-1');
const { practice: harbor } = standardRules;
const planOf = (facts: readonly JourneyFact[], protocol = standardProtocol, place = harbor) =>
  plan(foldFacts(start, facts), protocol, place);

const noon = day.map((on) => `${on}T18:00:00Z`);
/** What is said and done beside the chart. */
const talk: fc.Arbitrary<readonly JourneyFact[]> = fc
  .array(
    fc.oneof(
      fc.record({ receivedAt: noon, text: fc.constantFrom('STOP', '2', 'my lip is numb', 'thanks') }).map(
        (fields) =>
          (id: string): JourneyFact =>
            reply({ id, openQuestion: 'comfort-1-5', ...fields }),
      ),
      fc
        .record({ answeredAt: noon, answers: fc.record({ comfort: fc.integer({ min: 1, max: 5 }) }), eventOn: day })
        .map(
          (fields) =>
            (id: string): JourneyFact =>
              checkAnswer({ id, ...fields }),
        ),
      noon.map(
        (at) =>
          (id: string): JourneyFact =>
            delivery({ id, state: 'read', at }),
      ),
      fc
        .record({
          at: noon,
          returnToAutomation: fc.boolean(),
          outcome: fc.constantFrom('reached' as const, 'no-answer' as const),
        })
        .map(
          (fields) =>
            (id: string): JourneyFact =>
              outreachOutcome({ id, ...fields }),
        ),
    ),
    { maxLength: 4 },
  )
  .map((builders) => builders.map((build, index) => build(`talk-${index}`)));
const everything = fc
  .tuple(fc.oneof(busyChart(6), busyChart(6), historyOf(8)), talk)
  .map((parts) => [...person, ...parts.flat()]);

/** What a step is, without its key and the rows it rests on. */
const told = (step: PlannedStep) =>
  [step.stepId, step.dueAt, step.event.milestone, step.event.on, step.event.caseId, step.kind].join(' ');

describe('convergence', () => {
  it('the same facts in any order, repeated, in any batches, give the identical plan', () => {
    const law = fc.property(
      everything.chain((facts) => fc.tuple(fc.constant(facts), arrivals(facts))),
      ([facts, batches]) => {
        const arrived = batches.reduce(foldFacts, start);
        expect(plan(arrived, standardProtocol, harbor)).toEqual(planOf(facts));
      },
    );
    fc.assert(law, { numRuns: runs(1500) });
  });

  it('before anything is sent, the steps that wait are the same whatever the chart said on the way', () => {
    const law = fc.property(
      everything.chain((facts) => fc.tuple(fc.constant(facts), arrivals(facts))),
      ([facts, batches]) => {
        const now = '2024-12-01T12:00:00Z';
        const waiting = (parts: readonly (readonly JourneyFact[])[]) =>
          parts
            .reduce((one, part) => update(one, part, standardRules, now).document, emptyDocument('harbor', 'made-up-1'))
            .steps.filter(({ state }) => state.kind !== 'ended' || state.reason !== 'withdrawn')
            .map(({ step, state }) => `${told(step)} ${state.kind === 'ended' ? state.reason : state.kind}`)
            .sort();
        expect(waiting(batches)).toEqual(waiting([facts]));
      },
    );
    fc.assert(law, { numRuns: runs(400) });
  });

  it('reconciling after applying gives no changes, at any instant', () => {
    const law = fc.property(everything, everything, noon, (before, after, now) => {
      let { steps } = emptyDocument('harbor', 'made-up-1');
      let seen: readonly Sighting[] = [];
      for (const facts of [before, [...before, ...after]]) {
        const desired = planOf(facts);
        seen = followChart(seen, desired.events);
        const changes = () => reconcile(desired, steps, standardProtocol, now, seen);
        steps = applyChanges(steps, changes(), desired.protocol, now);
        expect(changes()).toEqual([]);
        expect(followChart(seen, desired.events)).toBe(seen);
      }
    });
    fc.assert(law, { numRuns: runs(500) });
  });
});

describe('purity', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('a plan asks no clock, draws no lots and changes nothing it is given', () => {
    const law = fc.property(everything, (facts) => {
      const journey = deepFreeze(foldFacts(start, facts));
      const frozen = plan(journey, deepFreeze(structuredClone(standardProtocol)), deepFreeze(structuredClone(harbor)));
      expect(frozen).toEqual(planOf(facts));
      const seen = deepFreeze(followChart([], frozen.events));
      const steps = deepFreeze(
        applyChanges(
          [],
          reconcile(frozen, [], standardProtocol, '2026-02-01T12:00:00Z', []),
          frozen.protocol,
          '2026-02-01T12:00:00Z',
        ),
      );
      reconcile(deepFreeze(frozen), steps, standardProtocol, '2026-05-01T12:00:00Z', seen);
    });
    const never = () => {
      throw new Error('asked the machine');
    };
    vi.spyOn(Date, 'now').mockImplementation(never);
    vi.spyOn(Math, 'random').mockImplementation(never);
    fc.assert(law, { numRuns: runs(500), seed: 7 });
  });
});

describe('holdout', () => {
  it('those held out of education and reactivation miss no safety step, at no other time, and no person', () => {
    const law = fc.property(everything, noon, (facts, decidedAt) => {
      const inArm = (arm: 'messages' | 'holdout') => planOf([...facts, enrolment({ arm, decidedAt })]).steps;
      const kept = (steps: readonly PlannedStep[]) =>
        steps.filter((step) => step.kind !== 'staff' && step.purpose === 'safety');
      expect(kept(inArm('holdout'))).toEqual(kept(inArm('messages')));
      const withheld = new Set(inArm('holdout').map(({ key }) => key));
      for (const step of inArm('messages')) if (!withheld.has(step.key)) expect(isWithheld(step), step.key).toBe(true);
    });
    fc.assert(law, { numRuns: runs(600) });
  });
});

const isWithheld = (step: PlannedStep) =>
  step.kind === 'staff'
    ? step.reason === 'reactivation-exhausted'
    : ['education', 'reactivation'].includes(step.purpose);

describe('quiet hours', () => {
  const hours = { open: '00:00', close: '23:59' };
  const always = {
    monday: hours,
    tuesday: hours,
    wednesday: hours,
    thursday: hours,
    friday: hours,
    saturday: hours,
    sunday: hours,
  };
  const withHours = (week: Protocol['sendWindow']['care']['hours'], closedOn: readonly string[]): Protocol => {
    const window = { hours: week, closedOn };
    return { ...standardProtocol, sendWindow: { ...standardProtocol.sendWindow, care: window, marketing: window } };
  };
  const opening = fc.constantFrom(
    { open: '12:00', close: '13:00' },
    { open: '18:30', close: '19:00' },
    { open: '09:00', close: '12:00' },
  );

  it('a step held until hours open shifts none but itself', () => {
    const week = fc.record({ monday: opening, wednesday: opening, friday: opening, sunday: opening });
    const law = fc.property(everything, week, fc.array(day, { maxLength: 5 }), (facts, open, closedOn) => {
      const quiet = withHours(open, closedOn);
      const held = new Map(planOf(facts, quiet).steps.map((step) => [step.key, step]));
      for (const free of planOf(facts, withHours(always, [])).steps) {
        const one = held.get(free.key);
        if (one === undefined || !isFree(free) || !isFree(one)) continue;
        expect(one.dueAt).toBe(
          instantOf(earliestAllowedAt(msOf(free.dueAt), ['America/Chicago'], quiet.sendWindow.care)),
        );
      }
    });
    fc.assert(law, { numRuns: runs(500) });
  });
});

/** Neither carried by another nor moved by the caps: its own time. */
const isFree = (step: PlannedStep): step is MessageStep =>
  step.kind !== 'staff' && !step.isAnswer && step.mergedInto === null && step.cappedFrom === null;

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
