import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { action, at, harbor, opened, wall } from '../../test/escalations.js';
import { EscalationActionFact } from '../journey/fact.js';
import { compareInstants } from '../shared/instant.js';
import { applyAction, applyActions } from './act.js';
import { addMinutes } from './opening-hours.js';
import { climb } from './route.js';
import { standardEscalationPolicy } from './standard-policy.js';

// Tuesday; due at 14:00, first climb at 10:30.
const start = opened('2026-06-30 10:00');
const otherPatient = EscalationActionFact.shape.patientId.parse('made-up-2');
const after = (...facts: EscalationActionFact[]) => {
  const { state, owner, closed, nextClimbAt } = applyActions(start, facts);
  return { state, owner, outcome: closed?.outcome ?? null, climbs: wall(nextClimbAt)?.slice(11) ?? null };
};

describe('an action', () => {
  it.each([
    [
      'acknowledged: quiet until the deadline',
      [action('acknowledged', '2026-06-30 10:05')],
      'acknowledged',
      'ana',
      '14:00',
    ],
    ['noted: changes nothing', [action('noted', '2026-06-30 10:05')], 'open', null, '10:30'],
    ['assigned to somebody else: to be told at once', [action('assigned', '2026-06-30 10:05')], 'open', 'ben', '10:05'],
    [
      'taken over: as good as acknowledged',
      [action('assigned', '2026-06-30 10:05', { assignee: 'ana' })],
      'acknowledged',
      'ana',
      '14:00',
    ],
    [
      'handed on after it was acknowledged: open again',
      [action('acknowledged', '2026-06-30 10:05'), action('assigned', '2026-06-30 10:20')],
      'open',
      'ben',
      '10:20',
    ],
    [
      'acknowledged by the assignee: quiet until the deadline',
      [action('assigned', '2026-06-30 10:05'), action('acknowledged', '2026-06-30 10:20', { by: 'ben' })],
      'acknowledged',
      'ben',
      '14:00',
    ],
  ])('%s', (_what, facts, state, owner, climbs) => {
    expect(after(...facts)).toEqual({ state, owner, outcome: null, climbs });
  });

  it('closes with a named person and an outcome, and nothing climbs any more', () => {
    const closed = applyAction(start, action('closed', '2026-06-30 11:00'));
    expect([closed.state, closed.nextClimbAt]).toEqual(['closed', null]);
    expect(closed.closed).toEqual({ by: 'ana', at: at('2026-06-30 11:00'), outcome: 'reached, comes in today' });
  });

  it.each([
    ['a closing without outcome', action('closed', '2026-06-30 11:00', { outcome: null })],
    ['a closing with a blank outcome', action('closed', '2026-06-30 11:00', { outcome: ' ' })],
    ['a closing by nobody', action('closed', '2026-06-30 11:00', { by: ' ' })],
    ['an assignment to nobody', action('assigned', '2026-06-30 11:00', { assignee: null })],
    ['an action on another patient', action('closed', '2026-06-30 11:00', { patientId: otherPatient })],
    ['an action on another escalation', action('closed', '2026-06-30 11:00', { escalationId: 'e-2' })],
  ])('passes over %s', (_what, fact) => {
    expect(applyAction(start, fact)).toBe(start);
  });

  it('after the closing is kept and changes nothing', () => {
    const late = action('acknowledged', '2026-06-30 12:00', { by: 'ben' });
    const both = applyActions(start, [late, action('closed', '2026-06-30 11:00')]);
    expect([both.state, both.owner, both.closed?.by, both.actions.length]).toEqual(['closed', null, 'ana', 2]);
    const again = action('closed', '2026-06-30 12:00', { id: 'closed-2', by: 'ben', outcome: 'left a message' });
    expect(applyAction(both, again).closed?.by).toBe('ana');
  });

  it('voided at its source is undone: the alert climbs on', () => {
    const closing = action('closed', '2026-06-30 11:00');
    const reopened = applyActions(applyAction(start, closing), [{ ...closing, revision: 2, deleted: true }]);
    expect([reopened.state, reopened.closed, wall(reopened.nextClimbAt)]).toEqual(['open', null, '2026-06-30 10:30']);
    expect(applyAction(reopened, closing)).toBe(reopened);
  });

  it('a repeat leaves the very same escalation', () => {
    const closed = applyAction(start, action('closed', '2026-06-30 11:00'));
    expect(applyAction(closed, action('closed', '2026-06-30 11:00'))).toBe(closed);
  });
});

