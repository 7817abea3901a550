import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { at, wall } from '../../test/escalations.js';
import { day, day0, messagesIn, planningFor, staffIn } from '../../test/plans.js';
import { standardProtocol } from '../cadence/standard-protocol.js';
import type { JourneyFact } from '../journey/fact.js';
import {
  appointment,
  checkAnswer,
  enrolment,
  hold,
  outreachOutcome,
  patient,
  planItem,
  reply,
} from '../testing/facts.js';
import { practice } from '../testing/practice.js';
import { planReactivation } from './plan-reactivation.js';

type World = Parameters<typeof planningFor>[1];
const sequence = (facts: readonly JourneyFact[], world: World = {}) => {
  const { steps } = planReactivation(planningFor(facts, world));
  return [...messagesIn(steps), ...staffIn(steps)];
};
const why = (facts: readonly JourneyFact[], world: World = {}) =>
  planReactivation(planningFor(facts, world)).notPlanned.map(({ reason }) => reason);

/** Its window opens on day 56. */
const placed = row('D6010 #9', day0);
const whole = ['reactivation-1 86', 'reactivation-2 93', 'reactivation-3 107', 'reactivation-staff 114'];
/** The whole sequence from another day on. */
const from = (first: number, episode: string) =>
  whole.map((name) => {
    const [stepId, number] = name.split(' ');
    return `${stepId}${episode} ${Number(number) - 86 + first}`;
  });
const visit = (fields: Parameters<typeof appointment>[0] = {}) =>
  appointment({ id: 'visit-1', startsAt: `${day(84)}T15:00:00Z`, work: [{ code: 'D6011', teeth: ['9'] }], ...fields });

describe('reactivation', () => {
  it('begins a month after the window opened, and brings a person in 28 days later', () => {
    expect(sequence([placed])).toEqual(whole);
  });

  it('writes at 11 on the clock of the patient, and says that nothing is booked', () => {
    const { steps } = planReactivation(planningFor([placed]));
    expect(steps.map(({ dueAt }) => (wall(dueAt) as string).slice(11))).toEqual(['11:00', '11:00', '11:00', '11:00']);
    expect(steps[0]).toMatchObject({ purpose: 'reactivation', saysNotBooked: true, because: { factIds: [placed.id] } });
    expect(steps[3]).toMatchObject({ kind: 'staff', reason: 'reactivation-exhausted', tier: 'R' });
  });

  it.each<[string, readonly JourneyFact[], number]>([
    ['an extraction', [row('D7140 #9', day0), row('D6010 #9', 'planned')], 112 + 30],
    ['an uncovering', [placed, row('D6011 #9', day(84))], 84 + 7 + 30],
    ['a removed implant', [placed, row('D6100 #9', day(20))], 20 + 84 + 30],
    ['a month the clinician planned', [placed, planItem({ teeth: ['9'], plannedMonth: day(70) })], 70 + 30],
  ])('follows the window of %s', (_what, facts, first) => {
    expect(sequence(facts)[0]).toBe(`reactivation-1 ${first}`);
  });

  it('invites by voice where that is switched on', () => {
    const messages = standardProtocol.reactivation.messages.map((message) => ({ ...message, enabled: true }));
    const protocol = { ...standardProtocol, reactivation: { ...standardProtocol.reactivation, messages } };
    expect(sequence([placed], { protocol }).slice(2)).toEqual([
      'reactivation-3 107',
      'reactivation-voice 110',
      'reactivation-staff 117',
    ]);
  });

  it.each<[string, readonly JourneyFact[]]>([
    ['is complete', [placed, row('D6058 #9', day(84))]],
    ['has no day to count from', [row('D6010 #9', null)]],
  ])('invites nobody whose case %s', (_what, facts) => {
    expect(sequence(facts)).toEqual([]);
  });

  it.each([
    [86, 86],
    [87, 87],
    [200, 200],
  ])('of a case that lapsed before the practice went live on day %i begins on day %i', (liveFrom, first) => {
    expect(sequence([placed], { practice: practice({ liveFromOn: day(liveFrom) }) })[0]).toBe(
      `reactivation-1 ${first}`,
    );
  });

  it('can be switched off', () => {
    const reactivation = { ...standardProtocol.reactivation, enabled: false };
    expect(why([placed], { protocol: { ...standardProtocol, reactivation } })).toEqual(['switched-off']);
  });
});

