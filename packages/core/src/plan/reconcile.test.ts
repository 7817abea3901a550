import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { at } from '../../test/escalations.js';
import { day, day0, ended, event, journeyOf, message, staff, states, stored } from '../../test/plans.js';
import { standardProtocol } from '../cadence/standard-protocol.js';
import { JourneyError } from '../shared/error.js';
import { addHours, instantOf, msOf } from '../shared/instant.js';
import { practice } from '../testing/practice.js';
import { applyChanges } from './apply-changes.js';
import { sightingsOf } from './follow-chart.js';
import { plan } from './plan.js';
import { reconcile } from './reconcile.js';
import type { DesiredPlan, EndReason, PlanChange, PlannedStep, StepState, StoredStep } from './step.js';

const now = at(`${day(1)} 09:00`);

function desired(steps: readonly PlannedStep[], fields: Partial<DesiredPlan> = {}): DesiredPlan {
  const events = [...new Map(steps.map((step) => [step.event.key, step.event])).values()];
  return { protocol: { id: 'standard', version: 1 }, steps, notPlanned: [], events, ...fields };
}

const changes = (wanted: DesiredPlan, known: readonly StoredStep[], when = now) =>
  reconcile(wanted, known, standardProtocol, when, sightingsOf(known));
/** `add planned`, `end withdrawn`: what is done, and the state it leads to. */
const told = (list: readonly PlanChange[]) =>
  list.map((change) => {
    if (change.kind === 'open') return 'open';
    if (change.kind === 'end') return `end ${change.reason}`;
    return `${change.kind} ${change.state.kind === 'ended' ? change.state.reason : change.state.kind}`;
  });
/** The chart holds the event, whatever is wanted of it. */
const nothingWanted = desired([], { events: [event()] });

describe('a step the store does not know', () => {
  it('is added', () => {
    const step = message();
    expect(changes(desired([step]), [])).toEqual([
      { kind: 'add', step, state: states.planned, why: 'told by the protocol' },
    ]);
  });

  const step = message({ due: `${day0} 17:00` });
  it.each([
    ['when it is due', 0, 'add planned'],
    ['while it may still be sent', 24, 'add planned'],
    ['as expired a moment later', 24.001, 'add expired'],
  ])('is added %s', (_what, hours, what) => {
    expect(told(changes(desired([step]), [], addHours(step.dueAt, hours)))).toEqual([what]);
  });

  it('is added with its other words', () => {
    const late = { ...step.late, variant: { template: 'late', withinHours: 72 } };
    expect(told(changes(desired([{ ...step, late }]), [], addHours(step.dueAt, 72)))).toEqual(['add planned']);
  });

  it('says why it expired', () => {
    const [change] = changes(desired([step]), [], addHours(step.dueAt, 25));
    expect(change).toMatchObject({ why: 'old words', state: { kind: 'ended', why: 'old words' } });
  });
});

describe('a staff item the store does not know', () => {
  const item = staff({ due: day(30) });
  it.each([
    ['is planned until it is due', instantOf(msOf(item.dueAt) - 1), 'add planned'],
    ['is opened when it is due', item.dueAt, 'open'],
    ['is opened while it can still help', addHours(item.dueAt, 168), 'open'],
    ['is kept as expired when it cannot', addHours(item.dueAt, 168.001), 'add expired'],
  ])('%s', (_what, when, what) => {
    expect(told(changes(desired([item]), [], when))).toEqual([what]);
  });

  it('is opened however late when it never grows stale', () => {
    expect(told(changes(desired([{ ...item, dropAfterHours: null }]), [], addHours(item.dueAt, 9_000)))).toEqual([
      'open',
    ]);
  });
});

