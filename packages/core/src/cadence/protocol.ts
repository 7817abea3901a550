// A protocol as data: what a practice sends, checks and escalates, how long after what. Versioned and serialisable. In:
// a protocol as written. Out: the same, parsed, or the fields at fault with their mend. Every object that holds a
// number says why and where it comes from.
import { z } from 'zod';
import { EscalationPolicy } from '../escalation/escalation.js';
import { treatments } from '../journey/code-map.js';
import { milestoneNames } from '../journey/fact.js';
import { waitNames } from '../journey/windows.js';
import { TimeOfDay } from '../practice/practice.js';
import { Instrument } from '../questionnaires/instrument.js';
import { parseOrRefuse } from '../shared/parse.js';
import { isDate } from '../shared/time.js';
import { SendWindow } from './contact-window.js';

const Words = z.string().min(1);
const dateError = 'must be a calendar date; write it as YYYY-MM-DD';
const CalendarDate = z.string({ error: dateError }).refine(isDate, { error: dateError });
const Days = z.number().int().min(0);
/** Why a number is what it is, and the publication or preference it rests on. */
const grounds = { why: Words, source: Words };

export const channels = ['sms', 'email', 'voice', 'portal', 'mail'] as const;
const ChannelWord = z.enum(channels);
export type ChannelName = z.output<typeof ChannelWord>;

/** What a clinical event is like, as far as steps ask. Source: docs/protocols.md. */
export const traits = [
  'surgery',
  'lower-jaw',
  'upper-jaw',
  'graft',
  'sinus',
  'implant',
  'arch',
  'immediate',
  'interim-tooth',
  'second-stage',
  'final',
  'single',
  'bridge',
  'full-arch',
  'overdenture',
] as const;
export type Trait = (typeof traits)[number];

/** What to do with a step whose time has passed. */
const Lateness = z.strictObject({
  /** Sent as it is until so many hours after it was due. */
  sendWithinHours: z.number().positive(),
  /** Then, until so many hours after it was due, in other words. */
  variant: z.strictObject({ template: Words, withinHours: z.number().positive() }).nullable().default(null),
  /** Then handed to staff or dropped; both with a reason. */
  otherwise: z.enum(['staff', 'drop']),
  ...grounds,
});
export type Lateness = z.output<typeof Lateness>;

const messageFields = {
  template: Words,
  /** In order of preference; the patient's own preference goes first when it is among them. */
  channels: z.array(ChannelWord).min(1).readonly(),
  /** Class of consent it needs. */
  messageClass: z.enum(['care', 'marketing']).default('care'),
  late: Lateness,
};

/** `safety` is never withheld from anybody; the others a holdout may go without. */
const purposes = ['safety', 'education', 'scheduling', 'reactivation', 'recall'] as const;
export type Purpose = (typeof purposes)[number];

/** One line of a cadence. */
export const CadenceStep = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/, { error: 'must be lower-case words joined by hyphens; write it as day-3-check' }),
  enabled: z.boolean().default(true),
  kind: z.enum(['message', 'check']),
  purpose: z.enum(purposes).exclude(['reactivation']),
  /** The clinical events it follows: the main milestone of a case's day. */
  after: z.array(z.enum(milestoneNames)).min(1).readonly(),
  /** Traits the event must have, all of them. */
  onlyIf: z.array(z.enum(traits)).readonly().default([]),
  /** Traits of which the event must have one; empty: any event. */
  onlyIfAny: z.array(z.enum(traits)).readonly().default([]),
  /** Counted from the day of the event, or from the day the window of its wait opens (negative: before). */
  from: z.enum(['event', 'window-opens']).default('event'),
  afterDays: z.number().int(),
  /** Wall-clock time at the patient. */
  at: TimeOfDay,
  /** Earlier than `afterDays` where the usual time of the wait begins sooner: a prompt follows the window. */
  notAfterUsual: z.boolean().default(false),
  /** Not sent while the right next visit is booked; its words say that nothing is. */
  unlessBooked: z.boolean().default(false),
  /** Again and again until the next event of the case or the end of its window, at most so many times. */
  repeat: z
    .strictObject({ everyDays: z.number().int().positive(), times: z.number().int().positive() })
    .nullable()
    .default(null),
  instrument: Words.nullable().default(null),
  /** When silence becomes a staff item; null: as `checks.notReached` tells. */
  notReachedAfterHours: z.number().positive().nullable().default(null),
  ...messageFields,
  ...grounds,
});
export type CadenceStep = z.output<typeof CadenceStep>;

