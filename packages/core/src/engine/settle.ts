// What a call came to. In: a document, the attempt, its outcome. Out: the document with it on record. Rules owned: an
// unknown send of an ordinary message is looked up and never repeated blindly; one that answers a patient in need is
// repeated, and counted; what cannot be resolved goes to staff.
import { escalationIdOf } from '../escalation/escalation-id.js';
import {
  type Attempt,
  type MessageStep,
  mostAttempts,
  type StaffStep,
  type StepState,
  type StoredStep,
} from '../plan/step.js';
import type { SendResult } from '../ports/channel.js';
import { addHours } from '../shared/instant.js';
import { draw } from '../shared/opaque.js';
import { type JourneyDocument, looksUntilStaff } from './document.js';
import { escalationOf, type Rules } from './update.js';

/** A provider that is down now is asked again after this, then after twice as long, and up to half of it later: those it
 *  refused together come back apart. Unit: minutes. Source: docs/protocols.md. */
const retryMinutes = 5;

function retryAt(now: string, attemptId: string, tries: number): string {
  return addHours(now, Math.round(retryMinutes * 60 * tries * (1 + draw(attemptId) / 2)) / 3600);
}

export type Outcome =
  | SendResult
  /** The provider was not called: it had become too late for it. */
  | { readonly kind: 'not-begun' }
  | { readonly kind: 'found'; readonly providerId: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unclear' };

/** @returns The same document when the attempt is settled already. */
export function settle(
  document: JourneyDocument,
  key: string,
  attemptId: string,
  outcome: Outcome,
  rules: Rules,
  now: string,
): JourneyDocument {
  const one = document.steps.find(({ step }) => step.key === key);
  const attempt = one?.attempts.find(({ id }) => id === attemptId);
  if (one === undefined || attempt === undefined || one.step.kind === 'staff') return document;
  if (one.state.kind !== 'claimed' && one.state.kind !== 'unknown') return document;
  if (one.state.attemptId !== attemptId) return document;
  const settled = settleStep(one as StoredStep & { step: MessageStep }, attempt, outcome, now);
  const steps = document.steps.map((each) => (each.step.key === key ? settled.step : each));
  const after = { ...document, steps };
  const item = unknownItem(one.step, now);
  if (!settled.toStaff || after.escalations.some(({ id }) => id === escalationIdOf(item))) return after;
  return {
    ...after,
    escalations: [...after.escalations, escalationOf(item, document.journey.patientId, rules, document, now)],
  };
}

function settleStep(
  one: StoredStep & { readonly step: MessageStep },
  attempt: Attempt,
  outcome: Outcome,
  now: string,
): { readonly step: StoredStep; readonly toStaff: boolean } {
  const { channel } = attempt;
  const to = (state: StepState, change: Partial<Attempt>, what: string, toStaff = false) => ({
    step: {
      ...one,
      state,
      attempts: one.attempts.map((each) => (each.id === attempt.id ? { ...each, ...change } : each)),
      trail: [...one.trail, { at: now, what }],
    },
    toStaff,
  });
  switch (outcome.kind) {
    case 'accepted':
    case 'found':
      return to(
        { kind: 'sent', as: 'accepted', channel, at: attempt.at },
        { outcome: 'accepted', providerId: outcome.providerId },
        `accepted by the ${channel} provider`,
      );
    case 'rejected':
      // Whoever waits for an answer gets it by the next channel at once.
      if (outcome.reason === 'temporary' && !one.step.isAnswer && triesBy(one, channel) < mostAttempts)
        return to(
          {
            kind: 'held',
            until: retryAt(now, attempt.id, triesBy(one, channel)),
            why: 'the provider takes nothing right now',
          },
          { outcome: 'rejected', reason: outcome.reason },
          'rejected: temporary; tried again soon',
        );
      return to(
        { kind: 'planned' },
        { outcome: 'rejected', reason: outcome.reason },
        `rejected: ${outcome.reason}; the next channel is tried`,
      );
    case 'not-begun':
      // No try of this channel: nothing is held against it, and the hours are asked anew.
      return {
        step: {
          ...one,
          state: { kind: 'planned' },
          attempts: one.attempts.filter(({ id }) => id !== attempt.id),
          trail: [...one.trail, { at: now, what: 'not begun: the worker stood still; taken anew' }],
        },
        toStaff: false,
      };
    case 'unknown':
      return to(
        { kind: 'unknown', attemptId: attempt.id, channel, at: attempt.at },
        { outcome: 'unknown' },
        'the provider may have it',
      );
    case 'not-found':
    case 'unclear': {
      const lookups = attempt.lookups + 1;
      // Once may be too early: not found twice, minutes apart, it was not made.
      const isSure = outcome.kind === 'not-found' && attempt.outcome === 'not-found';
      const found = outcome.kind === 'not-found' ? outcome.kind : attempt.outcome;
      const mayTryAgain = one.attempts.length < mostAttempts;
      const repeats = one.step.isAnswer && mayTryAgain;
      if (isSure && !mayTryAgain)
        return to(
          { kind: 'ended', reason: 'failed', why: 'the provider lost it again and again', at: now },
          { outcome: found, lookups },
          'failed: the provider lost it again and again',
          true,
        );
      if (isSure || repeats)
        return to(
          { kind: 'planned' },
          { outcome: found, lookups },
          isSure ? 'surely not sent: sent again' : 'a patient waits for it: sent again',
        );
      const state: StepState = { kind: 'unknown', attemptId: attempt.id, channel, at: attempt.at };
      return to(state, { outcome: found, lookups }, 'looked up: still unknown', lookups >= looksUntilStaff);
    }
    default:
      return outcome satisfies never;
  }
}

function triesBy({ attempts }: StoredStep, channel: string): number {
  return attempts.filter((one) => one.channel === channel).length;
}

function unknownItem(step: MessageStep, now: string): StaffStep {
  return {
    key: `${step.key}/unknown-delivery`,
    stepId: `${step.stepId}/unknown-delivery`,
    event: step.event,
    kind: 'staff',
    reason: 'unknown-delivery',
    tier: step.isAnswer ? 'S' : 'R',
    dueAt: now,
    dropAfterHours: null,
    about: [],
    because: {
      rule: 'unknown-delivery',
      why: 'nobody can tell whether the message went out',
      factIds: step.because.factIds,
    },
  };
}
