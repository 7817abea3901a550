// What comes from outside: replies, answers to checks, delivery reports. In: an inbound event as an adapter understood
// it. Out: facts, recorded. Rules owned: whose reply it is on a shared phone, which question was open, and that a stop
// holds for the number at once and for everybody who uses it.

import type { ChannelName } from '../cadence/protocol.js';
import { comparable } from '../consent/can-send.js';
import { triageReply } from '../inbound/triage.js';
import { isUnknownSender, unknownSenderId } from '../inbound/unknown-sender.js';
import {
  CheckAnswerFact,
  ConsentFact,
  ContactPointFact,
  DeliveryFact,
  type JourneyFact,
  ReplyFact,
} from '../journey/fact.js';
import { live } from '../journey/journey.js';
import { localDate, planningOf } from '../plan/planning.js';
import { hasGoneOut, type StoredStep } from '../plan/step.js';
import type { JourneyStore, StoredJourney } from '../ports/journey-store.js';
import { addHours, msOf } from '../shared/instant.js';
import { addDays, daysBetween, wallClockAt } from '../shared/time.js';
import type { Rules } from './update.js';

export type Inbound =
  /** A text or mail from an address. `id`: the provider's own, the same on every repeat. */
  | {
      readonly kind: 'reply';
      readonly id: string;
      readonly channel: ChannelName;
      readonly from: string;
      readonly text: string;
      readonly at: string;
    }
  /** A check answered on a page; `checkId` is the key of its step. `id`: one for each time it was sent in, the same on every
   *  repeat. Other answers under one id are kept beside the first. */
  | {
      readonly kind: 'check-answer';
      readonly id: string;
      readonly patientId: string;
      readonly checkId: string;
      readonly answers: CheckAnswerFact['answers'];
      readonly at: string;
    }
  | {
      readonly kind: 'delivery';
      readonly patientId: string;
      readonly attemptId: string;
      readonly state: DeliveryFact['state'];
      readonly at: string;
    };

export type Received =
  | { readonly kind: 'recorded'; readonly patientIds: readonly string[] }
  /** Nobody made this attempt: an older host, or somebody else's report. */
  | { readonly kind: 'unmatched' };

export interface Receiving {
  readonly store: JourneyStore;
  readonly rules: Rules;
  /** Safe to repeat. */
  readonly record: (practiceId: string, facts: readonly JourneyFact[]) => Promise<void>;
  readonly now: string;
}

/** A question waits so long for its answer. Unit: hours. Source: practice preference. */
const openHours = 72;

export async function receiveInbound(receiving: Receiving, inbound: Inbound): Promise<Received> {
  const { store, rules, record, now } = receiving;
  const practiceId = rules.practice.id;
  const facts =
    inbound.kind === 'reply'
      ? await replyFacts(receiving, inbound)
      : ownFacts((await store.load(practiceId, [inbound.patientId]))[0] as StoredJourney, inbound, now);
  if (facts.length === 0) return { kind: 'unmatched' };
  await record(practiceId, facts);
  return { kind: 'recorded', patientIds: [...new Set(facts.map(({ patientId }) => patientId as string))] };
}

function ownFacts(
  { document, patientId }: StoredJourney,
  inbound: Exclude<Inbound, { kind: 'reply' }>,
  now: string,
): readonly JourneyFact[] {
  const base = { revision: 1, recordedAt: now, patientId };
  if (inbound.kind === 'delivery') {
    const one = document.steps.find(({ attempts }) => attempts.some(({ id }) => id === inbound.attemptId));
    const channel = one?.attempts.find(({ id }) => id === inbound.attemptId)?.channel;
    if (one === undefined || channel === undefined) return [];
    const { state, at, attemptId } = inbound;
    return [
      DeliveryFact.parse({ kind: 'delivery', ...base, id: attemptId, stepKey: one.step.key, channel, state, at }),
    ];
  }
  const asked = document.steps.find(({ step }) => step.key === inbound.checkId)?.step;
  const { id, answers, at, checkId } = inbound;
  return [
    CheckAnswerFact.parse({
      kind: 'check-answer',
      ...base,
      id,
      checkId,
      // An answer to a check that is not known any more is kept, and goes to a person.
      instrument: asked?.kind === 'check' ? (asked.instrument ?? 'unknown') : 'unknown',
      answeredAt: at,
      answers,
      eventOn: asked?.event.on ?? null,
      traits: asked?.event.traits ?? [],
    }),
  ];
}

async function replyFacts(
  { store, rules, now }: Receiving,
  inbound: Extract<Inbound, { kind: 'reply' }>,
): Promise<readonly JourneyFact[]> {
  const practiceId = rules.practice.id;
  const patientIds = await store.findByAddress(practiceId, inbound.from);
  const stored = await store.load(practiceId, patientIds);
  const owner = ownerOf(stored, inbound.at);
  if (owner === undefined) return unknownSenderFacts(inbound, now);
  const question = openQuestion(owner, inbound.at);
  const planning = planningOf(owner.document.journey, rules.protocol, rules.practice);
  const today = localDate(planning, inbound.at, null);
  const lastEvent = planning.cases
    .flatMap(({ events }) => events.map(({ on }) => on))
    .filter((on) => on <= today)
    .sort()
    .at(-1);
  const reply = ReplyFact.parse({
    kind: 'reply',
    id: inbound.id,
    revision: 1,
    recordedAt: now,
    patientId: owner.patientId,
    channel: inbound.channel,
    receivedAt: inbound.at,
    text: inbound.text,
    openQuestion: question,
    daysSinceEvent: lastEvent === undefined ? null : daysBetween(lastEvent, today),
    visitWithinDays: daysToVisit(owner, today),
  });
  const triage = triageReply(inbound.text, { openQuestion: question });
  const stops =
    triage.optOut || triage.wrongNumber
      ? stored.flatMap((one) => consentsOf(one.patientId, inbound, 'revoked', now))
      : [];
  const starts = triage.optIn ? consentsOf(owner.patientId, inbound, 'granted', now) : [];
  return [reply, ...stops, ...starts];
}

