// What an escalation is: an item a named person must deal with by a deadline. Types, and the policy a protocol holds.
// Rule owned: what a policy may say, so that red flags and low scores reach somebody at any hour.
import { z } from 'zod';
import type { EscalationActionFact } from '../journey/fact.js';
import type { Tier } from '../questionnaires/tier.js';
import type { LocationId, PatientId } from '../shared/ids.js';

const Words = z.string().min(1);
/** Why a number is what it is, and the publication or preference it rests on. */
const grounds = { why: Words, source: Words };
const Count = z.number().int().positive({ error: 'must be at least 1; send a whole number' });

const RespondWithin = z.discriminatedUnion('clock', [
  z.strictObject({ clock: z.literal('wall'), minutes: Count, ...grounds }),
  /** Counted while the location is open. A deadline further away than `maximumMinutes` runs on the wall clock instead. */
  z
    .strictObject({ clock: z.literal('opening-hours'), minutes: Count, maximumMinutes: Count, ...grounds })
    .refine(({ minutes, maximumMinutes }) => minutes <= maximumMinutes, {
      path: ['maximumMinutes'],
      error: 'must not be less than minutes; send the longest wait on the wall clock, nights included',
    }),
  /** The closing time of the so-many-th day that opens later; never more than `maximumMinutes` away. */
  z.strictObject({ clock: z.literal('working-days'), days: Count, maximumMinutes: Count, ...grounds }),
]);

const TierPolicy = z
  .strictObject({
    /** When somebody must have dealt with it. */
    respondWithin: RespondWithin,
    /** The first climb follows so many minutes after an alert nobody acknowledged. */
    acknowledgeWithin: z.strictObject({ minutes: Count, ...grounds }),
    /** Every further climb. Once everybody was told the time doubles with every round, up to `slowsToMinutes`: an alarm
     *  that never pauses is switched off. All count opening hours where the on-call path is never paged, else the wall
     *  clock. */
    climbEvery: z
      .strictObject({ minutes: Count, slowsToMinutes: Count, ...grounds })
      .refine(({ minutes, slowsToMinutes }) => minutes <= slowsToMinutes, {
        path: ['slowsToMinutes'],
        error: 'must not be less than minutes; send the longest pause between two rounds',
      }),
    /** `at-any-hour`: together with the team while the location is open, alone when it is closed. */
    pageOnCall: z.enum(['at-any-hour', 'when-closed', 'never']),
  })
  .refine(({ respondWithin: r, acknowledgeWithin: a }) => r.clock === 'working-days' || a.minutes <= r.minutes, {
    path: ['acknowledgeWithin', 'minutes'],
    error: 'must not be longer than the deadline; an alert nobody saw climbs before it is late',
  });
export type TierPolicy = z.output<typeof TierPolicy>;

const ReachableAtNight = TierPolicy.refine(({ pageOnCall }) => pageOnCall !== 'never', {
  path: ['pageOnCall'],
  error: 'must reach somebody at night; use at-any-hour or when-closed',
});

/** By when each tier is answered, and whom it alerts on the way. Part of a protocol. */
export const EscalationPolicy = z.strictObject({
  E: ReachableAtNight,
  U: ReachableAtNight,
  S: ReachableAtNight,
  R: TierPolicy,
});
export type EscalationPolicy = z.output<typeof EscalationPolicy>;

export const escalationReasons = [
  'emergency',
  'urgent',
  'low-score',
  'symptom-reply',
  'wants-call',
  'free-text',
  'unknown-sender',
  'check-not-reached',
  'check-not-sent',
  'early-escalation',
  'reactivation-exhausted',
  'message-not-allowed',
  'unknown-delivery',
  'withdrawn-after-sending',
  'changed-after-sending',
  'cancel-near-visit',
  'implant-removed',
  'complication',
  'wrong-number',
  'possible-death',
  'chart-note',
  'step-handed-over',
] as const;
/** Why somebody must look. */
export type EscalationReason = (typeof escalationReasons)[number];

/** One call for attention: when, and to whom. */
export interface Climb {
  readonly at: string;
  readonly recipients: readonly string[];
}

export interface Escalation {
  readonly id: string;
  readonly patientId: PatientId;
  readonly caseIds: readonly string[];
  readonly locationId: LocationId;
  readonly reason: EscalationReason;
  readonly tier: Tier;
  readonly openedAt: string;
  /** Ids of the facts that led to it. */
  readonly because: readonly string[];
  /** The step it came from; null when a reply or the chart raised it. */
  readonly stepKey: string | null;
  /** The first alert. `onCall`: the on-call path is among its recipients. `at` lies later than `openedAt` only in the
   *  tier that waits for opening. */
  readonly alert: Climb & { readonly onCall: boolean };
  /** Instant by which somebody must have dealt with it. */
  readonly respondBy: string;
  /** When the next climb is due as long as nobody acknowledges. */
  readonly climbDueAt: string;
  /** When the next climb is due, all actions considered; null once closed. */
  readonly nextClimbAt: string | null;
  readonly climbs: readonly Climb[];
  /** What people did about it, in order of time then id; voided actions included. */
  readonly actions: readonly EscalationActionFact[];
  /** Who has it: the last assignee, or the last who acknowledged it. */
  readonly owner: string | null;
  readonly state: 'open' | 'acknowledged' | 'closed';
  /** Who closed it and how it ended. Set exactly in state `closed`. */
  readonly closed: { readonly by: string; readonly at: string; readonly outcome: string } | null;
}