describe('laws of actions', () => {
  const words = fc.constantFrom('ana', 'ben', ' ', null);
  const fact = fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      revision: fc.integer({ min: 1, max: 3 }),
      deleted: fc.boolean(),
      escalationId: fc.constantFrom('e-1', 'e-1', 'e-1', 'e-2', 'e-3'),
      action: fc.constantFrom('acknowledged', 'assigned', 'noted', 'closed'),
      by: words.map((name) => name ?? ''),
      assignee: words,
      outcome: fc.constantFrom('booked', 'left a message', ' ', null),
      minute: fc.integer({ min: 0, max: 300 }),
    })
    .map(({ minute, action: what, id, ...fields }) =>
      // An action keeps to its escalation: its id names it.
      action(what, '2026-06-30 10:00', {
        ...fields,
        id: `${fields.escalationId}-${id}`,
        at: addMinutes(at('2026-06-30 10:00'), minute),
      }),
    );
  const facts = fc.array(fact, { maxLength: 12 });
  const arrivals = facts.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all, ...all], { minLength: 0 }).map((some) => [...some, ...all].reverse()),
      fc.integer({ min: 1, max: 4 }),
    ),
  );
  const runs = { numRuns: 3000 };

  it('the same facts in any order, repeated, in any batches leave the identical escalation', () => {
    const law = fc.property(arrivals, ([all, shuffled, size]) => {
      let batched = start;
      for (let from = 0; from < shuffled.length; from += size)
        batched = applyActions(batched, shuffled.slice(from, from + size));
      expect(batched).toEqual(applyActions(start, all));
      expect(applyActions(batched, all)).toBe(batched);
    });
    fc.assert(law, runs);
  });

  it('known actions told again after a climb change nothing, nor does a second climb at the same instant', () => {
    const law = fc.property(facts, fc.integer({ min: 0, max: 600 }), (all, minutes) => {
      const now = addMinutes(at('2026-06-30 10:00'), minutes);
      const climbed = climb(applyActions(start, all), harbor, standardEscalationPolicy, now);
      expect(applyActions(climbed, [...all].reverse())).toBe(climbed);
      expect(climb(climbed, harbor, standardEscalationPolicy, now)).toBe(climbed);
    });
    fc.assert(law, runs);
  });

  it('every escalation that was opened is open or closed by a named person with an outcome', () => {
    const law = fc.property(facts, (all) => {
      const escalations = ['e-1', 'e-2', 'e-3'].map((id) => applyActions(opened('2026-06-30 10:00', { id }), all));
      const closed = escalations.filter(
        ({ closed: end }) => end !== null && end.by.trim() !== '' && end.outcome.trim() !== '',
      );
      const open = escalations.filter(({ state, closed: end }) => state !== 'closed' && end === null);
      expect(closed.length + open.length).toBe(escalations.length);
    });
    fc.assert(law, runs);
  });

  it('every escalation that is not closed has a next climb, an acknowledged one not before its deadline', () => {
    const law = fc.property(facts, (all) => {
      const { state, nextClimbAt, respondBy } = applyActions(start, all);
      expect(nextClimbAt === null).toBe(state === 'closed');
      if (state === 'acknowledged' && nextClimbAt !== null)
        expect(compareInstants(nextClimbAt, respondBy)).toBeGreaterThanOrEqual(0);
    });
    fc.assert(law, runs);
  });
});