describe('the rest of the sequence is withdrawn by', () => {
  it.each<[string, JourneyFact, string, readonly string[]]>([
    // It would begin three weeks after the visit, should the chart never close it.
    ['a booking', visit({ startsAt: `${day(150)}T15:00:00Z` }), 'booked', from(171, `~${day(150)}`)],
    [
      'a reply before the second message',
      reply({ receivedAt: at(`${day(90)} 12:00`) }),
      'responded',
      whole.slice(0, 1),
    ],
    ['a reply on its day', reply({ receivedAt: at(`${day(93)} 08:00`) }), 'responded', whole.slice(0, 1)],
    [
      'a reply on the evening of the last day',
      reply({ receivedAt: at(`${day(113)} 20:00`) }),
      'responded',
      whole.slice(0, 3),
    ],
    ['a hold', hold({ startsOn: day(90), endsOn: null }), 'on-hold', whole.slice(0, 1)],
    ['a close', hold({ state: 'closed', reason: 'declined', startsOn: day(93) }), 'case-ended', whole.slice(0, 1)],
    ['a complication', row('D6101 #9', day(100)), 'complication', whole.slice(0, 2)],
    ['a holdout', enrolment({ arm: 'holdout' }), 'holdout', []],
    ['a death', patient({ status: 'deceased' }), 'case-ended', []],
  ])('%s', (_what, fact, reason, kept) => {
    const facts = [placed, fact];
    expect([why(facts), sequence(facts)]).toEqual([[reason], kept]);
  });

  it('staff who talk with the patient, until they release the case', () => {
    const talk = outreachOutcome({
      id: 'call-1',
      at: at(`${day(90)} 12:00`),
      outcome: 'reached',
      returnToAutomation: false,
    });
    const release = outreachOutcome({ id: 'call-2', at: at(`${day(120)} 12:00`), outcome: 'call-later' });
    expect([sequence([placed, talk]), why([placed, talk])]).toEqual([[], ['with-staff']]);
    expect(sequence([placed, talk, release])).toEqual(from(127, `~${day(120)}`));
  });

  it('nothing that came before it began', () => {
    const evening = at(`${day(85)} 20:00`);
    expect(evening.slice(0, 10)).toBe(day(86));
    expect(sequence([placed, reply({ receivedAt: evening })])).toEqual(whole);
  });

  it('no answer to a check: nobody would go on with it', () => {
    const good = { 'red-flags': ['none'], moves: 'no', signs: ['none'], call: false };
    expect(sequence([placed, checkAnswer({ answeredAt: at(`${day(90)} 12:00`), answers: good })])).toEqual(whole);
    const score = reply({ receivedAt: at(`${day(90)} 12:00`), text: '4', openQuestion: 'comfort-1-5' });
    expect(sequence([placed, score])).toEqual(whole);
    expect(why([placed, { ...score, text: '4, when can I come?' }])).toEqual(['responded']);
  });

  it.each<[string, Parameters<typeof appointment>[0]]>([
    ['for cleaning', { hygiene: true, work: [] }],
    ['at another tooth', { work: [{ code: 'D6011', teeth: ['20'] }] }],
    ['that is a template', { status: 'planned' }],
    ['that was kept', { status: 'completed' }],
  ])('no visit %s', (_what, fields) => {
    expect(sequence([placed, visit({ startsAt: `${day(150)}T15:00:00Z`, ...fields })])).toEqual(whole);
  });
});

describe('a sequence begins again', () => {
  const missed = visit({
    revision: 2,
    status: 'broken',
    startsAt: `${day(84)}T15:00:00Z`,
    recordedAt: at(`${day(84)} 12:00`),
  });

  it('a week after a missed visit, from the first message on', () => {
    expect(sequence([placed, missed])).toEqual(from(91, `~${day(84)}`));
  });

  it('a week after a visit was cancelled ahead of its day', () => {
    const cancelled = visit({
      revision: 2,
      status: 'unscheduled',
      startsAt: `${day(120)}T15:00:00Z`,
      recordedAt: at(`${day(100)} 12:00`),
    });
    expect(sequence([placed, cancelled])[0]).toBe(`reactivation-1~${day(120)} 107`);
  });

  it('under the same name when the broken visit is reported anew', () => {
    const early = { ...missed, startsAt: `${day(120)}T15:00:00Z`, recordedAt: at(`${day(100)} 12:00`) };
    const again = { ...early, revision: 3, lengthMinutes: 60, recordedAt: at(`${day(103)} 12:00`) };
    const names = (facts: readonly JourneyFact[]) => sequence(facts).map((name) => name.split(' ')[0]);
    expect(names([placed, early, again])).toEqual(names([placed, early]));
  });

  it.each([
    ['a week before the first would begin: the first stays', 79, 'reactivation-1 86'],
    ['a day later', 80, `reactivation-1~${day(80)} 87`],
  ])('when the visit was broken %s', (_what, number, first) => {
    const broken = { ...missed, startsAt: `${day(number)}T15:00:00Z`, recordedAt: at(`${day(number)} 12:00`) };
    expect(sequence([placed, broken])[0]).toBe(first);
  });

  it('not for a broken visit of another kind', () => {
    expect(sequence([placed, { ...missed, work: [], hygiene: true }])).toEqual(whole);
  });

  it('and is withdrawn by the new booking', () => {
    const facts = [placed, missed, visit({ id: 'visit-2', startsAt: `${day(150)}T15:00:00Z` })];
    expect([sequence(facts), why(facts)]).toEqual([from(171, `~${day(150)}`), ['booked']]);
  });

  it('though staff spoke with the patient before the visit was booked', () => {
    const talk = outreachOutcome({ at: at(`${day(70)} 12:00`), outcome: 'booked', returnToAutomation: false });
    expect(sequence([placed, talk, missed])).toEqual(from(91, `~${day(84)}`));
  });

  it('not where staff released the case before it had begun', () => {
    const talk = outreachOutcome({ id: 'call-1', at: at(`${day(10)} 12:00`), returnToAutomation: false });
    const release = outreachOutcome({ id: 'call-2', at: at(`${day(12)} 12:00`) });
    expect(sequence([placed, talk, release])).toEqual(whole);
  });

  it.each([
    ['19:30', 120],
    ['09:00', 120],
  ])('on the day at the patient on which staff released it, at %s', (time, number) => {
    const release = outreachOutcome({ at: at(`${day(number)} ${time}`) });
    expect(sequence([placed, release])[0]).toBe(`reactivation-1~${day(number)} ${number + 7}`);
  });
});
