import { describe, expect, it } from 'vitest';
import { only, read, row } from '../../test/charts.js';
import { appointment, hold, planItem } from '../testing/index.js';

const placed = () => row('D6010 #19', '2026-01-05');
/** A visit at nine in the morning in Chicago. */
const visit = (on: string, fields: Parameters<typeof appointment>[0] = {}) =>
  appointment({ id: `visit-${on}`, startsAt: `${on}T15:00:00Z`, ...fields });
const work = (what: {
  teeth?: string[];
  arch?: 'U' | 'L';
  code?: string;
  purpose?: 'impression' | 'placement' | 'final' | 'second_stage' | 'abutment';
}) => ({ work: [what] });

describe('the wait of a case and its window', () => {
  it.each([
    ['an extraction', [row('D7140 #19', '2026-01-05'), row('D6010 #19', 'planned')], 'extraction', 16, 40],
    ['a socket graft', [row('D7140 #19', '2026-01-05'), row('D7953 #19', '2026-01-05')], 'graft_socket', 12, 32],
    [
      'a ridge graft with a socket graft that day',
      [row('D7953 #19', '2026-01-05'), row('D7950 #19', '2026-01-05')],
      'graft_ridge',
      16,
      40,
    ],
    ['a staged sinus lift', [row('D7951 UL', '2026-01-05'), row('D6010 #14', 'planned')], 'graft_sinus', 20, 44],
    ['a placement', [placed()], 'placement', 8, 30],
    [
      'a placement with a sinus lift',
      [row('D6010 #14', '2026-01-05'), row('D7952 #14', '2026-01-05')],
      'placement_with_sinus_lift',
      16,
      40,
    ],
    [
      'a placement with an interim tooth',
      [placed(), row('D6085 #19', '2026-01-05')],
      'placement_with_provisional',
      12,
      36,
    ],
    ['a full arch', [row('D6010 #4', '2026-01-05'), row('D6119 U', '2026-01-05')], 'placement_full_arch', 12, 39],
    [
      'a lower overdenture',
      [row('D6010 #22', '2026-01-05'), row('D6111 L', 'planned')],
      'placement_overdenture_lower',
      6,
      20,
    ],
    [
      'an upper overdenture',
      [row('D6010 #4', '2026-01-05'), row('D6110 U', 'planned')],
      'placement_overdenture_upper',
      12,
      36,
    ],
    ['a second stage', [row('D6010 #19', '2025-09-01'), row('D6011 #19', '2026-01-05')], 'second_stage', 1, 8],
    ['an abutment', [row('D6010 #19', '2025-09-01'), row('D6057 #19', '2026-01-05')], 'abutment', 1, 8],
    ['a removal', [row('D6010 #19', '2025-09-01'), row('D6100 #19', '2026-01-05')], 'failure', 12, 52],
  ])('runs from %s', (_what, facts, name, opens, late) => {
    const { wait } = only(facts);
    const weeks = (day: string | null | undefined) =>
      (Date.parse(day ?? '') - Date.parse('2026-01-05')) / (7 * 86_400_000);
    expect([wait?.name, wait?.since, weeks(wait?.opensOn), weeks(wait?.lateOn)]).toEqual([
      name,
      '2026-01-05',
      opens,
      late,
    ]);
  });

  it.each([
    ['on the last day of the window', '2026-08-03', null, 'active'],
    ['the day after', '2026-08-04', '2026-08-03', 'active'],
    ['on the last day before it counts as dropped', '2026-11-01', '2026-08-03', 'active'],
    ['the day after that', '2026-11-02', '2026-08-03', 'dropped'],
  ])('%s', (_when, asOf, stalledSince, outcome) => {
    expect(only([placed()], asOf)).toMatchObject({ stalledSince, outcome });
  });

  it('the month the clinician planned overrides the window', () => {
    const item = planItem({ teeth: ['19'], code: 'D6058', plannedMonth: '2026-12-01' });
    expect(only([placed(), item], '2026-11-20')).toMatchObject({
      stalledSince: null,
      outcome: 'active',
      wait: { opensOn: '2026-12-01', lateOn: '2027-03-11' },
    });
  });

  it('a plan all inactive with nothing booked is declined', () => {
    expect(only([placed(), row('D6058 #19', 'planned', { status: 'planned-inactive' })])).toMatchObject({
      outcome: 'declined',
      stalledSince: null,
    });
    expect(
      only([placed(), row('D6058 #19', 'planned', { status: 'planned-inactive' }), row('D6057 #19', 'planned')]),
    ).toMatchObject({ outcome: 'dropped' });
  });

  it('a hold of another site freezes nothing here', () => {
    expect(only([placed(), hold({ teeth: ['30'], reason: 'cost' })])).toMatchObject({
      onHold: null,
      outcome: 'dropped',
    });
  });
});

