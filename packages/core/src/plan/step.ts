// What a plan is made of: the steps a journey should have, those the store has, and the changes between them. Every
// step ever planned is in exactly one state; nothing disappears.
import type { ChannelName, Lateness, Purpose, Trait } from '../cadence/protocol.js';
import type { EscalationReason } from '../escalation/escalation.js';
import type { Tier } from '../questionnaires/tier.js';
import type { Evidence } from './clinical-event.js';

/** The clinical event a step follows, as evidence and for whoever reads the plan. */
export interface StepEvent extends Evidence {
  readonly key: string;
  readonly caseId: string;
  readonly locationId: string | null;
  readonly traits: readonly Trait[];
}

/** Why a step is there: the rule's own words, and the facts it rests on. */
interface Because {
  readonly rule: string;
  readonly why: string;
  readonly factIds: readonly string[];
}

interface StepBase {
  /** Event and step; unique in a journey. */
  readonly key: string;
  /** The line of the protocol, with the episode or repeat when there are several. */
  readonly stepId: string;
  readonly event: StepEvent;
  /** Instant at which it is to happen, UTC. */
  readonly dueAt: string;
  readonly because: Because;
}

/** A message or check for the patient. */
export interface MessageStep extends StepBase {
  readonly kind: 'message' | 'check';
  readonly purpose: Purpose;
  readonly messageClass: 'care' | 'marketing';
  readonly template: string;
  readonly instrument: string | null;
  readonly channels: readonly ChannelName[];
  readonly late: Lateness;
  /** Its words say that nothing is booked: the chart must be fresh when it goes out. */
  readonly saysNotBooked: boolean;
  /** An answer to a patient who just wrote: no quiet hours, no caps, no merging. */
  readonly isAnswer: boolean;
  /** Words beside the template that depend on the window: `month` of the next step. */
  readonly values: Readonly<Record<string, string>>;
  /** Key of the step whose message carries this one on the same day. */
  readonly mergedInto: string | null;
  /** When it would have been due without the caps. */
  readonly cappedFrom: string | null;
}

/** Something staff will have to do, unless the reason goes away first. */
export interface StaffStep extends StepBase {
  readonly kind: 'staff';
  readonly reason: EscalationReason;
  readonly tier: Tier;
  /** Dropped when first seen so many hours after it was due: an old chart must not bury staff. Null: never. */
  readonly dropAfterHours: number | null;
  /** Keys of the sent steps it speaks for; empty for most. */
  readonly about: readonly string[];
}

export type PlannedStep = MessageStep | StaffStep;

/** Why a line of the protocol has no step: the answer to "why not". */
export interface NotPlanned {
  readonly stepId: string;
  readonly caseId: string;
  readonly eventKey: string | null;
  readonly reason:
    | 'switched-off'
    | 'trait-missing'
    | 'before-live'
    | 'booked'
    | 'superseded'
    | 'case-ended'
    | 'on-hold'
    | 'complication'
    | 'no-window'
    | 'window-closed'
    | 'responded'
    | 'with-staff'
    | 'holdout'
    | 'not-enrolled'
    | 'engaged'
    | 'answered'
    | 'not-permitted-person';
  readonly words: string;
}

export interface DesiredPlan {
  readonly protocol: { readonly id: string; readonly version: number };
  /** In order of due time, then key. */
  readonly steps: readonly PlannedStep[];
  readonly notPlanned: readonly NotPlanned[];
  /** Every event the chart shows now, also those without steps. */
  readonly events: readonly StepEvent[];
}

export type EndReason = 'withdrawn' | 'merged' | 'expired' | 'suppressed' | 'failed' | 'handed-to-staff';

/** The one state of a stored step. */
export type StepState =
  | { readonly kind: 'planned' }
  /** Waits for hours in which it may be sent, or for a fresh chart. */
  | { readonly kind: 'held'; readonly until: string; readonly why: string }
  | { readonly kind: 'capped'; readonly until: string }
  /** An attempt is written and the provider is being called. */
  | { readonly kind: 'claimed'; readonly attemptId: string; readonly channel: ChannelName; readonly at: string }
  | {
      readonly kind: 'sent';
      readonly as: 'accepted' | 'sent' | 'delivered' | 'read';
      readonly channel: ChannelName;
      readonly at: string;
    }
  /** The provider may have accepted it: looked up, never sent again blindly. */
  | { readonly kind: 'unknown'; readonly attemptId: string; readonly channel: ChannelName; readonly at: string }
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly why: string; readonly at: string };

export interface Attempt {
  readonly id: string;
  readonly channel: ChannelName;
  /** The address it went to: a lost one is looked up there, whatever the chart says since. */
  readonly to: string;
  readonly at: string;
  /** Version of the texts it was made of; null where there were none. */
  readonly words: string | null;
  readonly outcome: 'calling' | 'accepted' | 'rejected' | 'unknown' | 'not-found';
  readonly providerId: string | null;
  /** Why it was rejected. */
  readonly reason: string | null;
  /** How often it was looked up. */
  readonly lookups: number;
}

/** A provider that loses or puts off messages gets each of them no oftener by one channel; then another way is taken.
 *  Source: docs/protocols.md. */
export const mostAttempts = 3;

/** A line of the step's own history. */
export interface TrailEntry {
  readonly at: string;
  readonly what: string;
}

export interface StoredStep {
  readonly step: PlannedStep;
  readonly state: StepState;
  readonly attempts: readonly Attempt[];
  readonly trail: readonly TrailEntry[];
  /** The protocol it was last planned by. */
  readonly protocol: { readonly id: string; readonly version: number };
}

export type PlanChange =
  | { readonly kind: 'add'; readonly step: PlannedStep; readonly state: StepState; readonly why: string }
  /** New due time, words or event under the same key; an ended step that never went out may come back. */
  | {
      readonly kind: 'move';
      readonly key: string;
      readonly step: PlannedStep;
      readonly state: StepState;
      readonly why: string;
    }
  | { readonly kind: 'end'; readonly key: string; readonly reason: EndReason; readonly why: string }
  /** A staff item that is due: opened as an escalation. */
  | { readonly kind: 'open'; readonly step: StaffStep; readonly why: string };

export function isPending({ state }: Pick<StoredStep, 'state'>): boolean {
  return state.kind === 'planned' || state.kind === 'held' || state.kind === 'capped';
}

/** Whether the patient has, or may have, the step: it is never sent again. */
export function hasGoneOut({ state }: Pick<StoredStep, 'state'>): boolean {
  return state.kind === 'sent' || state.kind === 'unknown' || state.kind === 'claimed';
}
