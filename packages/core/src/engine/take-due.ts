// What a journey wants at an instant. In: a document just brought up to date, the circumstances. Out: the document with
// every due item taken, and the calls to make. Pure: the document is stored before any call, so that an attempt is on
// record before the provider hears of it and a crash leaves each message surely unsent or visibly unknown.

import type { ChannelName } from '../cadence/protocol.js';
import { climb } from '../escalation/route.js';
import { locationOf } from '../plan/planning.js';
import { silenceAfter } from '../plan/staff-step.js';
import { type Attempt, hasGoneOut, type MessageStep, type StaffStep, type StoredStep } from '../plan/step.js';
import type { Notice } from '../ports/notifier.js';
import { compareInstants, msOf } from '../shared/instant.js';
import { type JourneyDocument, stepDueAt } from './document.js';
import { openNotices } from './notices.js';
import { type DueCircumstances, put, type Send, takeMessage, withEscalation, withState } from './take-message.js';

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
  const check = document.steps.find(({ step: other }) => silenceAfter(other.key) === step.key);
  const wasSilent = check === undefined || wasAsked(document, check);
  return withEscalation(after, wasSilent ? step : { ...step, reason: 'check-not-sent' }, circumstances);
}

/** Whether the patient has, or may have, the question: also when another message carried it. */
function wasAsked(document: JourneyDocument, one: StoredStep): boolean {
  if (hasGoneOut(one)) return true;
  const leadKey = one.step.kind === 'staff' ? null : one.step.mergedInto;
  const lead = document.steps.find(({ step }) => step.key === leadKey);
  return one.state.kind === 'ended' && one.state.reason === 'merged' && lead !== undefined && wasAsked(document, lead);
}

function lookUpOf(one: StoredStep): LookUp {
  const { channel, to, id, at } = one.attempts.at(-1) as Attempt;
  return { key: one.step.key, channel, attemptId: id, to, after: at };
}

function dueNotices(document: JourneyDocument, { now, practice }: DueCircumstances): readonly Notice[] {
  return openNotices(document)
    .filter(({ dueAt }) => msOf(dueAt) <= msOf(now))
    .map(({ id, recipients, escalation }) => ({
      id,
      practiceId: practice.id as string,
      locationId: escalation.locationId as string,
      escalationId: escalation.id,
      tier: escalation.tier,
      recipients,
      respondBy: escalation.respondBy,
    }));
}
