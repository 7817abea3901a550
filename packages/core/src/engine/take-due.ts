// What a journey wants at an instant. In: a document just brought up to date, the circumstances. Out: the document with
// every due item taken, and the calls to make. Pure: the document is stored before any call, so that an attempt is on
// record before the provider hears of it and a crash leaves each message surely unsent or visibly unknown.

import type { ChannelName } from '../cadence/protocol.js';
import { escalationIdOf } from '../escalation/escalation-id.js';
import { climb } from '../escalation/route.js';
import { live } from '../journey/journey.js';
import { lateness } from '../plan/lateness.js';
import { locationOf } from '../plan/planning.js';
import {
  type Attempt,
  hasGoneOut,
  type MessageStep,
  type StaffStep,
  type StepState,
  type StoredStep,
} from '../plan/step.js';
import type { ContentLevel, OutboundMessage } from '../ports/channel.js';
import type { Content, ContentRequest, Rendered } from '../ports/content.js';
import type { Notice } from '../ports/notifier.js';
import { compareInstants, msOf } from '../shared/instant.js';
import { decideSend, freshWait, type SendCircumstances, type SendVerdict } from './decide-send.js';
import { type JourneyDocument, noticesOf, stepDueAt } from './document.js';
import { escalationOf } from './update.js';
import { valuesFor } from './values.js';

export interface DueCircumstances extends SendCircumstances {
  readonly content: Content;
  readonly ceilings: Readonly<Partial<Record<ChannelName, ContentLevel>>>;
  /** Opaque, unique ids for attempts. */
  readonly newId: () => string;
}

export interface Send {
  readonly key: string;
  readonly channel: ChannelName;
  /** Whose sender it goes out under. */
  readonly locationId: string;
  readonly isAnswer: boolean;
  readonly message: OutboundMessage;
}

export interface LookUp {
  readonly key: string;
  readonly channel: ChannelName;
  readonly attemptId: string;
  readonly to: string;
  readonly after: string;
}

export interface Taken {
  readonly document: JourneyDocument;
  readonly sends: readonly Send[];
  readonly lookUps: readonly LookUp[];
  readonly notices: readonly Notice[];
}

export function takeDue(document: JourneyDocument, circumstances: DueCircumstances): Taken {
  const sends: Send[] = [];
  const lookUps: LookUp[] = [];
  let current = document;
  const { now } = circumstances;
  for (const { step } of [...document.steps].sort(byDue)) {
    const one = current.steps.find((each) => each.step.key === step.key) as StoredStep;
    const due = stepDueAt(one);
    if (due === null || msOf(due) > msOf(now)) continue;
    if (one.step.kind === 'staff') current = openStaffStep(current, one.step, circumstances);
    else if (one.state.kind === 'claimed') current = put(current, lost(one, now));
    else if (one.state.kind === 'unknown') lookUps.push(lookUpOf(one));
    else {
      const result = takeMessage(current, one as StoredStep & { step: MessageStep }, circumstances);
      current = result.document;
      if (result.send !== null) sends.push(result.send);
    }
  }
  const { protocol, practice } = circumstances;
  const escalations = current.escalations.map((one) => {
    const location = locationOf({ practice, patient: null }, one.locationId);
    return climb(one, location, protocol.escalation, now);
  });
  current = escalations.some((one, index) => one !== current.escalations[index])
    ? { ...current, escalations }
    : current;
  return { document: current, sends, lookUps, notices: dueNotices(current, circumstances) };
}

function byDue(a: StoredStep, b: StoredStep): number {
  return compareInstants(a.step.dueAt, b.step.dueAt) || (a.step.key < b.step.key ? -1 : 1);
}

function put(document: JourneyDocument, one: StoredStep): JourneyDocument {
  return { ...document, steps: document.steps.map((each) => (each.step.key === one.step.key ? one : each)) };
}

function withState(one: StoredStep, state: StepState, now: string, what: string): StoredStep {
  return { ...one, state, trail: [...one.trail, { at: now, what }] };
}

/** A worker died between the attempt and its outcome: the provider may have it. */
function lost(one: StoredStep, now: string): StoredStep {
  if (one.state.kind !== 'claimed') return one;
  const { attemptId, channel, at } = one.state;
  const attempts = one.attempts.map(
    (attempt): Attempt => (attempt.id === attemptId ? { ...attempt, outcome: 'unknown' } : attempt),
  );
  return {
    ...withState(
      one,
      { kind: 'unknown', attemptId, channel, at },
      now,
      'no outcome was recorded: looked up at the provider',
    ),
    attempts,
  };
}

function openStaffStep(document: JourneyDocument, step: StaffStep, circumstances: DueCircumstances): JourneyDocument {
  const { now } = circumstances;
  const one = document.steps.find((each) => each.step.key === step.key) as StoredStep;
  const after = put(
    document,
    withState(
      one,
      { kind: 'ended', reason: 'handed-to-staff', why: step.because.why, at: now },
      now,
      'opened for staff',
    ),
  );
  const isSilence = step.reason === 'check-not-reached' && step.key.endsWith('/not-reached');
  const asked = !isSilence || wasAsked(document, step.key.replace(/\/not-reached$/, ''));
  return withEscalation(after, asked ? step : { ...step, reason: 'check-not-sent' }, circumstances);
}

