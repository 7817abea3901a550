// What the laws caught, one by one. In: the smallest case of each. Rule owned: none of it comes back.
import {
  applyChanges,
  type DesiredPlan,
  emptyDocument,
  followChart,
  nextDueAt,
  reconcile,
  type StoredStep,
  standardProtocol,
  update,
} from '@implant-journey/core';
import { procedure } from '@implant-journey/core/testing';
import { describe, expect, it } from 'vitest';
import { sightingsOf } from '../../src/plan/follow-chart.js';
import { addHours } from '../../src/shared/instant.js';
import { day, ended, event, message, states, stored } from '../plans.js';
import { live, person, type Script } from './corrections.js';
import { standardRules } from './world.js';

const now = `${day(1)}T12:00:00Z`;
/** A day that carries three messages in one: `lead` and two more. */
const lead = message({ stepId: 'lead' });
const rider = (stepId: string) => message({ stepId, mergedInto: lead.key, event: event() });
const crowd = [lead, rider('rider-1'), rider('rider-2')];
const wanted: DesiredPlan = {
  protocol: { id: 'standard', version: 1 },
  steps: crowd,
  notPlanned: [],
  events: [event()],
};

describe('steps carried by a message that will never go out', () => {
  it.each([
    ['was suppressed', ended('suppressed')],
    ['failed', ended('failed')],
    ['was carried itself by yet another', ended('merged')],
  ])('are carried by the first of them when that message %s', (_title, state) => {
    const elsewhere = message({ stepId: 'elsewhere' });
    const known = [
      stored(elsewhere, states.accepted),
      stored({ ...lead, mergedInto: elsewhere.key }, state),
      ...crowd.slice(1).map((step) => stored(step, ended('merged'))),
    ];
    const changes = reconcile(wanted, known, standardProtocol, now, []);
    const told = changes.flatMap((change) =>
      change.kind === 'move' && change.step.kind !== 'staff'
        ? [[change.step.stepId, change.step.mergedInto, change.state.kind]]
        : [],
    );
    expect(told).toEqual([
      ['rider-1', null, 'planned'],
      ['rider-2', crowd[1]?.key, 'ended'],
    ]);
  });

  it('are looked at when they are due, not when something else is', () => {
    const documentOf = (steps: readonly StoredStep[]) => ({ ...emptyDocument('harbor', 'made-up-1'), steps });
    const [, first] = crowd;
    const waiting = stored(first as typeof lead, ended('merged'));
    expect(nextDueAt(documentOf([stored(lead, ended('suppressed')), waiting]))).toBe(lead.dueAt);
    expect(nextDueAt(documentOf([stored(lead, states.accepted), waiting]))).toBeNull();
  });
});

/** What is asked for, what comes of it, and what is asked for then at the same instant. */
function askedTwice(desired: DesiredPlan, known: readonly StoredStep[]) {
  const seen = followChart(sightingsOf(known), desired.events);
  const changes = reconcile(desired, known, standardProtocol, now, seen);
  const after = applyChanges(known, changes, desired.protocol, now);
  return { changes, after, again: reconcile(desired, after, standardProtocol, now, seen) };
}

describe('two events that became one', () => {
  const [abutment, implant] = [event({ milestone: 'abutment' }), event({ factIds: ['row-2'], teeth: ['3'] })];
  const crown = event({ milestone: 'final', factIds: ['row-1', 'row-2'] });
  const carrier = message({ stepId: 'carrier', event: event({ factIds: ['row-3'], teeth: ['30'] }) });
  it.each([
    ['is carried by another message now', ended('merged'), { mergedInto: carrier.key }, 'merged'],
    ['comes too late now', ended('expired'), { due: day(-7) }, 'expired'],
  ])('keep the one step that waited, which %s, when asked again', (_title, state, fields, becomes) => {
    const waiting = message({ event: implant });
    const known = [stored(message({ event: abutment, mergedInto: carrier.key, due: day(6) }), state), stored(waiting)];
    const steps = [carrier, message({ event: crown, ...fields })];
    const { after, again } = askedTwice({ ...wanted, steps, events: [crown, carrier.event] }, known);
    expect(after.find(({ step }) => step.key === waiting.key)?.state).toMatchObject({ reason: becomes });
    expect(again).toEqual([]);
  });
});

describe('a row posted anew, of whose steps one moves and one does not', () => {
  const posted = event({ factIds: ['row-2'], on: day(1) });
  const [still, moving] = [message({ stepId: 'day-3', due: day(3) }), message()];
  const desired = {
    ...wanted,
    steps: [message({ stepId: 'day-3', due: day(3), event: posted }), message({ due: day(8), event: posted })],
    events: [posted],
  };
  it.each([
    ['expired', ended('expired')],
    ['was sent', states.accepted],
  ])('is known again by the rows seen, not by its steps: the one that does not move %s', (_title, state) => {
    const { changes, after, again } = askedTwice(desired, [stored(still, state), stored(moving)]);
    expect(changes.filter(({ kind }) => kind === 'move')).toMatchObject([{ key: moving.key }]);
    expect(again).toEqual([]);
    const byStepsAlone = reconcile(desired, after, standardProtocol, now, sightingsOf(after));
    expect(byStepsAlone).toContainEqual(expect.objectContaining({ kind: 'add', step: desired.steps[0] }));
  });
});

describe('an event voided twice', () => {
  it('is told to staff twice: the second time for what went out in between', () => {
    const script: Script = {
      code: 'D6010',
      corrections: [{ correction: { kind: 'posted-again', afterHours: 25 }, afterHours: 9 }],
      second: null,
      isVoidedAtLast: true,
    };
    const { escalations } = live(script).document;
    expect(escalations.filter(({ reason }) => reason === 'withdrawn-after-sending').length).toBe(2);
  });
});

describe('an update without news', () => {
  it('is the very same document, also with an escalation open', () => {
    const facts = [
      ...person,
      procedure({ id: 'implant', teeth: ['19'], serviceOn: '2026-01-12' }),
      procedure({ id: 'out', code: 'D6100', teeth: ['19'], serviceOn: '2026-01-13' }),
    ];
    const start = '2026-01-13T21:00:00Z';
    const { document } = update(emptyDocument('harbor', 'made-up-1'), facts, standardRules, start);
    expect(document.escalations.length).toBeGreaterThan(0);
    expect(update(document, facts, standardRules, addHours(start, 1 / 60)).document).toBe(document);
  });
});