const ReactivationMessage = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** After the message before it; the first: after the sequence begins. */
  afterDays: Days,
  enabled: z.boolean().default(true),
  ...messageFields,
  ...grounds,
});

/** Mode 2: inviting back a patient whose window is open and whose next visit is not booked. */
export const Reactivation = z.strictObject({
  enabled: z.boolean().default(true),
  at: TimeOfDay,
  begins: z.strictObject({ daysAfterWindowOpens: Days, ...grounds }),
  messages: z.array(ReactivationMessage).readonly(),
  /** Then staff call, and the case leaves automation until they release it. */
  staff: z.strictObject({ afterDays: Days, tier: z.literal('R'), ...grounds }),
  /** How long after a broken visit, or after staff released the case, the sequence may begin again. */
  rearms: z.strictObject({ afterDays: Days, ...grounds }),
});

export type Reactivation = z.output<typeof Reactivation>;

export const Protocol = z.strictObject({
  id: Words,
  version: z.number().int().positive(),
  name: Words,
  cases: z.strictObject({
    codeMap: z
      .array(
        z.strictObject({
          codes: z.array(Words).readonly(),
          treatment: z.enum(treatments),
          arch: z.enum(['U', 'L']).optional(),
          partial: z.boolean().optional(),
          validFrom: CalendarDate.optional(),
          validTo: CalendarDate.optional(),
          historyOnly: z.boolean().optional(),
        }),
      )
      .readonly(),
    appointmentTypes: z.record(Words, z.enum(milestoneNames)),
    windows: z.record(
      z.enum(waitNames),
      z.strictObject({
        opensWeeks: z.number().min(0),
        typicalWeeks: z.tuple([z.number(), z.number()]).readonly(),
        lateWeeks: z.number().positive(),
        confidence: z.enum(['strong', 'fair']),
        why: Words,
      }),
    ),
    dropDays: Days,
  }),
  cadence: z.array(CadenceStep).readonly(),
  reactivation: Reactivation,
  /** Staff call early when by then nothing is booked, read or answered. */
  earlyEscalation: z.strictObject({ enabled: z.boolean(), afterDays: Days, at: TimeOfDay, ...grounds }),
  checks: z.strictObject({
    instruments: z.array(Instrument).readonly(),
    /** Words of the answer by what the answer amounts to. */
    answers: z.strictObject({ emergency: Words, urgent: Words, low: Words, middle: Words, good: Words }),
    /** A surgical check of these days without an answer becomes a staff item. */
    notReached: z.strictObject({
      enabled: z.boolean().default(true),
      untilDay: Days,
      afterHours: z.number().positive(),
      ...grounds,
    }),
  }),
  escalation: EscalationPolicy,
  sendWindow: z.strictObject({ care: SendWindow, marketing: SendWindow, ...grounds }),
  caps: z.strictObject({ perDay: z.number().int().positive(), perSevenDays: z.number().int().positive(), ...grounds }),
  /** A past visit still called scheduled counts as booked for so long: it may have taken place. */
  bookedGrace: z.strictObject({ days: Days, ...grounds }),
  /** What happens when a milestone is voided after a message about it went out. */
  withdrawal: z.strictObject({ act: z.enum(['staff', 'none']), afterHours: z.number().min(0), ...grounds }),
});
export type Protocol = z.output<typeof Protocol>;
export type ProtocolInput = z.input<typeof Protocol>;

/**
 * Reads a protocol: fills in defaults, checks every field.
 * @throws {JourneyError} `protocol/invalid` naming each field at fault and its mend.
 */
export function defineProtocol(input: ProtocolInput): Protocol {
  return parseOrRefuse(Protocol, input, 'protocol/invalid', 'protocol');
}
