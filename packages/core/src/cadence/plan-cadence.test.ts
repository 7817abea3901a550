import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { at, wall } from '../../test/escalations.js';
import { day, day0, messagesIn, planningFor, staffIn } from '../../test/plans.js';
import type { JourneyFact } from '../journey/fact.js';
import type { MessageStep } from '../plan/step.js';
import {
  appointment,
  checkAnswer,
  delivery,
  enrolment,
  hold,
  outreachOutcome,
  patient,
  planItem,
  reply,
} from '../testing/facts.js';
import { practice } from '../testing/practice.js';
import { planCadence } from './plan-cadence.js';
import type { Protocol } from './protocol.js';
import { standardProtocol } from './standard-protocol.js';

type World = Parameters<typeof planningFor>[1];
const planned = (facts: readonly JourneyFact[], world: World = {}) => planCadence(planningFor(facts, world));
const messages = (facts: readonly JourneyFact[], world: World = {}) => messagesIn(planned(facts, world).steps);
const staffItems = (facts: readonly JourneyFact[], world: World = {}) => staffIn(planned(facts, world).steps);
/** `day-7 on-hold`: each line without a step, once per reason. */
const left = (facts: readonly JourneyFact[], world: World = {}) => [
  ...new Set(planned(facts, world).notPlanned.map(({ stepId, reason }) => `${stepId} ${reason}`)),
];

const placed = row('D6010 #9', day0);
const placedBelow = row('D6010 #19', day0);
const monthly = (times: number) =>
  Array.from({ length: times }, (_, index) => `monthly-check#${index + 1} ${60 + index * 30}`);
const first = ['day-0 0', 'day-3-check 3', 'day-7 7'];
const firstBelow = ['day-0 0', 'day-1-check 1', 'day-3-check 3', 'day-7 7'];
const inOrder = (names: readonly string[]) =>
  [...names].sort((a, b) => Number(a.split(' ')[1]) - Number(b.split(' ')[1]) || (a < b ? -1 : 1));

