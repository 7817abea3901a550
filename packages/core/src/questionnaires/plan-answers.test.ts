import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { at } from '../../test/escalations.js';
import { day, day0, planningFor } from '../../test/plans.js';
import { planCadence } from '../cadence/plan-cadence.js';
import { escalationIdOf } from '../escalation/escalation-id.js';
import type { CheckAnswerFact, JourneyFact } from '../journey/fact.js';
import type { MessageStep, PlannedStep, StaffStep } from '../plan/step.js';
import { addHours } from '../shared/instant.js';
import { checkAnswer, escalationAction, reply } from '../testing/facts.js';
import { planAnswers } from './plan-answers.js';

const placed = row('D6010 #19', day0, { id: 'row-1' });
const stepsOf = (...facts: JourneyFact[]) => planAnswers(planningFor([placed, ...facts]));
/** `answer-low`, `low-score S`: the words a patient gets and the items staff get. */
const told = (steps: readonly PlannedStep[]) =>
  steps.map((step) => (step.kind === 'staff' ? `${step.reason} ${step.tier}` : step.template));

const fine = { 'red-flags': ['none'], comfort: 5, trend: 'better', signs: ['none'], call: false };
const traits = ['surgery', 'lower-jaw', 'implant', 'single'];
const answered = (
  number: number,
  answers: Partial<CheckAnswerFact['answers']>,
  fields: Parameters<typeof checkAnswer>[0] = {},
) =>
  checkAnswer({
    id: `answer-${number}`,
    checkId: 'placement:row-1/day-3-check',
    answeredAt: at(`${day(number)} 12:00`),
    eventOn: day0,
    traits,
    answers: { ...fine, ...answers } as CheckAnswerFact['answers'],
    ...fields,
  });

describe('an answered check leads to', () => {
  it.each<[string, CheckAnswerFact, readonly string[]]>([
    [
      'emergency words and the on-call path for a red flag',
      answered(3, { 'red-flags': ['breathing'] }),
      ['answer-emergency', 'emergency E'],
    ],
    ['urgent words for a lip numb on day 1', answered(1, { signs: ['numb'] }), ['answer-urgent', 'urgent U']],
    ['words and a call for comfort 1', answered(3, { comfort: 1 }), ['answer-low', 'low-score S']],
    ['words and a call for comfort 2', answered(3, { comfort: 2 }), ['answer-low', 'low-score S']],
    ['a flag that wins over the best score', answered(3, { signs: ['fever'] }), ['answer-low', 'low-score S']],
    ['reassurance for comfort 3', answered(3, { comfort: 3 }), ['answer-middle']],
    ['reassurance for comfort 3 on day 6', answered(6, { comfort: 3 }), ['answer-middle']],
    ['a person too for comfort 3 from day 7 on', answered(7, { comfort: 3 }), ['answer-middle', 'low-score R']],
    ['encouragement for comfort 4', answered(3, { comfort: 4 }), ['answer-good']],
    ['encouragement for comfort 5', answered(3, {}), ['answer-good']],
    ['a call who asks for one', answered(3, { call: true }), ['answer-middle', 'wants-call R']],
    ['a reader for words', answered(3, { words: 'all fine, thank you' }), ['answer-middle', 'free-text R']],
    [
      'a person where something was not answered',
      answered(3, {}, { answers: { comfort: 5 } }),
      ['answer-middle', 'check-not-reached R'],
    ],
    ['a person where nothing was answered', answered(3, {}, { answers: {} }), ['answer-middle', 'check-not-reached R']],
    ['a person alone for a check nobody here knows', answered(3, {}, { instrument: 'old-check' }), ['free-text S']],
  ])('%s', (_what, fact, expected) => {
    expect(told(stepsOf(fact))).toEqual(expected);
  });

  it('guidance and alert at the instant of the answer, out of the same fact', () => {
    const [guidance, alert] = stepsOf(answered(3, { comfort: 2 })) as [MessageStep, StaffStep];
    expect([guidance.dueAt, alert.dueAt]).toEqual([at(`${day(3)} 12:00`), at(`${day(3)} 12:00`)]);
    expect([guidance.event.factIds, alert.event.factIds]).toEqual([['answer/answer-3'], ['answer/answer-3']]);
    expect(guidance).toMatchObject({
      isAnswer: true,
      purpose: 'safety',
      messageClass: 'care',
      channels: ['sms', 'portal', 'email'],
    });
    expect(alert).toMatchObject({ dropAfterHours: null, because: { why: 'comfort-low' } });
  });

  it.each([
    ['guidance', { comfort: 2 }, 24],
    ['encouragement', {}, 4],
  ])('%s while it helps', (_what, answers, sendWithinHours) => {
    expect(stepsOf(answered(3, answers))[0]).toMatchObject({ late: { sendWithinHours, otherwise: 'drop' } });
  });

  it('the case, site and location that were asked about', () => {
    expect(stepsOf(answered(3, {}))[0]?.event).toMatchObject({
      key: 'answer:answer-3',
      caseId: '19',
      milestone: 'placement',
      on: day0,
      teeth: ['19'],
    });
  });

  it('the same when the chart no longer holds what was asked about', () => {
    const steps = planAnswers(planningFor([answered(3, { comfort: 2 })]));
    expect([told(steps), steps[0]?.event.caseId]).toEqual([['answer-low', 'low-score S'], '']);
  });
});

