// What the laws caught, one by one. In: the smallest case of each. Rule owned: none of it comes back.
import {
  type DesiredPlan,
  emptyDocument,
  nextDueAt,
  reconcile,
  type StoredStep,
  standardProtocol,
  update,
} from '@implant-journey/core';
import { procedure } from '@implant-journey/core/testing';
import { describe, expect, it } from 'vitest';
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
    const changes = reconcile(wanted, known, standardProtocol, now);
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