describe('a pending step', () => {
  it('stays when nothing differs', () => {
    expect(changes(desired([message()]), [stored(message())])).toEqual([]);
  });

  it.each<[string, StepState]>([
    ['held', { kind: 'held', until: addHours(now, 12), why: 'at night' }],
    ['capped', { kind: 'capped', until: addHours(now, 24) }],
  ])('stays %s when nothing differs', (_what, state) => {
    expect(changes(desired([message()]), [stored(message(), state)])).toEqual([]);
  });

  it('moves with its event', () => {
    const step = message({ due: day(9), event: event({ on: day(2) }) });
    expect(changes(desired([step]), [stored(message())])).toEqual([
      { kind: 'move', key: step.key, step, state: states.planned, why: 'its event or window moved' },
    ]);
  });

  it.each([
    ['its words changed', message({ template: 'day-7-new' }), 'its event or words changed'],
    ['the week is full', message({ due: day(9), cappedFrom: message().dueAt }), 'the week is full'],
  ])('moves when %s', (_what, step, why) => {
    expect(changes(desired([step]), [stored(message())])).toMatchObject([{ kind: 'move', why }]);
  });

  it('is withdrawn in the words of the plan when it is wanted no more', () => {
    const notPlanned = [
      { stepId: 'day-7', caseId: '9', eventKey: event().key, reason: 'on-hold', words: 'the case is on hold' } as const,
    ];
    expect(changes({ ...nothingWanted, notPlanned }, [stored(message())])).toEqual([
      { kind: 'end', key: message().key, reason: 'withdrawn', why: 'the case is on hold' },
    ]);
  });

  it('is withdrawn when its event is gone', () => {
    expect(changes(desired([]), [stored(message())])).toMatchObject([
      { kind: 'end', reason: 'withdrawn', why: 'its reason is gone from the chart' },
    ]);
  });

  it('that has become too late since it moved expires', () => {
    const step = message({ due: day(-3), event: event({ on: day(-10) }) });
    expect(told(changes(desired([step]), [stored(message())]))).toEqual(['move expired']);
  });
});

describe('what the patient has, or may have', () => {
  it.each([
    ['sent', states.accepted],
    ['of unknown outcome', states.unknown],
    ['on its way', states.claimed],
  ])('is kept when %s, whatever becomes of its date and words', (_what, state) => {
    const step = message({ due: day(9), template: 'day-7-new' });
    expect(changes(desired([step]), [stored(message(), state)])).toEqual([]);
  });

  it('is kept when it is wanted no more', () => {
    expect(changes(nothingWanted, [stored(message(), states.accepted)])).toEqual([]);
  });

  it('is known again under a new row, day and tooth, and staff are told once', () => {
    const posted = event({ factIds: ['row-2'], on: day(2), teeth: ['10'] });
    const step = message({ event: posted, due: day(9) });
    expect(changes(desired([step]), [stored(message(), states.accepted)])).toMatchObject([
      { kind: 'open', step: { reason: 'changed-after-sending' } },
    ]);
  });

  it('makes one act when its event is gone', () => {
    expect(changes(desired([]), [stored(message(), states.accepted)])).toMatchObject([
      { kind: 'add', step: { reason: 'withdrawn-after-sending', dueAt: addHours(now, 24) }, state: states.planned },
    ]);
  });

  it('takes that act back when the event is posted again within the day', () => {
    const before = [stored(message(), states.accepted)];
    const known = applyChanges(before, changes(desired([]), before), { id: 'standard', version: 1 }, now);
    const again = message({ event: event({ factIds: ['row-2'] }) });
    expect(told(changes(desired([again]), known, addHours(now, 5)))).toEqual(['end withdrawn']);
  });
});

describe('a row deleted and posted again', () => {
  it('keeps the pending step under the key it had', () => {
    const again = message({ event: event({ factIds: ['row-2'] }) });
    const { key } = message();
    expect(changes(desired([again]), [stored(message())])).toMatchObject([
      { kind: 'move', key, step: { key, event: { key: 'placement:row-2' } } },
    ]);
  });

  it('is another event at the same site when the first still stands', () => {
    const [first, second] = [message(), message({ event: event({ factIds: ['row-2'], on: day(1) }), due: day(8) })];
    expect(changes(desired([first, second]), [stored(first)])).toMatchObject([
      { kind: 'add', step: { key: second.key } },
    ]);
  });
});

