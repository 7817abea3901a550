// One due message: sent, put off or ended. In: the message, its journey, the circumstances. Out: the document with what was
// decided, and the call to make. Rules owned: what travels with a message is due, fresh and of its kind; a message without
// words or a way is told to staff, and so is a check of how the patient is that never went out.
import type { ChannelName } from '../cadence/protocol.js';
import { escalationIdOf } from '../escalation/escalation-id.js';
import { live } from '../journey/journey.js';
import { lateness } from '../plan/lateness.js';
import { locationOf } from '../plan/planning.js';
import { silenceAfter, staffStep } from '../plan/staff-step.js';
import type { Attempt, MessageStep, StaffStep, StepState, StoredStep } from '../plan/step.js';
import type { ContentLevel, OutboundMessage } from '../ports/channel.js';
import type { Content, ContentRequest, Rendered } from '../ports/content.js';
import { msOf } from '../shared/instant.js';
import { decideSend, freshWait, type SendCircumstances, type SendVerdict } from './decide-send.js';
import type { JourneyDocument } from './document.js';
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

export function takeMessage(
  document: JourneyDocument,
  one: StoredStep & { readonly step: MessageStep },
  circumstances: DueCircumstances,
): { readonly document: JourneyDocument; readonly send: Send | null } {
  const { now } = circumstances;
  const verdict = decideSend(one, document, circumstances);
  switch (verdict.kind) {
    case 'wait':
      return { document: put(document, waitingFor(one, verdict, now)), send: null };
    case 'end':
      return { document: ended(document, one, verdict, circumstances), send: null };
    case 'send':
      return send(document, one, verdict, circumstances);
    default:
      return verdict satisfies never;
  }
}

/** A message that goes out no more; staff hear of it where the verdict says so, and always of a check nobody was asked. */
function ended(
  document: JourneyDocument,
  one: StoredStep & { readonly step: MessageStep },
  { reason, why, toStaff }: Omit<Extract<SendVerdict, { kind: 'end' }>, 'kind'>,
  circumstances: DueCircumstances,
): JourneyDocument {
  const { now } = circumstances;
  const after = put(document, withState(one, { kind: 'ended', reason, why, at: now }, now, `${reason}: ${why}`));
  if (isQuestion(one.step) && reason === 'expired')
    return withEscalation(after, notAsked(one.step, now), circumstances);
  return toStaff ? withEscalation(after, staffInstead(one.step, why, now), circumstances) : after;
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
  const item = staffStep({
    event: step.event,
    stepId: silenceAfter(step.stepId),
    reason: 'check-not-sent',
    tier: 'R',
    dueAt: now,
    why: 'the check could not go out in its time: nobody asked the patient',
    factIds: step.because.factIds,
  });
  return { ...item, key: silenceAfter(step.key) };
}

/** One item per event: the next messages that cannot go out add nothing for staff to do. */
function staffInstead(step: MessageStep, why: string, now: string): StaffStep {
  return staffStep({
    event: step.event,
    stepId: 'message-not-allowed',
    reason: 'message-not-allowed',
    tier: step.isAnswer ? 'S' : 'R',
    dueAt: now,
    why: `${step.because.rule} could not go out (${why})`,
    factIds: step.because.factIds,
  });
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
    words: rendered?.version ?? null,
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
  const { version: _, ...words } = rendered;
  const message = { attemptId, to: verdict.to, ...words, validUntil: verdict.validUntil };
  const locationId = locationOf({ practice: circumstances.practice, patient }, step.event.locationId).id as string;
  return {
    document: put(withRiders(withoutRiders(document, leftBehind, now), riders, step.key, circumstances), {
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
  circumstances: DueCircumstances,
): JourneyDocument {
  const { now } = circumstances;
  return riders.reduce((current, one) => {
    if (lateness(one.step, now).kind !== 'send')
      return ended(current, one, { reason: 'expired', why: one.step.late.why, toStaff: false }, circumstances);
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

export function put(document: JourneyDocument, one: StoredStep): JourneyDocument {
  return { ...document, steps: document.steps.map((each) => (each.step.key === one.step.key ? one : each)) };
}

export function withState(one: StoredStep, state: StepState, now: string, what: string): StoredStep {
  return { ...one, state, trail: [...one.trail, { at: now, what }] };
}

export function withEscalation(
  document: JourneyDocument,
  step: StaffStep,
  circumstances: DueCircumstances,
): JourneyDocument {
  if (document.escalations.some(({ id }) => id === escalationIdOf(step))) return document;
  return {
    ...document,
    escalations: [
      ...document.escalations,
      escalationOf(step, document.journey.patientId, circumstances, document, circumstances.now),
    ],
  };
}