describe('after each kind of event the standard protocol sends', () => {
  const implant = (tooth: string) => row(`D6010 #${tooth}`, 'planned');
  it.each<[string, readonly JourneyFact[], readonly string[]]>([
    [
      'an extraction',
      [row('D7140 #30', day0), implant('30')],
      [...firstBelow, 'day-30 30', 'day-45 45', 'window-opens 91'],
    ],
    [
      'an extraction in the upper jaw',
      [row('D7140 #3', day0), implant('3')],
      [...first, 'day-30 30', 'day-45 45', 'window-opens 91'],
    ],
    [
      'a socket graft',
      [row('D7140 #30', day0), row('D7953 #30', day0), implant('30')],
      [...firstBelow, 'day-14-check 14', 'day-30 30', 'day-45 45', 'window-opens 63', ...monthly(6)],
    ],
    [
      'a ridge graft',
      [row('D7950 #9', day0), implant('9')],
      [...first, 'day-14-check 14', 'day-30 30', 'day-45 45', 'window-opens 91', ...monthly(8)],
    ],
    [
      'a sinus lift',
      [row('D7951 #14', day0), implant('14')],
      [...first, 'day-14-check 14', 'day-30 30', 'day-45 45', 'window-opens 119', ...monthly(8)],
    ],
    ['a placement', [placed], [...first, 'day-30 30', 'day-45 45', ...monthly(6)]],
    ['a placement in the lower jaw', [placedBelow], [...firstBelow, 'day-30 30', 'day-45 45', ...monthly(6)]],
    [
      'a placement with a graft at the implant',
      [placed, row('D6104 #9', day0)],
      [...first, 'day-14-check 14', 'day-30 30', 'day-45 45', ...monthly(6)],
    ],
    [
      'a placement with a sinus lift',
      [row('D6010 #14', day0), row('D7951 #14', day0)],
      [...first, 'day-14-check 14', 'day-30 30', 'day-45 45', 'window-opens 91', ...monthly(8)],
    ],
    [
      'a placement with an interim tooth',
      [placed, row('D6085 #9', day0)],
      [...first, 'day-30 30', 'day-45 45', 'window-opens 63', ...monthly(7)],
    ],
    [
      'a bridge',
      [
        row('D6010 #12', day0),
        row('D6010 #14', day0),
        row('D6075 #12', 'planned'),
        row('D6240 #13', 'planned'),
        row('D6075 #14', 'planned'),
      ],
      [...first, 'day-30 30', 'day-45 45', ...monthly(6)],
    ],
    [
      'a full arch',
      [
        ...['20', '23', '26', '29'].map((tooth) => row(`D6010 #${tooth}`, day0)),
        row('D6118 L', day0),
        row('D6115 L', 'planned'),
      ],
      [...firstBelow, 'day-14-check 14', 'day-30 30', 'day-45 45', 'window-opens 63', ...monthly(8)],
    ],
    [
      'a lower overdenture',
      [row('D6010 #22', day0), row('D6010 #27', day0), row('D6111 L', 'planned')],
      [...firstBelow, 'day-14-check 14', 'day-30 30', 'day-45 45', ...monthly(3)],
    ],
    [
      'an upper overdenture',
      [row('D6010 #6', day0), row('D6010 #11', day0), row('D6110 U', 'planned')],
      [...first, 'day-14-check 14', 'day-30 30', 'day-45 45', 'window-opens 63', ...monthly(7)],
    ],
  ])('%s', (_what, facts, expected) => {
    expect(messages(facts)).toEqual(inOrder(expected));
  });

  const later = (facts: readonly JourneyFact[]) => messages(facts).filter((name) => Number(name.split(' ')[1]) >= 84);
  const since = (names: readonly string[]) =>
    inOrder(names.map((name) => name.replace(/\d+$/, (number) => String(Number(number) + 84))));
  it.each<[string, readonly JourneyFact[], readonly string[]]>([
    [
      'an uncovering: its prompt comes at the usual time',
      [row('D6011 #9', day(84))],
      [...first, 'day-30 30', 'day-45 21'],
    ],
    ['an abutment', [row('D6057 #9', day(84))], [...first, 'day-30 30', 'day-45 14']],
    [
      'the final tooth: no prompt, then the recall',
      [row('D6058 #9', day(84))],
      [...first, 'day-30 30', 'recall#1 182', 'recall#2 364', 'recall#3 546', 'recall#4 728'],
    ],
  ])('%s', (_what, facts, expected) => {
    expect(later([placed, ...facts])).toEqual(since(expected));
  });

  it('at the times of the protocol on the clock of the patient, also when it changes', () => {
    const times = planned([placedBelow]).steps.map(({ stepId, dueAt }) => [stepId, (wall(dueAt) as string).slice(11)]);
    expect(Object.fromEntries(times)).toMatchObject({
      'day-0': '17:00',
      'day-1-check': '09:00',
      'day-3-check': '10:00',
      'day-45': '10:00',
      'monthly-check#6': '10:00',
      'early-escalation': '11:00',
    });
  });

  it('at the clock of the patient where it is known', () => {
    const facts = [placed, patient({ zone: 'America/Los_Angeles' })];
    expect(wall(planned(facts).steps[0]?.dueAt ?? null)).toBe(`${day0} 19:00`);
  });

  it('with the rule, its reason and the rows it rests on', () => {
    expect(planned([placed]).steps[0]).toMatchObject({
      stepId: 'day-0',
      because: { rule: 'day-0', why: standardProtocol.cadence[0]?.why, factIds: [placed.id] },
    });
  });
});

describe('teeth on the day of the implant', () => {
  it('leave it the aftercare of surgery', () => {
    const locators = [row('D6010 #22', day0), row('D6191 #22', day0), row('D6111 L', 'planned')];
    const { steps } = planCadence(planningFor(locators));
    const ids = steps.map(({ stepId }) => stepId);
    expect(ids).toContain('day-1-check');
    expect(ids).toContain('day-3-check');
  });

  it('that are final end all invitations and begin the recall', () => {
    const { steps } = planCadence(planningFor([row('D6010 #9', day0), row('D6065 #9', day0)]));
    const ids = steps.map(({ stepId }) => stepId);
    expect(ids).toContain('recall#1');
    expect(ids.filter((id) => /day-45|window-opens|early/.test(id))).toEqual([]);
  });
});

