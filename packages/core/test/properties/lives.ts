// A patient's months with everything that can happen: charts corrected, answers and replies, a stop, calls by staff, a
// provider that refuses, loses and forgets. In: random lives. Out: a world that lived through one.
import type { JourneyFact, Rules } from '@implant-journey/core';
import { checkAnswer, consent, delivery, outreachOutcome, procedure, reply } from '@implant-journey/core/testing';
import fc from 'fast-check';
import type { Outcome } from '../../src/engine/settle.js';
import type { LookUp } from '../../src/engine/take-due.js';
import type { Send } from '../../src/engine/take-message.js';
import { addHours } from '../../src/shared/instant.js';
import { busyChart } from './busy-charts.js';
import { person } from './corrections.js';
import { createWorld, type World } from './world.js';

/** What the provider does with a message: takes it, refuses it, takes it and does not say so, loses it. */
const providing = fc.constantFrom(...Array(8).fill('takes'), 'refuses', 'takes-silently', 'loses');
type Providing = 'takes' | 'refuses' | 'takes-silently' | 'loses';

const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('chart' as const), facts: busyChart(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reply' as const),
      text: fc.constantFrom('STOP', 'thanks', '2', '4', 'my lip is numb', 'call me please', 'wrong number', 'ok 5!'),
      openQuestion: fc.constantFrom(null, 'comfort-1-5' as const, 'reactivation' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      comfort: fc.integer({ min: 1, max: 5 }),
      flags: fc.constantFrom('none', 'bleeding', 'numb'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reads' as const), as: fc.constantFrom('read', 'failed') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      outcome: fc.constantFrom('booked' as const, 'reached' as const, 'no-answer' as const),
      returnToAutomation: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('consent' as const),
      decision: fc.constantFrom('granted' as const, 'revoked' as const),
      channel: fc.constantFrom('sms' as const, 'email' as const, 'portal' as const),
      address: fc.constantFrom(null, '+1 312 555 0142', '3125550142'),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

export interface Life {
  readonly happenings: readonly { readonly afterHours: number; readonly what: Happening }[];
  readonly provider: readonly Providing[];
  /** Whether staff close what is open, tick by tick. */
  readonly staff: readonly boolean[];
}

export const life: fc.Arbitrary<Life> = fc.record({
  happenings: fc.array(
    fc.record({
      afterHours: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 400 })),
      what: happening,
    }),
    { minLength: 1, maxLength: 8 },
  ),
  provider: fc.array(providing as fc.Arbitrary<Providing>, { minLength: 1, maxLength: 7 }),
  staff: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }).map((closes) => [...closes, true]),
});

interface Living {
  readonly rules?: Rules;
  readonly afterTick?: (world: World) => void;
  /** More facts, there from the start. */
  readonly facts?: readonly JourneyFact[];
}

/** Lives through it, from an implant placed in a made-up January on. */
export function liveThrough({ happenings, provider, staff }: Life, living: Living = {}): World {
  const taken = new Set<string>();
  let sends = 0;
  let ticks = 0;
  const world = createWorld('2026-01-12T21:00:00Z', {
    ...living,
    provider: (send) => {
      const does = provider[sends % provider.length] as Providing;
      sends += 1;
      const arrives = does === 'takes' || does === 'takes-silently';
      if (arrives) taken.add(send.message.attemptId);
      return { outcome: outcomeOf(does, send), arrives };
    },
    lookUp: ({ attemptId }: LookUp) =>
      taken.has(attemptId) ? { kind: 'found', providerId: `provider-${attemptId}` } : { kind: 'not-found' },
    staffCloses: () => {
      ticks += 1;
      return staff[ticks % staff.length] as boolean;
    },
  });
  const implant = procedure({ id: 'implant', teeth: ['19'], serviceOn: '2026-01-12' });
  world.record([...person, implant, ...(living.facts ?? [])]);
  for (const [index, { afterHours, what }] of happenings.entries()) {
    world.runUntil(addHours(world.now, afterHours));
    world.record(factsOf(what, `happening-${index}`, world));
  }
  world.runUntil(addHours(world.now, 24 * 10));
  return world;
}

function outcomeOf(does: Providing, { message }: Send): Outcome {
  if (does === 'takes') return { kind: 'accepted', providerId: `provider-${message.attemptId}` };
  return does === 'refuses' ? { kind: 'rejected', reason: 'temporary' } : { kind: 'unknown' };
}

function factsOf(what: Happening, id: string, world: World): readonly JourneyFact[] {
  const { now } = world;
  const last = world.delivered.at(-1);
  const step = last?.steps[0];
  switch (what.kind) {
    case 'chart':
      return what.facts;
    case 'reply':
      return [reply({ id, receivedAt: now, text: what.text, openQuestion: what.openQuestion })];
    case 'answer': {
      const answers = { comfort: what.comfort, 'red-flags': [what.flags] };
      return [checkAnswer({ id, checkId: step?.key ?? 'unknown', answeredAt: now, answers })];
    }
    case 'reads': {
      const attempt = world.document.steps.find((one) => one.step.key === step?.key)?.attempts.at(-1);
      if (step === undefined || attempt === undefined) return [];
      const state = what.as === 'read' ? 'read' : 'failed';
      return [delivery({ id: attempt.id, stepKey: step.key, channel: attempt.channel, state, at: now })];
    }
    case 'call':
      return [outreachOutcome({ id, at: now, outcome: what.outcome, returnToAutomation: what.returnToAutomation })];
    case 'consent':
      return [
        consent({
          id,
          decidedAt: now,
          decision: what.decision,
          channel: what.channel,
          address: what.channel === 'sms' ? what.address : null,
        }),
      ];
    default:
      return what satisfies never;
  }
}
