// Charts that once were, or easily are, read wrongly: each a small chart and what it says.
import { describe, expect, it } from 'vitest';
import { only, read, row } from '../../test/charts.js';
import { appointment, hold, milestoneReport, planItem } from '../testing/index.js';
import { standardCaseRules } from './chart-row.js';

const bridge = (teeth: readonly [string, string, string], on: string) => [
  row(`D6068 #${teeth[0]}`, on),
  row(`D6240 #${teeth[1]}`, on),
  row(`D6068 #${teeth[2]}`, on),
];
const visit = (work: object[], fields: object = {}) =>
  appointment({ id: 'v', startsAt: '2026-12-01T15:00:00Z', work, ...fields });

describe('natural bridges beside implants', () => {
  it('an implant set where a false tooth of a natural bridge hung is waiting, not complete', () => {
    const natural = [row('D6740 #4', '2015-03-02'), row('D6240 #5', '2015-03-02'), row('D6740 #6', '2015-03-02')];
    expect(only([...natural, row('D6010 #5', '2026-06-05')])).toMatchObject({
      kind: 'single',
      outcome: 'active',
      events: ['placement 2026-06-05'],
    });
  });

  it('a natural cantilever beside a planned implant bridge is no part of it', () => {
    const planned = [row('D6068 #4', 'planned'), row('D6240 #5', 'planned'), row('D6068 #6', 'planned')];
    const placed = [row('D6010 #4', '2026-06-05'), row('D6010 #6', '2026-06-05')];
    const cantilever = [row('D6240 #7', '2019-05-06'), row('D6740 #8', '2019-05-06')];
    expect(only([...planned, ...placed, ...cantilever])).toMatchObject({ pontics: ['5'], outcome: 'active' });
  });
});

describe('restorations side by side', () => {
  it('two bridges that touch are two cases when the first was finished before the second began', () => {
    const first = [
      row('D6010 #3', '2023-05-01'),
      row('D6010 #5', '2023-05-01'),
      ...bridge(['3', '4', '5'], '2024-01-15'),
    ];
    const second = [row('D6010 #6', '2026-05-04'), row('D6010 #8', '2026-05-04')];
    const planned = [row('D6068 #6', 'planned'), row('D6240 #7', 'planned'), row('D6068 #8', 'planned')];
    expect(read([...first, ...second, ...planned]).cases.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['3+5', 'complete'],
      ['6+8', 'active'],
    ]);
  });

  it('a partial arch leaves a finished single crown its own case, also when it is seated', () => {
    const single = [row('D6010 #14', '2023-01-09'), row('D6058 #14', '2023-09-04')];
    const partial = [row('D6010 #6', '2026-01-12'), row('D6010 #11', '2026-01-12'), row('D6112 U', '2026-08-03')];
    expect(read([...single, ...partial]).cases.map(({ id, events }) => [id, events.length])).toEqual([
      ['arch:U', 2],
      ['14', 2],
    ]);
  });

  it('an arch code that names its teeth closes the arch', () => {
    const seated = row('D6112', '2026-08-03', { arch: 'U', teeth: ['2', '3', '4', '13', '14', '15'] });
    expect(only([row('D6010 #6', '2026-01-12'), row('D6010 #11', '2026-01-12'), seated])).toMatchObject({
      id: 'arch:U',
      outcome: 'complete',
    });
  });

  it('an inactive plan never outranks a live one, however new', () => {
    const live = row('D6058 #8', 'planned', { plannedOn: '2026-01-02' });
    const inactive = row('D6114 U', 'planned', { status: 'planned-inactive', plannedOn: '2026-05-02' });
    expect(only([row('D6010 #8', '2026-06-05'), live, inactive])).toMatchObject({ kind: 'single', outcome: 'active' });
  });

  it('surgery charted for the arch as a whole opens the case of the arch', () => {
    expect(only([row('D6050 L', '2026-06-05')])).toMatchObject({ id: 'arch:L', events: ['placement 2026-06-05'] });
    expect(only([row('D7950 U', '2026-06-05')])).toMatchObject({ id: 'arch:U', events: ['graft_ridge 2026-06-05'] });
    expect(only([row('D6010 #22', '2026-01-05'), row('D6055 L', '2026-06-05')])).toMatchObject({ kind: 'overdenture' });
  });

  it('a tooth taken out between two implant days of an arch is not its event', () => {
    const arch = [row('D6010 #6', '2026-01-05'), row('D6010 #11', '2026-03-05'), row('D6112 U', 'planned')];
    expect(only([...arch, row('D7140 #15', '2026-02-05')]).events).toEqual([
      'placement 2026-01-05',
      'placement 2026-03-05',
    ]);
  });

  it('sinus lifts of two quadrants a week apart are two events', () => {
    const lifts = [row('D7951 UR', '2026-01-05'), row('D7951 UL', '2026-01-12')];
    expect(only([...lifts, row('D6010 #4', 'planned'), row('D6114 U', 'planned')]).events).toEqual([
      'graft_sinus 2026-01-05',
      'graft_sinus 2026-01-12',
    ]);
  });
});