describe('a line without a step says why', () => {
  it('of the traits it asks for', () => {
    expect(left([placed])).toEqual([
      'day-1-check trait-missing',
      'day-14-check trait-missing',
      'window-opens no-window',
      'recall trait-missing',
    ]);
    expect(left([placedBelow])).not.toContain('day-1-check trait-missing');
  });

  it('when it is switched off', () => {
    const cadence = standardProtocol.cadence.map((line) => ({ ...line, enabled: line.id !== 'day-7' }));
    const world = { protocol: { ...standardProtocol, cadence } };
    expect(left([placed], world)).toContain('day-7 switched-off');
    expect(messages([placed], world)).not.toContain('day-7 7');
  });

  it.each([
    [2, ['day-0 before-live'], 'day-3-check 3'],
    [3, ['day-0 before-live'], 'day-3-check 3'],
    [4, ['day-0 before-live', 'day-3-check before-live'], 'day-7 7'],
  ])('when the practice goes live on day %i', (number, reasons, kept) => {
    const world = { practice: practice({ liveFromOn: day(number) }) };
    expect(left([placed], world).filter((one) => one.endsWith('before-live'))).toEqual(reasons);
    expect(messages([placed], world)).toContain(kept);
  });

  it.each([
    [29, ['day-0 0', 'day-3-check 3', 'day-7 7'], true],
    [30, ['day-0 0', 'day-3-check 3', 'day-7 7'], true],
    [31, ['day-0 0', 'day-3-check 3', 'day-7 7', 'day-30 30'], false],
  ])('when the case moves on on day %i', (number, kept, superseded) => {
    const facts = [placed, row('D6011 #9', day(number))];
    const { steps, notPlanned } = planned(facts);
    expect(messagesIn(steps.filter(({ event }) => event.milestone === 'placement'))).toEqual(kept);
    const why = notPlanned.filter(
      ({ stepId, eventKey }) => stepId === 'day-30' && eventKey === `placement:${placed.id}`,
    );
    expect(why.map(({ reason }) => reason)).toEqual(superseded ? ['superseded'] : []);
  });

  it('for a prompt that did not go out before the next visit took place, though it was due by then', () => {
    const facts = [placed, row('D6011 #9', day(46))];
    expect(messagesIn(planned(facts).steps.filter(({ event }) => event.milestone === 'placement'))).not.toContain(
      'day-45 45',
    );
    expect(left(facts)).toContain('day-45 superseded');
  });

  it('once for a repeat that the case overtakes', () => {
    const { steps, notPlanned } = planned([placed, row('D6011 #9', day(100))]);
    expect(messagesIn(steps)).toContain('monthly-check#2 90');
    expect(notPlanned.filter(({ stepId, reason }) => stepId === 'monthly-check' && reason === 'superseded')).toEqual(
      [],
    );
  });

  it('when its wait is over by then', () => {
    const cadence = standardProtocol.cadence.map((line) =>
      line.id === 'monthly-check' ? { ...line, afterDays: 211 } : line,
    );
    expect(left([placed], { protocol: { ...standardProtocol, cadence } })).toContain('monthly-check window-closed');
  });
});

