import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { day, day0, event, journeyOf } from '../../test/plans.js';
import { deriveCases } from '../journey/cases.js';
import { standardCaseRules } from '../journey/chart-row.js';
import type { JourneyFact } from '../journey/fact.js';
import { milestoneReport } from '../testing/facts.js';
import { eventsOf, kinship } from './clinical-event.js';

const eventsIn = (facts: readonly JourneyFact[]) =>
  deriveCases(journeyOf(facts), standardCaseRules).cases.flatMap(eventsOf);
const read = (facts: readonly JourneyFact[]) =>
  eventsIn(facts).map(({ milestone, on, traits }) => `${milestone} ${on}: ${[...traits].sort().join(' ')}`);

const plannedImplant = (tooth: string) => row(`D6010 #${tooth}`, 'planned');

describe('the event of a day', () => {
  it.each<[string, readonly JourneyFact[], string]>([
    [
      'a tooth taken out',
      [row('D7140 #30', day0), plannedImplant('30')],
      'extraction 2026-01-12: lower-jaw single surgery',
    ],
    [
      'a socket filled',
      [row('D7140 #30', day0), row('D7953 #30', day0), plannedImplant('30')],
      'graft_socket 2026-01-12: graft lower-jaw single surgery',
    ],
    ['a ridge built up', [row('D7950 #9', day0)], 'graft_ridge 2026-01-12: graft single surgery upper-jaw'],
    ['a sinus lift', [row('D7951 #14', day0)], 'graft_sinus 2026-01-12: graft single sinus surgery upper-jaw'],
    ['an implant', [row('D6010 #19', day0)], 'placement 2026-01-12: implant lower-jaw single surgery'],
    [
      'an implant with a graft at it',
      [row('D6010 #9', day0), row('D6104 #9', day0)],
      'placement 2026-01-12: graft implant single surgery upper-jaw',
    ],
    [
      'an implant with a sinus lift',
      [row('D6010 #14', day0), row('D7951 #14', day0)],
      'placement 2026-01-12: graft implant single sinus surgery upper-jaw',
    ],
    [
      'tooth out, implant in, interim tooth on',
      [row('D7140 #9', day0), row('D6010 #9', day0), row('D6085 #9', day0)],
      'placement 2026-01-12: immediate implant interim-tooth single surgery upper-jaw',
    ],
    [
      'four implants and an interim arch',
      [...['20', '23', '26', '29'].map((tooth) => row(`D6010 #${tooth}`, day0)), row('D6118 L', day0)],
      'placement 2026-01-12: arch full-arch implant interim-tooth lower-jaw surgery',
    ],
    [
      'implants under an overdenture',
      [row('D6010 #6', day0), row('D6010 #11', day0), row('D6110 U', 'planned')],
      'placement 2026-01-12: arch implant overdenture surgery upper-jaw',
    ],
  ])('is one for %s', (_what, facts, told) => {
    expect(read(facts)).toEqual([told]);
  });

  it.each<[string, readonly JourneyFact[], string]>([
    ['an uncovering', [row('D6011 #9', day(84))], 'second_stage 2026-04-06: second-stage single upper-jaw'],
    [
      'an uncovering with the abutment',
      [row('D6011 #9', day(84)), row('D6057 #9', day(84))],
      'abutment 2026-04-06: second-stage single upper-jaw',
    ],
    ['an abutment', [row('D6056 #9', day(84))], 'abutment 2026-04-06: single upper-jaw'],
    ['the final crown', [row('D6058 #9', day(84))], 'final 2026-04-06: final single upper-jaw'],
    [
      'abutment and crown',
      [row('D6057 #9', day(84)), row('D6058 #9', day(84))],
      'final 2026-04-06: final single upper-jaw',
    ],
  ])('after the placement is %s', (_what, facts, told) => {
    expect(read([row('D6010 #9', day0), ...facts])[1]).toBe(told);
  });

  it('is one for the whole span of a bridge', () => {
    const facts = [
      row('D6010 #12', day0),
      row('D6010 #14', day0),
      row('D6075 #12', 'planned'),
      row('D6240 #13', 'planned'),
      row('D6075 #14', 'planned'),
    ];
    expect(eventsIn(facts).map(({ teeth, traits }) => [teeth, traits.includes('bridge')])).toEqual([
      [['12', '14'], true],
    ]);
  });

  it.each<[string, JourneyFact]>([
    ['was done elsewhere', row('D6010 #9', day0, { status: 'existing-elsewhere' })],
    ['was referred', row('D6010 #9', day0, { status: 'referred' })],
    ['has no known day', row('D6010 #9', null)],
    ['is planned', plannedImplant('9')],
    ['is an interim tooth alone', row('D6085 #9', day0)],
    [
      'another office told',
      milestoneReport({ milestone: 'placement', teeth: ['9'], on: day0, reportedBy: 'other-office' }),
    ],
  ])('is none when the treatment %s', (_what, fact) => {
    expect(eventsIn([fact])).toEqual([]);
  });

  it('rests on the rows of its day, in the order of their ids, and is named after the first', () => {
    const [second, first] = [row('D7140 #9', day0, { id: 'b' }), row('D6010 #9', day0, { id: 'a' })];
    expect(eventsIn([second, first])[0]).toMatchObject({ key: 'placement:a', factIds: ['a', 'b'], teeth: ['9'] });
  });

  it('comes in order of time', () => {
    const facts = [row('D6058 #9', day(120)), row('D6010 #9', day0), row('D6011 #9', day(84))];
    expect(eventsIn(facts).map(({ milestone }) => milestone)).toEqual(['placement', 'second_stage', 'final']);
  });
});

describe('an event once seen and one in the chart', () => {
  const once = event();
  it.each([
    ['the same day and tooth', event({ factIds: ['row-2'] }), 'site'],
    ['its site 60 days later', event({ on: day(60) }), 'site'],
    ['its site 60 days earlier', event({ on: day(-60) }), 'site'],
    ['its site 61 days later', event({ on: day(61) }), null],
    ['another tooth on the day', event({ teeth: ['10'] }), 'day'],
    ['another tooth 14 days later', event({ teeth: ['10'], on: day(14) }), 'day'],
    ['another tooth 15 days later', event({ teeth: ['10'], on: day(15) }), null],
    ['one of its teeth', event({ teeth: ['8', '9'], on: day(30) }), 'site'],
    ['another milestone', event({ milestone: 'second_stage' }), null],
  ])('may be one when the other is %s', (_what, now, kin) => {
    expect([kinship(once, now), kinship(now, once)]).toEqual([kin, kin]);
  });

  it('share a site by their arch', () => {
    const [upper, lower] = [event({ teeth: [], arch: 'U' }), event({ teeth: [], arch: 'L', on: day(30) })];
    expect(kinship(upper, event({ teeth: ['3'], arch: 'U', on: day(30) }))).toBe('site');
    expect(kinship(upper, lower)).toBeNull();
  });
});