function withEscalation(document: JourneyDocument, step: StaffStep, circumstances: DueCircumstances): JourneyDocument {
  if (document.escalations.some(({ id }) => id === escalationIdOf(step))) return document;
  return {
    ...document,
    escalations: [
      ...document.escalations,
      escalationOf(step, document.journey.patientId, circumstances, document, circumstances.now),
    ],
  };
}

function takeMessage(
  document: JourneyDocument,
  one: StoredStep & { readonly step: MessageStep },
  circumstances: DueCircumstances,
): { readonly document: JourneyDocument; readonly send: Send | null } {
  const { now } = circumstances;
  const verdict = decideSend(one, document, circumstances);
  switch (verdict.kind) {
    case 'wait':
      return { document: put(document, waitingFor(one, verdict, now)), send: null };
    case 'end': {
      const ended = put(
        document,
        withState(
          one,
          { kind: 'ended', reason: verdict.reason, why: verdict.why, at: now },
          now,
          `${verdict.reason}: ${verdict.why}`,
        ),
      );
      if (isQuestion(one.step) && verdict.reason === 'expired')
        return { document: withEscalation(ended, notAsked(one.step, now), circumstances), send: null };
      return {
        document: verdict.toStaff
          ? withEscalation(ended, staffInstead(one.step, verdict.why, now), circumstances)
          : ended,
        send: null,
      };
    }
    case 'send':
      return send(document, one, verdict, circumstances);
    default:
      return verdict satisfies never;
  }
}

/** What waits on for the same reason adds nothing to its history. */
function waitingFor(one: StoredStep, verdict: Extract<SendVerdict, { kind: 'wait' }>, now: string): StoredStep {
  const what = `${verdict.as}: ${verdict.why}`;
  const state = waiting(verdict);
  return one.state.kind === state.kind && one.trail.at(-1)?.what === what
    ? { ...one, state }
    : withState(one, state, now, what);
}

function waiting(verdict: Extract<SendVerdict, { kind: 'wait' }>): StepState {
  return verdict.as === 'held'
    ? { kind: 'held', until: verdict.until, why: verdict.why }
    : { kind: 'capped', until: verdict.until };
}

/** A check of how the patient is: when it never went out, silence tells nothing. */
function isQuestion(step: MessageStep): boolean {
  return step.kind === 'check' && step.purpose === 'safety';
}

/** The same item as that for a check nobody answered, so that a check leads to one of the two. */
function notAsked(step: MessageStep, now: string): StaffStep {
  return {
    key: `${step.key}/not-reached`,
    stepId: `${step.stepId}/not-reached`,
    event: step.event,
    kind: 'staff',
    reason: 'check-not-sent',
    tier: 'R',
    dueAt: now,
    dropAfterHours: null,
    about: [],
    because: {
      rule: 'check-not-sent',
      why: 'the check could not go out in its time: nobody asked the patient',
      factIds: step.because.factIds,
    },
  };
}

/** Whether the patient has, or may have, the question: also when another message carried it. */
function wasAsked(document: JourneyDocument, key: string): boolean {
  const one = document.steps.find(({ step }) => step.key === key);
  if (one === undefined) return false;
  if (hasGoneOut(one)) return true;
  const lead = one.step.kind === 'staff' ? null : one.step.mergedInto;
  return one.state.kind === 'ended' && one.state.reason === 'merged' && lead !== null && wasAsked(document, lead);
}

/** One item per event: the next messages that cannot go out add nothing for staff to do. */
function staffInstead(step: MessageStep, why: string, now: string): StaffStep {
  const reason = 'message-not-allowed';
  const isGrave = step.isAnswer;
  return {
    key: `${step.event.key}/${reason}`,
    stepId: reason,
    event: step.event,
    kind: 'staff',
    reason,
    tier: isGrave ? 'S' : 'R',
    dueAt: now,
    dropAfterHours: null,
    about: [],
    because: { rule: reason, why: `${step.because.rule} could not go out (${why})`, factIds: step.because.factIds },
  };
}