describe('a booked next visit', () => {
  const visit = (startsAt: string) =>
    appointment({ startsAt, work: [{ code: 'D6011', teeth: ['9'] }], status: 'scheduled' });

  it('leaves out the prompts, and nothing else', () => {
    const facts = [placed, visit('2026-04-14T15:00:00Z')];
    expect(left(facts)).toContain('day-45 booked');
    expect(messages(facts)).toEqual(messages([placed]).filter((name) => !name.startsWith('day-45')));
  });

  it.each([
    ['14 days before the prompt counts: it may have taken place', 31, true],
    ['15 days before it does not', 30, false],
    ['on the day of the prompt counts', 45, true],
    ['far ahead counts', 300, true],
  ])('%s', (_what, number, booked) => {
    expect(left([placed, visit(`${day(number)}T15:00:00Z`)]).includes('day-45 booked')).toBe(booked);
  });

  it.each([
    ['for cleaning', { hygiene: true, work: [] }],
    ['at another tooth', { work: [{ code: 'D6011', teeth: ['20'] }] }],
    ['that was broken', { status: 'broken' as const }],
    ['for what was done already', { work: [{ code: 'D6010', teeth: ['9'] }] }],
  ])('is none when it is one %s', (_what, fields) => {
    const facts = [
      placed,
      appointment({ startsAt: '2026-04-14T15:00:00Z', work: [{ code: 'D6011', teeth: ['9'] }], ...fields }),
    ];
    expect(messages(facts)).toContain('day-45 45');
  });

  const recallOn = day(84 + 182);
  it.each([
    ['31 days before the recall', -31, true],
    ['30 days before', -30, false],
    ['90 days after', 90, false],
    ['91 days after', 91, true],
  ])('for cleaning %s', (_what, offset, sent) => {
    const on = new Date(Date.parse(recallOn) + offset * 86_400_000).toISOString().slice(0, 10);
    const facts = [placed, row('D6058 #9', day(84)), appointment({ startsAt: `${on}T15:00:00Z`, hygiene: true })];
    expect(messages(facts).includes('recall#1 266')).toBe(sent);
  });
});

describe('the prompt', () => {
  const prompt = (facts: readonly JourneyFact[]) =>
    planned(facts).steps.find(({ stepId }) => stepId === 'day-45') as MessageStep;

  it.each([
    ['21 days after it invites', '2026-03-19', {}],
    ['22 days after it reserves', '2026-03-20', { opensOn: '2026-03-20' }],
  ])('with a window that opens %s', (_what, plannedMonth, values) => {
    const facts = [placed, planItem({ teeth: ['9'], code: 'D6058', plannedMonth })];
    expect([wall(prompt(facts).dueAt), prompt(facts).values]).toEqual([`${day(45)} 10:00`, values]);
  });

  it('says that nothing is booked, and so asks for a fresh chart', () => {
    expect(prompt([placed]).saysNotBooked).toBe(true);
    expect(planned([placed]).steps[0]).toMatchObject({ saysNotBooked: false });
  });
});