/** Kept under a journey of its own, with the number: the next reply from there finds it, and so does a stop. */
function unknownSenderFacts(inbound: Extract<Inbound, { kind: 'reply' }>, now: string): readonly JourneyFact[] {
  const { id, channel, from, text, at } = inbound;
  const base = { revision: 1, recordedAt: now, patientId: unknownSenderId(id) };
  const use = channel === 'email' ? 'email' : 'mobile';
  const triage = triageReply(text, { openQuestion: null });
  return [
    ContactPointFact.parse({ kind: 'contact-point', ...base, id: `${id}:from`, use, value: from }),
    ReplyFact.parse({ kind: 'reply', ...base, id, channel, receivedAt: at, text }),
    // Whoever writes may be answered there; nothing else is ever sent to somebody the chart does not know.
    ...consentsOf(base.patientId, inbound, triage.optOut || triage.wrongNumber ? 'revoked' : 'granted', now),
  ];
}

/** On a shared phone: the only one who was asked something, else the patient written to last. */
function ownerOf(stored: readonly StoredJourney[], at: string): StoredJourney | undefined {
  const asked = stored.filter((one) => openQuestion(one, at) !== null);
  if (asked.length === 1) return asked[0];
  const lastSent = ({ document }: StoredJourney) =>
    document.steps
      .flatMap((one) => (hasGoneOut(one) && 'at' in one.state ? [msOf(one.state.at)] : []))
      // What went out since says nothing of whom it answers: a repeat finds the same owner.
      .filter((sentMs) => sentMs <= msOf(at))
      .reduce((latest, sentMs) => Math.max(latest, sentMs), 0);
  const isStranger = ({ patientId }: StoredJourney) => Number(isUnknownSender(patientId));
  return [...stored].sort(
    (a, b) => isStranger(a) - isStranger(b) || lastSent(b) - lastSent(a) || (a.patientId < b.patientId ? -1 : 1),
  )[0];
}

/** What the last message of three days asked, when it asked something and nothing came back since. */
function openQuestion({ document }: StoredJourney, at: string): 'comfort-1-5' | 'reactivation' | null {
  const sent = document.steps
    .flatMap((one) =>
      hasGoneOut(one) && one.step.kind !== 'staff' && 'at' in one.state ? [{ one, sentAt: one.state.at }] : [],
    )
    .filter(({ sentAt }) => msOf(sentAt) <= msOf(at) && msOf(addHours(sentAt, openHours)) >= msOf(at))
    .sort((a, b) => msOf(a.sentAt) - msOf(b.sentAt))
    .at(-1);
  if (sent === undefined) return null;
  const answered = [
    ...live(document.journey.reply).map(({ receivedAt }) => receivedAt),
    ...live(document.journey.checkAnswer).map(({ answeredAt }) => answeredAt),
  ];
  if (answered.some((instant) => msOf(instant) > msOf(sent.sentAt) && msOf(instant) < msOf(at))) return null;
  const carried = document.steps.filter(({ step }) => step.kind !== 'staff' && step.mergedInto === sent.one.step.key);
  // A check asks also when another message carries it.
  return [sent.one, ...carried].some(({ step }) => step.kind === 'check') ? 'comfort-1-5' : questionOf(sent.one);
}

function questionOf({ step }: StoredStep): 'reactivation' | null {
  return step.kind === 'message' && (step.purpose === 'reactivation' || step.purpose === 'scheduling')
    ? 'reactivation'
    : null;
}

function daysToVisit({ document }: StoredJourney, today: string): number | null {
  const days = live(document.journey.appointment).flatMap(({ status, startsAt, zone }) => {
    if (status !== 'scheduled' || startsAt === null) return [];
    const on = wallClockAt(startsAt, zone).slice(0, 10);
    return on >= today && on <= addDays(today, 400) ? [daysBetween(today, on)] : [];
  });
  return days.length === 0 ? null : Math.min(...days);
}

/** A stop by text or voice stops both, for every class, from the number; a start gives back care by text alone. */
function consentsOf(
  patientId: string,
  { id, channel, from, at }: Extract<Inbound, { kind: 'reply' }>,
  decision: 'granted' | 'revoked',
  now: string,
): readonly JourneyFact[] {
  const isPhone = channel === 'sms' || channel === 'voice';
  const channels = decision === 'granted' ? [channel] : isPhone ? (['sms', 'voice'] as const) : [channel];
  const classes = decision === 'granted' ? (['care'] as const) : (['care', 'account', 'marketing'] as const);
  return channels.flatMap((one) =>
    classes.map((messageClass) =>
      ConsentFact.parse({
        kind: 'consent',
        id: `${id}:${one}:${messageClass}`,
        revision: 1,
        recordedAt: now,
        patientId,
        decision,
        channel: one,
        messageClass,
        address: comparable(from),
        decidedAt: at,
        evidence: `reply ${id}`,
      }),
    ),
  );
}