describe('a step that ended without going out', () => {
  it.each<[EndReason, string[], string[]]>([
    ['withdrawn', ['move planned'], ['move planned']],
    ['expired', [], ['move planned']],
    ['suppressed', [], []],
    ['failed', [], []],
    ['handed-to-staff', [], []],
  ])('%s: wanted as it was, and wanted for another time', (reason, asItWas, anotherTime) => {
    const known = [stored(message(), ended(reason))];
    expect(told(changes(desired([message()]), known))).toEqual(asItWas);
    expect(told(changes(desired([message({ due: day(9) })]), known))).toEqual(anotherTime);
  });

  it('is not ended again when it is wanted no more', () => {
    expect(changes(nothingWanted, [stored(message(), ended('expired'))])).toEqual([]);
  });
});

describe('a step another message carries', () => {
  const lead = message({ stepId: 'day-3-check', purpose: 'safety' });
  const rider = message({ stepId: 'day-7', mergedInto: lead.key });
  const carried = stored(rider, ended('merged'));

  it('is kept as merged', () => {
    expect(told(changes(desired([lead, rider]), []))).toEqual(['add planned', 'add merged']);
    expect(changes(desired([lead, rider]), [stored(lead), carried])).toEqual([]);
  });

  it('has reached the patient with it', () => {
    const alone = { ...rider, mergedInto: null, due: day(9) };
    expect(changes(desired([lead, alone]), [stored(lead, states.accepted), carried])).toEqual([]);
  });

  it('goes out by itself when that message is wanted no more', () => {
    const alone = { ...rider, mergedInto: null };
    expect(told(changes(desired([alone]), [stored(lead), carried]))).toEqual(['move planned', 'end withdrawn']);
  });

  it.each<EndReason>(['expired', 'suppressed', 'failed'])(
    'goes out by itself when that message ended as %s',
    (reason) => {
      const [change, ...more] = changes(desired([lead, rider]), [stored(lead, ended(reason)), carried]);
      expect(more).toEqual([]);
      expect(change).toMatchObject({ kind: 'move', key: rider.key, step: { mergedInto: null }, state: states.planned });
    },
  );

  it('goes out by itself when that message left before it was planned', () => {
    const [change] = changes(desired([lead, rider]), [stored(lead, states.accepted)]);
    expect(change).toMatchObject({ kind: 'add', step: { mergedInto: null }, state: states.planned });
  });

  it('is withdrawn with its reason while that message waits', () => {
    expect(told(changes(desired([lead]), [stored(lead), carried]))).toEqual(['end withdrawn']);
  });
});

describe('reconciling', () => {
  it('refuses two steps of one key', () => {
    const twice = () => changes(desired([message(), message()]), []);
    expect(twice).toThrow(JourneyError);
    expect(twice).toThrow('share a key');
  });

  it('tells changes in the order of the plan, then of the stored steps', () => {
    const [a, b, c, d] = ['day-0', 'day-7', 'day-30', 'day-45'].map((stepId) => message({ stepId }));
    const list = changes(desired([b as never, a as never]), [stored(d as never), stored(c as never)]);
    expect(list.map((change) => ('key' in change ? change.key : change.step.key))).toEqual(
      [b, a, d, c].map((step) => step?.key),
    );
  });

  it.each([-1, 0, 1, 3, 4, 14, 30, 45, 90, 200, 400])('twice on day %i changes nothing more', (number) => {
    const journey = journeyOf([
      row('D6010 #19', day0),
      row('D7140 #3', day(2)),
      row('D7953 #3', day(2)),
      row('D6010 #3', 'planned'),
    ]);
    const wanted = plan(journey, standardProtocol, practice());
    const when = at(`${day(number)} 12:00`);
    const known = applyChanges([], changes(wanted, [], when), wanted.protocol, when);
    expect(changes(wanted, known, when)).toEqual([]);
    expect(known).toHaveLength(wanted.steps.length);
  });
});