describe('what staff decide or learn', () => {
  const sixMonths = { startsOn: day(5), endsOn: null };
  it('a hold leaves out all but safety, to its last day', () => {
    const facts = [placed, hold({ startsOn: day(7), endsOn: day(30) })];
    expect(left(facts)).toContain('day-7 on-hold');
    expect(messages(facts)).toEqual(expect.arrayContaining(['day-0 0', 'day-3-check 3', 'day-30 30']));
    expect(left([placed, hold({ startsOn: day(7), endsOn: day(31) })])).toContain('day-30 on-hold');
    expect(left([placed, hold({ startsOn: day(8), endsOn: day(30) })])).not.toContain('day-7 on-hold');
  });

  it('a hold without an end leaves out what is to come, and shifts no date', () => {
    const facts = [placed, hold(sixMonths)];
    expect(messages(facts)).toEqual(inOrder(['day-0 0', 'day-3-check 3', ...monthly(6)]));
  });

  it('a hold at another tooth changes nothing', () => {
    expect(messages([placed, hold({ ...sixMonths, teeth: ['20'] })])).toEqual(messages([placed]));
  });

  it('a close ends everything from its day on', () => {
    expect(messages([placed, hold({ state: 'closed', reason: 'transferred', startsOn: day(3) })])).toEqual(['day-0 0']);
    expect(left([placed, hold({ state: 'closed', reason: 'transferred', startsOn: day(3) })])).toContain(
      'day-3-check case-ended',
    );
  });

  const complication = row('D6101 #9', day(20));
  it('a complication pauses all but safety, and staff hear of it', () => {
    expect(messages([placed, complication])).toEqual(inOrder([...first, ...monthly(6)]));
    expect(left([placed, complication])).toContain('day-30 complication');
    expect(staffItems([placed, complication])).toContain(`complication:${complication.id} 20`);
  });

  it.each([
    [19, false],
    [20, true],
    [21, true],
  ])('a release on day %i resumes it: %s', (number, resumed) => {
    const release = hold({ state: 'resumed', startsOn: day(number), reason: 'other' });
    expect(messages([placed, complication, release]).includes('day-30 30')).toBe(resumed);
  });

  it('an implant taken out ends its messages, and staff hear of it', () => {
    const removed = row('D6100 #9', day(20));
    expect(messages([placed, removed])).toEqual(first);
    expect(left([placed, removed])).toContain('day-30 superseded');
    expect(staffItems([placed, removed])).toContain(`implant-removed:${removed.id} 20`);
  });

  it('what happened before the practice went live is no news', () => {
    const facts = [placed, row('D6100 #9', day(20))];
    expect(staffItems(facts, { practice: practice({ liveFromOn: day(21) }) })).toEqual([]);
    expect(staffItems(facts, { practice: practice({ liveFromOn: day(20) }) })).toHaveLength(1);
  });

  it.each(['deceased', 'departed'] as const)('a %s patient gets nothing', (status) => {
    const facts = [placed, patient({ status })];
    expect(messages(facts)).toEqual([]);
    expect(left(facts)).toContain('day-0 case-ended');
  });
});

describe('a trial of the messages', () => {
  it('withholds education from a holdout, never safety', () => {
    const facts = [placedBelow, enrolment({ arm: 'holdout' })];
    expect(messages(facts)).toEqual(inOrder(['day-0 0', 'day-1-check 1', 'day-3-check 3', 'day-45 45', ...monthly(6)]));
    expect(left(facts)).toEqual(expect.arrayContaining(['day-7 holdout', 'day-30 holdout']));
  });

  it('sends nothing to who takes no part', () => {
    const facts = [placedBelow, enrolment({ arm: 'excluded' })];
    expect([messages(facts), staffItems(facts).filter((one) => one.startsWith('early'))]).toEqual([[], []]);
    expect(left(facts)).toContain('day-0 not-enrolled');
  });

  it('cannot withhold safety, however many lines are safety', () => {
    const cadence: Protocol['cadence'] = standardProtocol.cadence.map((line) => ({ ...line, purpose: 'safety' }));
    const protocol = { ...standardProtocol, cadence };
    expect(messages([placed, enrolment({ arm: 'holdout' })], { protocol })).toEqual(messages([placed], { protocol }));
  });
});