function send(
  document: JourneyDocument,
  one: StoredStep & { readonly step: MessageStep },
  verdict: Extract<SendVerdict, { kind: 'send' }>,
  circumstances: DueCircumstances,
) {
  const { now, content, newId } = circumstances;
  const { step } = one;
  const wanting = document.steps.filter(
    (other): other is StoredStep & { step: MessageStep } => other.step.key !== step.key && rides(other, step, now),
  );
  const riders = wanting.filter((other) => freshWait(other.step, circumstances) === null);
  const leftBehind = wanting.filter((other) => !riders.includes(other));
  const carried = riders.flatMap(({ step: other }) => {
    const late = lateness(other, now);
    return late.kind === 'send' ? [late.template] : [];
  });
  const patient = live(document.journey.patient).at(-1) ?? null;
  const rendered = wordsFor(content, {
    templates: [verdict.template, ...carried],
    channel: verdict.channel,
    level: levelFor(document, verdict.channel, circumstances),
    language: patient?.language ?? null,
    values: valuesFor(document, step, circumstances),
    // What is carried may be about another event: the signs to call about are those of all.
    traits: [...new Set([step, ...riders.map((other) => other.step)].flatMap(({ event }) => event.traits))],
  });
  const attemptId = newId();
  const attempt: Attempt = {
    id: attemptId,
    channel: verdict.channel,
    to: verdict.to,
    at: now,
    outcome: 'calling',
    providerId: null,
    reason: null,
    lookups: 0,
  };
  if (rendered === null) {
    const without = {
      ...one,
      attempts: [...one.attempts, { ...attempt, outcome: 'rejected' as const, reason: 'no words for this channel' }],
    };
    return takeMessage(put(document, without), without, circumstances);
  }
  const consent = verdict.consentId === null ? '' : `, consent ${verdict.consentId}`;
  const claimed = withState(
    one,
    { kind: 'claimed', attemptId, channel: verdict.channel, at: now },
    now,
    `sending by ${verdict.channel}${consent}`,
  );
  const message = { attemptId, to: verdict.to, ...rendered, validUntil: verdict.validUntil };
  const locationId = locationOf({ practice: circumstances.practice, patient }, step.event.locationId).id as string;
  return {
    document: put(withRiders(withoutRiders(document, leftBehind, now), riders, step.key, now), {
      ...claimed,
      attempts: [...one.attempts, attempt],
    }),
    send: { key: step.key, channel: verdict.channel, locationId, isAnswer: step.isAnswer, message },
  };
}

/** A template that breaks on these values has no words for them: the next channel is tried, then staff. */
function wordsFor(content: Content, request: ContentRequest): Rendered | null {
  try {
    return content.render(request);
  } catch {
    return null;
  }
}

/** What travels with a message: steps planned into it, and those the caps hold back, so that none of them grows stale. */
function rides({ step, state }: StoredStep, lead: MessageStep, now: string): boolean {
  if (step.kind === 'staff' || lead.isAnswer || step.isAnswer || step.messageClass !== lead.messageClass) return false;
  if (step.mergedInto === lead.key) return state.kind === 'ended' && state.reason === 'merged';
  return state.kind === 'capped' && msOf(step.dueAt) <= msOf(now);
}

function withRiders(
  document: JourneyDocument,
  riders: readonly (StoredStep & { readonly step: MessageStep })[],
  leadKey: string,
  now: string,
): JourneyDocument {
  return riders.reduce((current, one) => {
    if (lateness(one.step, now).kind !== 'send') {
      const late: StepState = { kind: 'ended', reason: 'expired', why: one.step.late.why, at: now };
      return put(current, withState(one, late, now, `expired: ${one.step.late.why}`));
    }
    if (one.step.mergedInto === leadKey) return current;
    const merged: StoredStep = { ...one, step: { ...one.step, mergedInto: leadKey } };
    return put(
      current,
      withState(
        merged,
        { kind: 'ended', reason: 'merged', why: 'carried by the next message', at: now },
        now,
        'merged: carried by the next message',
      ),
    );
  }, document);
}

/** What must not go yet though its message does: it waits by itself. */
function withoutRiders(
  document: JourneyDocument,
  leftBehind: readonly (StoredStep & { readonly step: MessageStep })[],
  now: string,
): JourneyDocument {
  return leftBehind.reduce((current, one) => {
    if (one.state.kind === 'capped') return current;
    const alone: StoredStep = { ...one, step: { ...one.step, mergedInto: null } };
    return put(current, withState(alone, { kind: 'planned' }, now, 'left behind: the chart was not read lately'));
  }, document);
}

/** What a channel may tell this patient: its ceiling, or everything once unsecured channels were accepted. */
function levelFor({ journey }: JourneyDocument, channel: ChannelName, { ceilings }: DueCircumstances): ContentLevel {
  const accepted = live(journey.preference).some(({ unsecuredAcknowledgedAt }) => unsecuredAcknowledgedAt !== null);
  return accepted ? 'L2' : (ceilings[channel] ?? 'L0');
}

function lookUpOf(one: StoredStep): LookUp {
  const { channel, to, id, at } = one.attempts.at(-1) as Attempt;
  return { key: one.step.key, channel, attemptId: id, to, after: at };
}

function dueNotices(document: JourneyDocument, { now, practice }: DueCircumstances): readonly Notice[] {
  return document.escalations.flatMap((escalation) =>
    noticesOf(escalation)
      .filter(({ id, at }) => msOf(at) <= msOf(now) && !document.notified.includes(id))
      .map(({ id, recipients }) => ({
        id,
        practiceId: practice.id as string,
        locationId: escalation.locationId as string,
        escalationId: escalation.id,
        tier: escalation.tier,
        recipients,
        respondBy: escalation.respondBy,
      })),
  );
}
