import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { attempt, documentWith, rules } from '../../test/documents.js';
import { at } from '../../test/escalations.js';
import { mapStore } from '../../test/map-store.js';
import { day, day0, ended, event, message, states, stored } from '../../test/plans.js';
import type { ConsentFact, Fact, JourneyFact, ReplyFact } from '../journey/fact.js';
import { foldFacts } from '../journey/fold-facts.js';
import { emptyJourney } from '../journey/journey.js';
import type { StoredStep } from '../plan/step.js';
import { appointment, checkAnswer, contactPoint, reply } from '../testing/facts.js';
import type { JourneyDocument } from './document.js';
import { type Inbound, receiveInbound } from './receive.js';
import { update } from './update.js';

const noon = `${day(3)} 12:00`;

/** What is recorded when something comes in while patients are as told. */
async function receive(inbound: Inbound, documents: readonly JourneyDocument[]) {
  const store = mapStore();
  const changes = documents.map((document) => ({
    patientId: document.journey.patientId as string,
    expectedRevision: 0,
    document,
    facts: [],
  }));
  await store.apply('harbor', changes);
  const facts: Fact[] = [];
  const record = async (_practiceId: string, told: readonly Fact[]) => void facts.push(...told);
  const received = await receiveInbound({ store, rules, record, now: at(noon) }, inbound);
  return { received, facts };
}

const wrote = (text: string, fields: Partial<Extract<Inbound, { kind: 'reply' }>> = {}): Inbound => ({
  kind: 'reply',
  id: 'sms-1',
  channel: 'sms',
  from: '+13125550142',
  text,
  at: at(noon),
  ...fields,
});
const replyIn = (facts: readonly Fact[]) => facts.find(({ kind }) => kind === 'reply') as ReplyFact;

const check = message({ stepId: 'day-3-check', kind: 'check', instrument: 'healing-check', purpose: 'safety' });
const prompt = message({ stepId: 'day-45', purpose: 'scheduling' });
const sent = (step: StoredStep['step'], wallClock: string) => stored(step, { ...states.accepted, at: at(wallClock) });
const asked = sent(check, `${day(3)} 10:00`);

/** Another patient with the same phone. */
const sharing = (patientId: string, steps: readonly StoredStep[]): JourneyDocument => ({
  ...documentWith(steps),
  journey: foldFacts(emptyJourney('harbor', patientId), [contactPoint({ patientId, value: '312-555-0142' })]),
});

describe('a reply', () => {
  it('of an address nobody has is kept under a journey of its own, which may be answered', async () => {
    const told = await receive(wrote('hello', { from: '+13125550000' }), [documentWith([])]);
    expect(told.received).toEqual({ kind: 'recorded', patientIds: ['unknown-sender:sms-1'] });
    expect(told.facts.map(({ kind }) => kind)).toEqual(['contact-point', 'reply', 'consent']);
    expect(told.facts[2]).toMatchObject({ decision: 'granted', channel: 'sms', messageClass: 'care' });
  });

  it('of an address nobody has finds the journey of the one before it', async () => {
    const facts = (await receive(wrote('hello'), [])).facts as readonly JourneyFact[];
    const stranger = { ...documentWith([]), journey: foldFacts(emptyJourney('harbor', 'unknown-sender:sms-1'), facts) };
    const again = await receive(wrote('are you there', { id: 'sms-2' }), [stranger]);
    expect(replyIn(again.facts).patientId).toBe('unknown-sender:sms-1');
    const known = await receive(wrote('are you there', { id: 'sms-3' }), [stranger, sharing('made-up-9', [])]);
    expect(replyIn(known.facts).patientId).toBe('made-up-9');
  });

  it('is recorded with what was known when it came', async () => {
    const facts = [
      contactPoint({ id: 'mobile' }),
      row('D6010 #9', day0),
      appointment({ startsAt: `${day(10)}T15:00:00Z` }),
      appointment({ id: 'kept', startsAt: `${day(2)}T15:00:00Z`, status: 'completed' }),
    ];
    const told = await receive(wrote('Thanks!'), [documentWith([asked], facts)]);
    expect(told.received).toEqual({ kind: 'recorded', patientIds: ['made-up-1'] });
    expect(told.facts).toEqual([
      reply({
        id: 'sms-1',
        recordedAt: at(noon),
        receivedAt: at(noon),
        openQuestion: 'comfort-1-5',
        daysSinceEvent: 3,
        visitWithinDays: 7,
      }),
    ]);
  });

  it('counts days by the patient’s calendar, and none where there is nothing to count from', async () => {
    const late = wrote('Thanks!', { at: at(`${day(3)} 20:00`) });
    const known = await receive(late, [documentWith([], [contactPoint(), row('D6010 #9', day0)])]);
    expect(replyIn(known.facts)).toMatchObject({ daysSinceEvent: 3, visitWithinDays: null });
    expect(replyIn((await receive(late, [documentWith([])])).facts).daysSinceEvent).toBeNull();
  });
});