describe('a surgical check of the first days without an answer', () => {
  const silent = (facts: readonly JourneyFact[]) => staffItems(facts).filter((one) => one.includes('not-reached'));

  it('becomes a staff item a day later, that of the first morning the same afternoon', () => {
    expect(silent([placedBelow])).toEqual(['day-1-check/not-reached 1', 'day-3-check/not-reached 4']);
    expect(silent([placed, row('D6011 #9', day(84))])).toEqual(['day-3-check/not-reached 4']);
  });

  it.each<[string, readonly JourneyFact[], string, 'R' | 'S']>([
    ['the check of day 1 in the lower jaw', [placedBelow], 'day-1-check/not-reached', 'S'],
    ['a check of day 3', [placedBelow], 'day-3-check/not-reached', 'R'],
    ['a sinus lift', [row('D7951 #14', day0)], 'day-3-check/not-reached', 'S'],
    [
      'an arch',
      [...['6', '8', '9', '11'].map((tooth) => row(`D6010 #${tooth}`, day0)), row('D6119 U', day0)],
      'day-3-check/not-reached',
      'S',
    ],
  ])('after %s', (_what, facts, stepId, tier) => {
    expect(planned(facts).steps.find((step) => step.stepId === stepId)).toMatchObject({ tier });
  });

  const dueAt = at(`${day(3)} 10:00`);
  const fine = { 'red-flags': ['none'], comfort: 5, trend: 'better', signs: ['none'], call: false };
  it.each<[string, JourneyFact, readonly string[]]>([
    ['an answer', checkAnswer({ answeredAt: dueAt, answers: fine }), []],
    ['a page sent empty', checkAnswer({ answeredAt: dueAt, answers: {} }), ['day-3-check/not-reached 4']],
    ['a score by text', reply({ receivedAt: dueAt, text: '4', openQuestion: 'comfort-1-5' }), []],
    ['a symptom by text', reply({ receivedAt: dueAt, text: 'my lip is still numb' }), []],
    ['a reply about something else', reply({ receivedAt: dueAt, text: 'thanks' }), ['day-3-check/not-reached 4']],
    ['a conversation with staff', outreachOutcome({ at: dueAt, outcome: 'reached' }), []],
    ['a call nobody took', outreachOutcome({ at: dueAt, outcome: 'no-answer' }), ['day-3-check/not-reached 4']],
    ['that it was read', delivery({ at: dueAt, state: 'read' }), ['day-3-check/not-reached 4']],
    [
      'a score from before it',
      reply({ receivedAt: at(`${day(3)} 09:59`), text: '4', openQuestion: 'comfort-1-5' }),
      ['day-3-check/not-reached 4'],
    ],
  ])('is settled, or not, by %s', (_what, fact, expected) => {
    expect(silent([placed, fact])).toEqual(expected);
  });
});

describe('the early escalation', () => {
  const early = (facts: readonly JourneyFact[], world: World = {}) =>
    staffItems(facts, world).filter((one) => one.startsWith('early-escalation'));
  const extracted = [row('D7140 #30', day0), row('D6010 #30', 'planned')];

  it('comes a month after an event when nothing is booked, read or answered', () => {
    expect(early(extracted)).toEqual(['early-escalation 30']);
  });

  it.each<[string, readonly JourneyFact[]]>([
    ['a message was read', [delivery({ state: 'read', at: at(`${day(2)} 12:00`) })]],
    ['the patient wrote on the day of the event', [reply({ receivedAt: at(`${day0} 18:00`) })]],
    [
      'the next visit is booked',
      [appointment({ startsAt: `${day(120)}T15:00:00Z`, work: [{ code: 'D6010', teeth: ['30'] }] })],
    ],
    ['the case moved on', [row('D6010 #30', day(30))]],
    ['the case is on hold', [hold({ startsOn: day(30), endsOn: day(31) })]],
    ['staff closed the case', [hold({ state: 'closed', reason: 'declined', startsOn: day(1) })]],
    ['the patient has died', [patient({ status: 'deceased' })]],
  ])('does not come when %s', (_what, facts) => {
    expect(early([...extracted, ...facts])).not.toContain('early-escalation 30');
  });

  it.each<[string, readonly JourneyFact[]]>([
    ['a message was delivered', [delivery({ state: 'delivered', at: at(`${day(2)} 12:00`) })]],
    ['the patient wrote on the evening before the event', [reply({ receivedAt: at(`${day(-1)} 20:00`) })]],
    ['the case moves on the day after', [row('D6010 #30', day(31))]],
  ])('comes though %s', (_what, facts) => {
    expect(early([...extracted, ...facts])).toContain('early-escalation 30');
  });

  it('does not follow the final tooth, nor comes before the practice is live', () => {
    expect(early([placed, row('D6058 #9', day(10))])).toEqual([]);
    expect(early(extracted, { practice: practice({ liveFromOn: day(31) }) })).toEqual([]);
  });

  it('can be switched off', () => {
    const earlyEscalation = { ...standardProtocol.earlyEscalation, enabled: false };
    expect(early(extracted, { protocol: { ...standardProtocol, earlyEscalation } })).toEqual([]);
  });
});
