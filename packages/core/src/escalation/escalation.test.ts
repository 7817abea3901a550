import { describe, expect, it } from 'vitest';
import { problemsOf } from '../shared/parse.js';
import { EscalationPolicy } from './escalation.js';
import { standardEscalationPolicy } from './standard-policy.js';

const { E, S } = standardEscalationPolicy;

describe('an escalation policy', () => {
  it('is accepted as the standard has it, and survives a round trip as JSON', () => {
    const written: unknown = JSON.parse(JSON.stringify(standardEscalationPolicy));
    expect(EscalationPolicy.parse(written)).toEqual(standardEscalationPolicy);
  });

  it.each([
    [
      'a red flag that reaches nobody at night',
      { E: { ...E, pageOnCall: 'never' } },
      { field: 'E.pageOnCall', problem: 'must reach somebody at night', mend: 'use at-any-hour or when-closed' },
    ],
    [
      'an alert that is late before it climbs',
      { E: { ...E, acknowledgeWithin: { ...E.acknowledgeWithin, minutes: 16 } } },
      {
        field: 'E.acknowledgeWithin.minutes',
        problem: 'must not be longer than the deadline',
        mend: 'an alert nobody saw climbs before it is late',
      },
    ],
    [
      'a maximum below the deadline',
      { S: { ...S, respondWithin: { ...S.respondWithin, maximumMinutes: 239 } } },
      {
        field: 'S.respondWithin.maximumMinutes',
        problem: 'must not be less than minutes',
        mend: 'send the longest wait on the wall clock, nights included',
      },
    ],
    [
      'an alert that climbs without end in no time',
      { E: { ...E, climbEvery: { ...E.climbEvery, minutes: 0 } } },
      { field: 'E.climbEvery.minutes', problem: 'must be at least 1', mend: 'send a whole number' },
    ],
    [
      'rounds that come faster with time',
      { E: { ...E, climbEvery: { ...E.climbEvery, slowsToMinutes: 4 } } },
      {
        field: 'E.climbEvery.slowsToMinutes',
        problem: 'must not be less than minutes',
        mend: 'send the longest pause between two rounds',
      },
    ],
    [
      'a number without a reason',
      { E: { ...E, climbEvery: { minutes: 5, slowsToMinutes: 15, source: 'practice preference' } } },
      { field: 'E.climbEvery.why', problem: 'is missing or of the wrong type', mend: 'send a string' },
    ],
  ])('refuses %s, naming field and mend', (_what, change, problem) => {
    const parsed = EscalationPolicy.safeParse({ ...standardEscalationPolicy, ...change });
    expect(parsed.success ? [] : problemsOf(parsed.error)).toEqual([problem]);
  });
});