describe('the open question', () => {
  const answered = (wallClock: string) => [contactPoint(), checkAnswer({ answeredAt: at(wallClock) })];
  const carrier = message({ stepId: 'day-7', due: day(3) });
  const rider = stored({ ...check, mergedInto: carrier.key }, ended('merged'));
  it.each<[string, JourneyDocument, ReplyFact['openQuestion']]>([
    ['is that of a check', documentWith([asked]), 'comfort-1-5'],
    ['is that of a prompt', documentWith([sent(prompt, `${day(3)} 10:00`)]), 'reactivation'],
    [
      'is that of an invitation',
      documentWith([sent(message({ purpose: 'reactivation' }), `${day(3)} 10:00`)]),
      'reactivation',
    ],
    ['is none after a message that asks nothing', documentWith([sent(message(), `${day(3)} 10:00`)]), null],
    ['waits three days', documentWith([sent(check, `${day(0)} 12:00`)]), 'comfort-1-5'],
    ['waits no longer', documentWith([sent(check, `${day(0)} 11:59`)]), null],
    ['is that of the last message', documentWith([asked, sent(message(), `${day(3)} 11:00`)]), null],
    [
      'is asked by a check that another message carried',
      documentWith([sent(carrier, `${day(3)} 10:00`), rider]),
      'comfort-1-5',
    ],
    ['is closed by an answer', documentWith([asked], answered(`${day(3)} 10:30`)), null],
    ['is not closed by an answer from before it', documentWith([asked], answered(`${day(3)} 09:30`)), 'comfort-1-5'],
    ['is not that of a message still to come', documentWith([stored(check)]), null],
    ['is not that of a message sent since', documentWith([sent(check, `${day(3)} 12:01`)]), null],
    [
      'may be that of a message of unknown outcome',
      documentWith([stored(check, { ...states.unknown, at: at(`${day(3)} 10:00`) })]),
      'comfort-1-5',
    ],
  ])('%s', async (_what, document, question) => {
    expect(replyIn((await receive(wrote('4'), [document])).facts).openQuestion).toBe(question);
  });
});

describe('a shared phone', () => {
  const ownerOf = async (inbound: Inbound, documents: readonly JourneyDocument[]) =>
    replyIn((await receive(inbound, documents)).facts).patientId;

  it('speaks for the only one who was asked', async () => {
    const other = sharing('made-up-0', [sent(message(), `${day(3)} 11:00`)]);
    expect(await ownerOf(wrote('4'), [other, documentWith([asked])])).toBe('made-up-1');
  });

  it('speaks for the one written to last where several or none were asked', async () => {
    const [early, late] = [`${day(3)} 09:00`, `${day(3)} 11:00`];
    expect(await ownerOf(wrote('4'), [sharing('made-up-0', [sent(check, late)]), documentWith([asked])])).toBe(
      'made-up-0',
    );
    expect(await ownerOf(wrote('4'), [sharing('made-up-0', [sent(check, early)]), documentWith([asked])])).toBe(
      'made-up-1',
    );
    expect(await ownerOf(wrote('hi'), [sharing('made-up-0', []), documentWith([sent(message(), early)])])).toBe(
      'made-up-1',
    );
  });

  it('speaks for the same one when the provider repeats, though the other was written to since', async () => {
    const since = sent(message({ stepId: 'day-14' }), `${day(3)} 12:05`);
    const before = [sharing('made-up-0', []), documentWith([sent(message(), `${day(3)} 09:00`)])];
    const after = [sharing('made-up-0', [since]), documentWith([sent(message(), `${day(3)} 09:00`)])];
    expect(await ownerOf(wrote('hi'), before)).toBe('made-up-1');
    expect(await ownerOf(wrote('hi'), after)).toBe('made-up-1');
  });
});

