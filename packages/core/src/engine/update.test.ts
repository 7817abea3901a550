import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { attempt, circumstances, documentWith, reachable, rules } from '../../test/documents.js';
import { at } from '../../test/escalations.js';
import { day, day0 } from '../../test/plans.js';
import type { DeliveryFact } from '../journey/fact.js';
import type { MessageStep, StepState, StoredStep } from '../plan/step.js';
import { checkAnswer, delivery, enrolment, escalationAction } from '../testing/facts.js';
import { practice } from '../testing/practice.js';
import { decideSend } from './decide-send.js';
import { emptyDocument, type JourneyDocument } from './document.js';
import { update } from './update.js';

const now = at(`${day0} 15:40`);
const placed = row('D6010 #19', day0, { id: 'row-1' });
const fresh = emptyDocument('harbor', 'made-up-1');
const start = update(fresh, [...reachable, placed], rules, now).document;
const day0Key = 'placement:row-1/day-0';
const stepIn = ({ steps }: JourneyDocument, key = day0Key) =>
  steps.find(({ step }) => step.key === key) as StoredStep & { step: MessageStep };

describe('news', () => {
  it('become journey and plan at once', () => {
    expect(start.journey.procedure).toEqual([placed]);
    expect(stepIn(start)).toMatchObject({ state: { kind: 'planned' }, protocol: { id: 'standard', version: 1 } });
  });

  it('told again leave the very same document, and so does time that changes nothing', () => {
    expect(update(start, [placed], rules, now).document).toBe(start);
    expect(update(start, [], rules, at(`${day0} 16:00`)).document).toBe(start);
  });

  it('are told apart from what is repeated beside them', () => {
    const graft = row('D7953 #19', day0, { id: 'row-2' });
    expect(update(start, [placed, graft, graft], rules, now).facts).toEqual([graft]);
    expect(update(start, [placed], rules, at(`${day(31)} 12:00`)).facts).toEqual([]);
  });

  it('are told with the enrolment they led to, which is drawn once', () => {
    const pilot = { ...rules, practice: practice({ pilot: { share: 1, holdoutShare: 0 } }) };
    const first = update(fresh, [placed], pilot, now);
    expect(first.facts.map(({ kind }) => kind)).toEqual(['procedure', 'enrolment']);
    expect(update(first.document, [], pilot, now).facts).toEqual([]);
  });

  it('of a low score put guidance and alert into one document', () => {
    const low = checkAnswer({
      id: 'a-1',
      checkId: 'placement:row-1/day-3-check',
      answeredAt: at(`${day(3)} 10:25`),
      eventOn: day0,
      answers: { 'red-flags': ['none'], comfort: 2, trend: 'same', signs: ['none'], call: false },
    });
    const after = update(start, [low], rules, at(`${day(3)} 10:25`)).document;
    expect(stepIn(after, 'answer:a-1/answer')).toMatchObject({
      state: { kind: 'planned' },
      step: { template: 'answer-low' },
    });
    expect(after.escalations).toMatchObject([{ reason: 'low-score', tier: 'S', because: ['answer/a-1'] }]);
    const good = { ...low, id: 'a-2' as never, answers: { ...low.answers, comfort: 5 } };
    expect(update(after, [good], rules, at(`${day(3)} 11:00`)).document.escalations).toEqual(after.escalations);
  });
});

describe('what a person did', () => {
  const opened = update(fresh, [...reachable, placed], rules, at(`${day(31)} 12:00`)).document;
  const escalation = opened.escalations.find(({ reason }) => reason === 'early-escalation');

  it('reaches the escalation it names, and no other', () => {
    const closing = escalationAction({
      escalationId: escalation?.id ?? '',
      action: 'closed',
      at: at(`${day(31)} 13:00`),
    });
    const after = update(opened, [closing], rules, at(`${day(31)} 13:00`)).document;
    const closed = after.escalations.filter(({ state }) => state === 'closed');
    expect(closed.map(({ id }) => id)).toEqual([escalation?.id]);
    expect(after.escalations).toHaveLength(opened.escalations.length);
  });

  it('opens nothing twice', () => {
    const again = update(opened, [], rules, at(`${day(32)} 12:00`)).document;
    expect(again.escalations).toEqual(opened.escalations);
  });
});

