import { describe, expect, it } from 'vitest';
import { at, wall } from '../../test/escalations.js';
import { day, ended, event, message, staff, states, stored } from '../../test/plans.js';
import { standardProtocol } from '../cadence/standard-protocol.js';
import { compensations } from './compensate.js';
import type { IsSameEvent } from './follow-chart.js';
import { hasGoneOut, type StepEvent, type StoredStep } from './step.js';

const sharesRow: IsSameEvent = (a, b) => a.factIds.some((id) => b.factIds.includes(id));
const owed = (
  known: readonly StoredStep[],
  events: readonly StepEvent[],
  now = `${day(8)} 09:00`,
  withdrawal: Partial<typeof standardProtocol.withdrawal> = {},
) =>
  compensations(
    known,
    hasGoneOut,
    events,
    sharesRow,
    { ...standardProtocol, withdrawal: { ...standardProtocol.withdrawal, ...withdrawal } },
    at(now),
  );

const sent = (stepId: string, of = event()) => stored(message({ stepId, event: of }), states.accepted);

describe('an event that is gone from the chart', () => {
  it('owes one act a day later, for all that went out about it', () => {
    const [act, ...more] = owed([sent('day-0'), sent('day-7')], []);
    expect(more).toEqual([]);
    expect(act).toMatchObject({
      kind: 'staff',
      reason: 'withdrawn-after-sending',
      stepId: 'withdrawn',
      tier: 'R',
      about: ['placement:row-1/day-0', 'placement:row-1/day-7'],
    });
    expect(wall(act?.dueAt ?? null)).toBe(`${day(9)} 09:00`);
  });

  it.each<[string, StoredStep]>([
    ['is planned', stored(message())],
    ['was withdrawn', stored(message(), ended('withdrawn'))],
    ['is a staff item', stored(staff(), ended('handed-to-staff'))],
    ['answered the patient', stored(message({ isAnswer: true }), states.accepted)],
  ])('owes nothing for a step that %s', (_what, one) => {
    expect(owed([one], [])).toEqual([]);
  });

  it.each([
    ['may have gone out', states.unknown],
    ['is on its way', states.claimed],
  ])('owes it also for a message that %s', (_what, state) => {
    expect(owed([stored(message(), state)], [])).toHaveLength(1);
  });

  it('owes the same act as long as it waits, due when it first was', () => {
    const [first] = owed([sent('day-0')], []);
    const again = owed([sent('day-0'), stored(first as never)], [], `${day(9)} 08:00`);
    expect(again).toEqual([first]);
  });

  it('owes nothing more once that act was opened', () => {
    const [first] = owed([sent('day-0')], []);
    expect(owed([sent('day-0'), stored(first as never, ended('handed-to-staff'))], [], `${day(20)} 08:00`)).toEqual([]);
  });

  it('owes another act for a message that went out after it was opened', () => {
    const [first] = owed([sent('day-0')], []);
    const known = [sent('day-0'), stored(first as never, ended('handed-to-staff')), sent('day-7')];
    expect(owed(known, []).map(({ stepId, about }) => [stepId, about])).toEqual([
      ['withdrawn#2', ['placement:row-1/day-7']],
    ]);
  });

  it('owes one act though its row and day were corrected between two messages', () => {
    const mended = event({ factIds: ['row-2'], on: day(-2) });
    expect(owed([sent('day-0'), sent('day-7', mended)], [])).toHaveLength(1);
  });

  it('owes one act for each of two events far apart', () => {
    expect(owed([sent('day-0'), sent('day-0', event({ factIds: ['row-2'], on: day(90) }))], [])).toHaveLength(2);
  });

  it('owes nothing where the practice wants none', () => {
    expect(owed([sent('day-0')], [], `${day(8)} 09:00`, { act: 'none' })).toEqual([]);
  });
});

describe('an event that was corrected after a message went out', () => {
  it.each<[string, StepEvent, number]>([
    ['nothing when all is as it was', event(), 0],
    ['nothing when another tooth joined', event({ teeth: ['9', '10'] }), 0],
    ['nothing when it was regrouped into another case', event({ caseId: '9+10' }), 0],
    ['a look when its day moved', event({ on: day(1) }), 1],
    ['a look when it is at another tooth', event({ teeth: ['10'] }), 1],
    ['a look when it was another treatment', event({ milestone: 'graft_ridge' }), 1],
  ])('owes staff %s', (_what, now, count) => {
    const acts = owed([sent('day-0')], [now]);
    expect(acts).toHaveLength(count);
    for (const act of acts) {
      expect(act).toMatchObject({ reason: 'changed-after-sending', tier: 'R', about: [], event: now });
      expect(wall(act.dueAt)).toBe(`${day(8)} 09:00`);
    }
  });

  it('owes one look for all messages, and the same one when asked again', () => {
    const now = event({ on: day(1) });
    const acts = owed([sent('day-0'), sent('day-7')], [now]);
    expect(acts).toHaveLength(1);
    expect(owed([sent('day-0'), sent('day-7')], [now], `${day(9)} 09:00`)[0]?.key).toBe(acts[0]?.key);
  });

  it('owes another look when it is corrected again', () => {
    const keys = [event({ on: day(1) }), event({ on: day(2) })].map((now) => owed([sent('day-0')], [now])[0]?.key);
    expect(new Set(keys).size).toBe(2);
  });
});