describe('a stop', () => {
  const consentsIn = async (inbound: Inbound, documents: readonly JourneyDocument[]) =>
    (await receive(inbound, documents)).facts.filter((fact): fact is ConsentFact => fact.kind === 'consent');
  const inShort = (consents: readonly ConsentFact[]) =>
    consents.map(
      ({ patientId, decision, channel, messageClass }) => `${patientId} ${decision} ${channel} ${messageClass}`,
    );

  it('ends text and voice of every class for all who use the number', async () => {
    const consents = await consentsIn(wrote('please stop texting me'), [
      documentWith([asked]),
      sharing('made-up-0', []),
    ]);
    const each = (patientId: string) =>
      ['sms', 'voice'].flatMap((channel) =>
        ['care', 'account', 'marketing'].map((messageClass) => `${patientId} revoked ${channel} ${messageClass}`),
      );
    expect(inShort(consents)).toEqual([...each('made-up-0'), ...each('made-up-1')]);
    expect(consents[0]).toMatchObject({ address: '3125550142', decidedAt: at(noon), evidence: 'reply sms-1' });
  });

  it('by email ends email alone', async () => {
    const inbound = wrote('unsubscribe', { channel: 'email', from: 'Robin@example.test' });
    expect(inShort(await consentsIn(inbound, [documentWith([])]))).toEqual([
      'made-up-1 revoked email care',
      'made-up-1 revoked email account',
      'made-up-1 revoked email marketing',
    ]);
  });

  it.each([
    ['is a wrong number too', 'wrong number', 6],
    ['is none in thanks', 'Thanks!', 0],
  ])('%s', async (_what, text, count) => {
    expect(await consentsIn(wrote(text), [documentWith([])])).toHaveLength(count);
  });

  it('is taken back by a start, for care by text and for the one who wrote', async () => {
    const consents = await consentsIn(wrote('START'), [documentWith([asked]), sharing('made-up-0', [])]);
    expect(inShort(consents)).toEqual(['made-up-1 granted sms care']);
  });

  it('is recorded under ids that a repeat gives again', async () => {
    const ids = async () => (await consentsIn(wrote('STOP'), [documentWith([])])).map(({ id }) => id);
    expect(await ids()).toEqual(await ids());
  });
});

describe('an answer to a check', () => {
  const answers = { 'red-flags': ['none'], comfort: 4 };
  const answer = (checkId: string): Inbound => ({
    kind: 'check-answer',
    id: 'page-1',
    patientId: 'made-up-1',
    checkId,
    answers,
    at: at(noon),
  });

  it('is recorded with the instrument, the day and the traits of what was asked about', async () => {
    const step = { ...check, event: event({ traits: ['surgery', 'upper-jaw'] }) };
    const { facts } = await receive(answer(step.key), [documentWith([sent(step, `${day(3)} 10:00`)])]);
    expect(facts).toMatchObject([
      {
        kind: 'check-answer',
        id: 'page-1',
        checkId: step.key,
        instrument: 'healing-check',
        answeredAt: at(noon),
        eventOn: day0,
        traits: ['surgery', 'upper-jaw'],
        answers,
      },
    ]);
  });

  it.each([
    ['a step nobody knows', 'placement:row-9/day-3-check'],
    ['a message that asks nothing', message().key],
  ])('to %s is kept, and a person reads it', async (_what, key) => {
    const { facts } = await receive(answer(key), [documentWith([asked, sent(message(), `${day(3)} 10:00`)])]);
    expect(facts).toMatchObject([{ kind: 'check-answer', checkId: key, instrument: 'unknown', answers }]);
    const { steps } = update(documentWith([]), facts as readonly JourneyFact[], rules, at(noon)).document;
    expect(steps).toMatchObject([{ step: { kind: 'staff', tier: 'S' } }]);
  });
});

describe('a delivery report', () => {
  const report = (attemptId: string): Inbound => ({
    kind: 'delivery',
    patientId: 'made-up-1',
    attemptId,
    state: 'read',
    at: at(noon),
  });
  const attempts = [attempt({ outcome: 'rejected' }), attempt({ id: 'attempt-2', channel: 'email' })];
  const document = documentWith([stored(message(), { ...states.accepted, channel: 'email' }, { attempts })]);

  it('is recorded for the step and channel of its attempt', async () => {
    expect((await receive(report('attempt-2'), [document])).facts).toMatchObject([
      { kind: 'delivery', id: 'attempt-2', stepKey: message().key, channel: 'email', state: 'read' },
    ]);
  });

  it('of an attempt nobody made is unmatched', async () => {
    expect((await receive(report('attempt-9'), [document])).received).toEqual({ kind: 'unmatched' });
  });
});