describe('the right next visit', () => {
  const crown = (fields: object = {}) => row('D6058 #19', 'planned', fields);

  it.each([
    ['its row is attached', [crown({ appointmentId: 'visit-2026-12-01' })], {}, 'final'],
    ['its text names code and tooth', [], work({ teeth: ['19'], code: 'D6011' }), 'second_stage'],
    ['its text says an impression', [], work({ teeth: ['19'], purpose: 'impression' }), 'final'],
    [
      'an impression with the abutment planned on it',
      [row('D6057 #19', 'planned', { appointmentId: 'visit-2026-12-01' })],
      work({ teeth: ['19'], purpose: 'impression' }),
      'abutment',
    ],
    [
      'abutment and crown in one visit',
      [crown({ appointmentId: 'visit-2026-12-01' })],
      work({ teeth: ['19'], code: 'D6057' }),
      'final',
    ],
    ['its words name no tooth and one case is open', [], work({ purpose: 'impression' }), 'final'],
  ])('is found when %s', (_what, facts, fields, forMilestone) => {
    expect(only([placed(), ...facts, visit('2026-12-01', fields)]).nextVisit).toMatchObject({
      appointmentId: 'visit-2026-12-01',
      wallClock: '2026-12-01 09:00:00',
      forMilestone,
    });
  });

  it.each([
    ['a hygiene visit', visit('2026-12-01', { hygiene: true, ...work({ teeth: ['19'], code: 'D6058' }) })],
    ['a visit for another tooth', visit('2026-12-01', work({ teeth: ['3'], code: 'D6010' }))],
    [
      'a template without a date',
      visit('2026-12-01', { status: 'planned', ...work({ teeth: ['19'], code: 'D6058' }) }),
    ],
    ['a broken visit', visit('2026-12-01', { status: 'broken', ...work({ teeth: ['19'], code: 'D6058' }) })],
    [
      'a visit that waits for a new time',
      visit('2026-12-01', { status: 'unscheduled', ...work({ teeth: ['19'], code: 'D6058' }) }),
    ],
    ['a visit of the day itself, never closed', visit('2026-11-20', work({ teeth: ['19'], code: 'D6058' }))],
    ['a deleted visit', visit('2026-12-01', { deleted: true, ...work({ teeth: ['19'], code: 'D6058' }) })],
    ['the step already done', visit('2026-12-01', work({ teeth: ['19'], code: 'D6010' }))],
    ['a removal', visit('2026-12-01', work({ teeth: ['19'], code: 'D6100' }))],
    ['a scan', visit('2026-12-01', work({ teeth: ['19'], code: 'D0364' }))],
  ])('is not %s', (_what, other) => {
    expect(only([placed(), other]).nextVisit).toBeNull();
  });

  it('is the earliest that serves the case, on the wall clock of its place', () => {
    const early = visit('2026-12-01', {
      id: 'early',
      startsAt: '2026-12-01T15:00:00Z',
      zone: 'America/Phoenix',
      ...work({ teeth: ['19'], code: 'D6011' }),
    });
    const late = visit('2026-12-01', {
      id: 'late',
      startsAt: '2026-12-01T15:30:00Z',
      ...work({ teeth: ['19'], code: 'D6058' }),
    });
    expect(only([placed(), late, early]).nextVisit).toMatchObject({
      appointmentId: 'early',
      wallClock: '2026-12-01 08:00:00',
    });
  });

  it('ends being stalled, dropped and declined', () => {
    const booked = visit('2026-12-01', work({ teeth: ['19'], code: 'D6058' }));
    expect(only([placed(), booked])).toMatchObject({ outcome: 'active', stalledSince: null });
    expect(only([placed(), crown({ status: 'planned-inactive' }), booked])).toMatchObject({ outcome: 'active' });
  });

  it('after a removal the placement is the right visit again', () => {
    const rows = [
      placed(),
      row('D6100 #19', '2026-05-05'),
      visit('2026-12-01', work({ teeth: ['19'], code: 'D6010' })),
    ];
    expect(only(rows)).toMatchObject({ outcome: 'active', nextVisit: { forMilestone: 'placement' } });
  });

  it('a second implant of a bridge may still be placed', () => {
    const bridge = ['D6068 #3', 'D6240 #4', 'D6068 #5'].map((what) => row(what, 'planned'));
    const rows = [...bridge, row('D6010 #3', '2026-06-05'), visit('2026-12-01', work({ teeth: ['5'], code: 'D6010' }))];
    expect(only(rows).nextVisit).toMatchObject({ forMilestone: 'placement' });
  });

  it('one visit may serve two cases, and words without a tooth none of two', () => {
    const two = [placed(), row('D6010 #30', '2026-01-05')];
    expect(
      read([...two, visit('2026-12-01', work({ teeth: ['19', '30'], purpose: 'impression' }))]).cases.map(
        ({ nextVisit }) => nextVisit?.forMilestone,
      ),
    ).toEqual(['final', 'final']);
    expect(
      read([...two, visit('2026-12-01', work({ purpose: 'impression' }))]).cases.map(({ nextVisit }) => nextVisit),
    ).toEqual([null, null]);
  });

  it('words about an arch serve the case of that arch', () => {
    const arch = [row('D6010 #4', '2026-06-05'), row('D6114 U', 'planned')];
    expect(only([...arch, visit('2026-12-01', work({ arch: 'U', purpose: 'impression' }))]).nextVisit).toMatchObject({
      forMilestone: 'final',
    });
    expect(only([...arch, visit('2026-12-01', work({ arch: 'L', purpose: 'impression' }))]).nextVisit).toBeNull();
  });
});