describe('delivery reports', () => {
  const sent: StepState = { kind: 'sent', as: 'accepted', channel: 'sms', at: at(`${day0} 17:00`) };
  const withState = (state: StepState, outcome: 'accepted' | 'unknown' | 'calling' = 'accepted') => ({
    ...start,
    steps: start.steps.map((one) =>
      one.step.key === day0Key ? { ...one, state, attempts: [attempt({ outcome })] } : one,
    ),
  });
  const report = (state: DeliveryFact['state'], fields: Parameters<typeof delivery>[0] = {}) =>
    delivery({ id: 'attempt-1', stepKey: day0Key, state, at: at(`${day0} 17:01`), ...fields });
  const asOf = (document: JourneyDocument, ...facts: readonly DeliveryFact[]) => {
    const { state } = stepIn(update(document, facts, rules, at(`${day0} 17:02`)).document);
    return state.kind === 'sent' ? state.as : state.kind;
  };

  it.each<[readonly DeliveryFact['state'][], string]>([
    [['accepted'], 'accepted'],
    [['sent'], 'sent'],
    [['delivered'], 'delivered'],
    [['read'], 'read'],
    [['read', 'delivered', 'sent'], 'read'],
    [['sent', 'read'], 'read'],
    [['failed'], 'planned'],
    [['delivered', 'failed'], 'planned'],
  ])('%j leave the step %s', (states, expected) => {
    const facts = states.map((state) => report(state));
    expect(asOf(withState(sent), ...facts)).toBe(expected);
    expect(asOf(withState(sent), ...[...facts].reverse())).toBe(expected);
  });

  it('of different ids rise to the highest', () => {
    expect(asOf(withState({ ...sent, as: 'delivered' }), report('sent', { id: 'webhook-2' }))).toBe('delivered');
  });

  it.each<[string, StepState]>([
    ['of unknown outcome', { kind: 'unknown', attemptId: 'attempt-1', channel: 'sms', at: sent.at }],
    ['on its way', { kind: 'claimed', attemptId: 'attempt-1', channel: 'sms', at: sent.at }],
  ])('settle a message %s', (_what, state) => {
    const settled = stepIn(
      update(withState(state, 'unknown'), [report('delivered')], rules, at(`${day0} 17:02`)).document,
    );
    expect([settled.state, settled.attempts]).toMatchObject([{ as: 'delivered' }, [{ outcome: 'accepted' }]]);
  });

  it('of another channel or step say nothing of this one', () => {
    expect(asOf(withState(sent), report('read', { channel: 'email' }))).toBe('accepted');
    expect(asOf(withState(sent), report('read', { stepKey: 'placement:row-1/day-7' }))).toBe('accepted');
  });

  it('of a failure lead to the next channel', () => {
    const after = update(withState(sent), [report('failed')], rules, at(`${day0} 17:02`)).document;
    const one = stepIn(after);
    expect(one.attempts).toMatchObject([{ outcome: 'rejected', reason: 'failed on the way' }]);
    expect(decideSend(one, after, circumstances(`${day0} 17:02`))).toMatchObject({ kind: 'send', channel: 'portal' });
  });

  it('told again change nothing', () => {
    const once = update(withState(sent), [report('read')], rules, at(`${day0} 17:02`)).document;
    expect(update(once, [report('read')], rules, at(`${day0} 17:05`)).document).toBe(once);
  });
});

describe('an update', () => {
  it('plans nothing for who takes no part', () => {
    const { document } = update(fresh, [placed, enrolment({ arm: 'excluded' })], rules, now);
    expect(document.steps.filter(({ step }) => step.kind !== 'staff')).toEqual([]);
  });

  it('leaves a document of the store as it was', () => {
    const document = documentWith([], reachable);
    const before = structuredClone(document);
    update(document, [placed], rules, now);
    expect(document).toEqual(before);
  });
});