describe('removal and what follows', () => {
  it('an implant set on the day the old one came out is the next attempt', () => {
    const rows = [row('D6010 #19', '2025-06-01'), row('D6100 #19', '2026-01-10'), row('D6010 #19', '2026-01-10')];
    expect(only(rows, '2026-02-01')).toMatchObject({ attempts: 2, outcome: 'active', wait: { event: 'placement' } });
    expect(only([...rows, row('D6011 #19', '2026-06-10')])).toMatchObject({ phase: 'gum-healing' });
  });

  it('a graft after the removal is a new beginning, counted from the removal', () => {
    const rows = [row('D6010 #19', '2025-06-01'), row('D6100 #19', '2026-06-10'), row('D7953 #19', '2026-06-20')];
    expect(only(rows)).toMatchObject({ outcome: 'active', wait: { event: 'failure', since: '2026-06-10' } });
  });

  it('a resumed hold that tells no end froze nothing', () => {
    const resumed = hold({ state: 'resumed', startsOn: '2025-07-01' });
    expect(only([row('D6010 #19', '2025-06-01'), resumed])).toMatchObject({ stalledSince: '2025-12-28' });
  });

  it('a closed case that was resumed later is open again', () => {
    const holds = [
      hold({ id: 'a', state: 'closed', reason: 'declined', startsOn: '2026-01-05' }),
      hold({ id: 'b', state: 'resumed', reason: 'declined', startsOn: '2026-03-01' }),
    ];
    expect(only([row('D6010 #19', '2025-12-01'), ...holds], '2026-04-01')).toMatchObject({ outcome: 'active' });
  });

  it('a hold of another quadrant concerns nobody here', () => {
    const closed = hold({ state: 'closed', reason: 'declined', quadrant: 'UR', startsOn: '2026-01-05' });
    expect(only([row('D6010 #19', '2026-06-01'), closed])).toMatchObject({ outcome: 'active' });
  });

  it('of several months the clinician planned the newest word counts', () => {
    const items = [
      planItem({ id: 'old', teeth: ['19'], plannedMonth: '2026-09-01', recordedAt: '2026-01-05T15:00:00Z' }),
      planItem({ id: 'new', teeth: ['19'], plannedMonth: '2026-12-01', recordedAt: '2026-06-05T15:00:00Z' }),
    ];
    expect(only([row('D6010 #19', '2026-01-05'), ...items]).wait?.opensOn).toBe('2026-12-01');
  });
});

describe('steps told by visits and people', () => {
  const rules = { ...standardCaseRules, appointmentTypes: { '7': 'final' as const, '8': 'second_stage' as const } };
  const kept = (id: string, typeId: string, on: string) =>
    appointment({ id, status: 'completed', typeId, startsAt: `${on}T15:00:00Z` });

  it('a visit before the implant closes nothing', () => {
    expect(only([row('D6010 #19', '2026-06-05'), kept('v', '7', '2020-03-02')], undefined, rules)).toMatchObject({
      outcome: 'active',
    });
  });

  it.each([
    ['100', '101'],
    ['101', '100'],
  ])('two visits are read in order of time, whatever their numbers (%s, %s)', (stage, final) => {
    const visits = [kept(stage, '8', '2026-05-05'), kept(final, '7', '2026-08-05')];
    expect(only([row('D6010 #19', '2026-01-05'), ...visits], undefined, rules).events).toEqual([
      'placement 2026-01-05',
      'second_stage 2026-05-05',
      'final 2026-08-05',
    ]);
  });

  it('a mapped visit at a natural tooth opens no case', () => {
    const seated = appointment({
      status: 'completed',
      typeId: '7',
      startsAt: '2026-05-05T15:00:00Z',
      work: [{ teeth: ['30'] }],
    });
    expect(read([seated], undefined, rules).cases).toEqual([]);
  });

  it('a reported extraction shows no implant', () => {
    const arch = [row('D6010 #6', '2026-01-05'), row('D6114 U', 'planned')];
    const report = milestoneReport({ milestone: 'extraction', teeth: ['9'], on: '2026-01-05' });
    expect(only([...arch, report]).implantTeeth).toEqual(['6']);
  });

  it('ids of a procedure and a visit may be equal', () => {
    const report = milestoneReport({ id: '100', milestone: 'final', teeth: ['19'], on: '2026-06-05' });
    expect(
      only([row('D6010 #19', '2026-01-05', { id: '100' }), report]).milestones.map(({ factIds }) => factIds),
    ).toEqual([['100'], ['milestone-report/100']]);
  });
});

describe('visits that are, and are not, the right one', () => {
  it('an interim crown is a step forward after the implant', () => {
    const planned = row('D6085 #19', 'planned', { appointmentId: 'v' });
    expect(only([row('D6010 #19', '2026-01-05'), planned, visit([])]).nextVisit).toMatchObject({
      forMilestone: 'provisional',
    });
  });

  it('the other end of a bridge may still be uncovered', () => {
    const planned = ['D6068 #3', 'D6240 #4', 'D6068 #5'].map((what) => row(what, 'planned'));
    const done = [row('D6010 #3', '2026-01-05'), row('D6010 #5', '2026-01-05'), row('D6011 #3', '2026-06-01')];
    const other = row('D6011 #5', 'planned', { appointmentId: 'v' });
    expect(only([...planned, ...done, other, visit([])]).nextVisit).toMatchObject({ forMilestone: 'second_stage' });
  });

  it('a sinus lift of the quadrant, attached to a visit, is the next visit', () => {
    const rows = [
      row('D7140 #14', '2026-06-05'),
      row('D6010 #14', 'planned'),
      row('D7951 UL', 'planned', { appointmentId: 'v' }),
    ];
    expect(only([...rows, visit([])]).nextVisit).toMatchObject({ forMilestone: 'graft_sinus' });
  });

  it('a crown on a natural tooth of the arch is not', () => {
    const arch = [row('D6010 #22', '2026-06-05'), row('D6010 #27', '2026-06-05'), row('D6111 L', 'planned')];
    expect(only([...arch, visit([{ teeth: ['19'], purpose: 'final' }])]).nextVisit).toBeNull();
  });

  it('a hygiene visit is not, whatever its text says', () => {
    const cleaning = visit([{ teeth: ['19'], purpose: 'impression' }], { hygiene: true });
    expect(only([row('D6010 #19', '2026-01-05'), cleaning]).nextVisit).toBeNull();
  });
});