describe('several answers', () => {
  it('stand each for itself: a later good score takes nothing back', () => {
    const low = answered(3, { comfort: 2 });
    expect(stepsOf(low, answered(4, {}))).toEqual([...stepsOf(low), ...stepsOf(answered(4, {}))]);
  });

  it('tell of a turn for the worse within one event', () => {
    expect(told(stepsOf(answered(3, { comfort: 5 }), answered(4, { comfort: 3 })))).toEqual([
      'answer-good',
      'answer-low',
      'low-score S',
    ]);
  });

  it('are compared in the order in which they were given', () => {
    const [earlier, later] = [answered(3, { comfort: 5 }, { id: 'z' }), answered(4, { comfort: 3 }, { id: 'a' })];
    expect(told(stepsOf(later, earlier))).toContain('low-score S');
  });

  it('are not compared across events', () => {
    const before = answered(3, { comfort: 5 }, { eventOn: day(-60), checkId: 'extraction:row-0/day-3-check' });
    expect(told(stepsOf(before, answered(4, { comfort: 3 })))).toEqual(['answer-good', 'answer-middle']);
  });
});

describe('a late answer is scored by the day at the patient on which it was given', () => {
  it.each([
    ['on the evening of day 6', `${day(6)} 20:00`, ['answer-middle']],
    ['on the morning of day 7', `${day(7)} 08:00`, ['answer-middle', 'low-score R']],
  ])('%s', (_what, when, expected) => {
    expect(told(stepsOf(answered(3, { comfort: 3 }, { answeredAt: at(when) })))).toEqual(expected);
  });
});

describe('a reply leads to', () => {
  const wrote = (text: string, fields: Parameters<typeof reply>[0] = {}) =>
    told(stepsOf(reply({ text, receivedAt: at(`${day(3)} 12:00`), daysSinceEvent: 3, ...fields })));
  const asked = { openQuestion: 'comfort-1-5' } as const;

  it.each<[string, string, Parameters<typeof reply>[0], readonly string[]]>([
    ['a reader for free words', 'Thanks so much for checking in', {}, ['free-text R']],
    ['a call', 'please call me', {}, ['wants-call R']],
    ['encouragement for a lone 4', '4', asked, ['answer-good']],
    ['reassurance for a lone 3', '3', asked, ['answer-middle']],
    ['words and a call for a lone 2', '2', asked, ['answer-low', 'symptom-reply S']],
    ['a reader when no score was asked for', '4', {}, ['free-text R']],
    ['words and reader for a score with words', '4 and it was a nice day', asked, ['answer-good', 'free-text R']],
    ['emergency words', 'I can not breathe', {}, ['answer-emergency', 'emergency E']],
    ['urgent words', 'my lip is still numb', {}, ['answer-urgent', 'urgent U']],
    ['nothing more for a lone stop', 'STOP', {}, []],
    ['both for a symptom beside a stop', 'stop. there is pus', {}, ['answer-low', 'symptom-reply S']],
    ['a person for a stop that may mean the visit', 'CANCEL', { visitWithinDays: 3 }, ['cancel-near-visit R']],
    ['no person for a stop without a visit', 'CANCEL', { visitWithinDays: null }, []],
    ['a person and no words for a wrong number', 'wrong number', {}, ['wrong-number R']],
    ['a person and no words for a death', 'he passed away last week', {}, ['possible-death R']],
  ])('%s', (_what, text, fields, expected) => {
    expect(wrote(text, fields)).toEqual(expected);
  });

  it('nothing at all after news of a death, until staff have closed that item', () => {
    const died = reply({ id: 'sad', text: 'he passed away last week', receivedAt: at(`${day(1)} 12:00`) });
    const later = answered(3, {});
    const closed = escalationAction({
      action: 'closed',
      escalationId: escalationIdOf({ key: 'reply:sad/possible-death' }),
    });
    const messages = (...facts: JourneyFact[]) => {
      const planning = planningFor([placed, died, later, ...facts]);
      return [...planAnswers(planning), ...planCadence(planning).steps].filter(({ kind }) => kind !== 'staff').length;
    };
    expect(messages()).toBe(0);
    expect(messages(closed)).toBeGreaterThan(1);
  });

  it('a person, and no second answer, for the very same words within the hour', () => {
    const again = (minutes: number, text = 'my lip is still numb') => {
      const first = reply({ id: 'first', text: 'my lip is still numb', receivedAt: at(`${day(1)} 12:00`) });
      const second = reply({ id: 'second', text, receivedAt: addHours(at(`${day(1)} 12:00`), minutes / 60) });
      return planAnswers(planningFor([placed, first, second])).filter(({ kind }) => kind !== 'staff').length;
    };
    expect([again(0), again(60), again(61), again(5, 'my lip is numb still!')]).toEqual([1, 1, 2, 2]);
    const staffItems = [1, 2].map((number) =>
      reply({ id: `${number}`, text: 'my lip is still numb', receivedAt: at(`${day(1)} 12:0${number}`) }),
    );
    const steps = planAnswers(planningFor([placed, ...staffItems]));
    expect(steps.filter(({ kind }) => kind === 'staff')).toHaveLength(2);
  });

  it('no clinical words to whoever does not know the patient, but a person for the flag', () => {
    expect(wrote('wrong number, I can not breathe')).toEqual(['wrong-number R', 'emergency E']);
  });
});
