// Everything a practice, patient or provider can report, as snapshots of one entity. In: unknown input at an
// edge. Out: typed facts, or the fields at fault with their mend. Rule owned: what a fact may hold.
import { z } from 'zod';
import type { Problem } from '../shared/error.js';
import { AppointmentId, FactId, LocationId, PatientId, PractitionerId, ProcedureId } from '../shared/ids.js';
import { parseOrRefuse, problemsOf } from '../shared/parse.js';
import { isDate, isInstant, isZone } from '../shared/time.js';
import { isTooth } from './site.js';

const dateError = 'must be a calendar date; write it as YYYY-MM-DD, or null when unknown';
const instantError = 'must be an instant; write it as UTC ISO text such as 2026-03-01T09:00:00Z';
const wordsError = 'must be a text that is not empty; leave the field out or send null when unknown';

const CalendarDate = z.string({ error: dateError }).refine(isDate, { error: dateError });
const Instant = z.string({ error: instantError }).refine(isInstant, { error: instantError });
const Words = z.string({ error: wordsError }).min(1, { error: wordsError });
const Zone = Words.refine(isZone, { error: 'must be an IANA time zone; write it as America/Chicago' });
const Tooth = z
  .string({ error: 'must be a tooth as text' })
  .refine(isTooth, { error: 'must be a tooth; send 1-32, A-T, 51-82 or AS-TS as text' });
const Cents = z
  .number({ error: 'must be an amount; send whole cents, 215000 for 2,150.00' })
  .int({ error: 'must be whole cents; send 215000 for 2,150.00' })
  .min(0, { error: 'must not be negative; send 0 for no charge, null when unknown' });

/** May be left out or null: both mean that the source does not say. */
const unknown = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);
const saysSomething = (text: string | null) => text !== null && text.trim() !== '';
const list = <T extends z.ZodType>(schema: T) => z.array(schema).readonly().default([]);

/** Milestones of an implant case in clinical order. Source: docs/glossary.md. */
export const milestoneNames = [
  'consult',
  'imaging',
  'extraction',
  'graft_socket',
  'graft_ridge',
  'graft_sinus',
  'placement',
  'second_stage',
  'provisional',
  'abutment',
  'final',
] as const;
export type MilestoneName = (typeof milestoneNames)[number];

const MilestoneWord = z.enum(milestoneNames);
const ArchWord = z.enum(['U', 'L']);
const QuadrantWord = z.enum(['UR', 'UL', 'LL', 'LR']);
const ChannelWord = z.enum(['sms', 'email', 'voice', 'portal', 'mail']);

function factSchema<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject({
    kind: z.literal(kind),
    /** Key of the entity in its source; the newest revision of an id wins. */
    id: FactId,
    /** Grows with every edit of the entity at its source. */
    revision: z
      .number({ error: 'must be a number that grows with every edit; send the time stamp or version of the row' })
      .int({ error: 'must be a whole number; drop the fraction' })
      .min(0, { error: 'must not be negative' }),
    /** When this snapshot reached us. */
    recordedAt: Instant,
    /** The entity was deleted or voided; its other fields are as they last stood. */
    deleted: z.boolean({ error: 'must be true or false' }).default(false),
    ...shape,
  });
}

/** The patient is named by `patientId` in every fact but the practice's own references. */
const ofPatient = { patientId: PatientId };

export const PatientFact = factSchema('patient', {
  ...ofPatient,
  givenName: unknown(Words),
  familyName: unknown(Words),
  preferredName: unknown(Words),
  bornOn: unknown(CalendarDate),
  /** BCP 47 tag such as `es`. */
  language: unknown(Words),
  /** `departed` covers archived and inactive charts: the patient has left, the record stays. */
  status: z.enum(['active', 'departed', 'deceased', 'prospective', 'non-patient']),
  locationId: unknown(LocationId),
  guarantorId: unknown(PatientId),
  zone: unknown(Zone),
});

export const ContactPointFact = factSchema('contact-point', {
  ...ofPatient,
  use: z.enum(['mobile', 'home', 'work', 'email', 'postal']),
  /** As the source holds it; normalised where it is used. */
  value: Words,
});

export const ConsentFact = factSchema('consent', {
  ...ofPatient,
  decision: z.enum(['granted', 'revoked']),
  channel: ChannelWord,
  messageClass: z.enum(['care', 'account', 'marketing']),
  /** The number or address it speaks of; null for every one of the channel. */
  address: unknown(Words),
  decidedAt: Instant,
  /** How it was given: form and version, staff id, or the id of the reply. */
  evidence: Words,
});

export const PreferenceFact = factSchema('preference', {
  ...ofPatient,
  preferredChannel: unknown(ChannelWord),
  /** Channels the patient does not want. */
  declinedChannels: list(ChannelWord),
  /** When the patient accepted clinical words on unsecured channels; null when never. */
  unsecuredAcknowledgedAt: unknown(Instant),
});

const sites = { teeth: list(Tooth), arch: unknown(ArchWord), quadrant: unknown(QuadrantWord) };

export const ProcedureFact = factSchema('procedure', {
  ...ofPatient,
  /** Only `completed` drives a journey; `existing`, `existing-elsewhere` and `referred` are evidence. */
  status: z.enum([
    'planned',
    'planned-inactive',
    'completed',
    'existing',
    'existing-elsewhere',
    'referred',
    'condition',
  ]),
  /** Normalised: a letter and four digits (`D6010`), or the office's own code as it stands. */
  code: Words,
  /** As posted, with the office's suffix. */
  rawCode: Words,
  ...sites,
  /** Day of service; null when the chart does not know it. */
  serviceOn: unknown(CalendarDate),
  plannedOn: unknown(CalendarDate),
  feeCents: unknown(Cents),
  practitionerId: unknown(PractitionerId),
  locationId: unknown(LocationId),
  appointmentId: unknown(AppointmentId),
  /** `preparation`: a final restoration posted when the impression was taken, not yet seated. */
  postedAt: unknown(z.enum(['preparation', 'seat'])),
});

/** One thing an appointment is for, as far as its text tells. */
export const VisitWork = z.strictObject({
  ...sites,
  /** Normalised procedure code when the text names one. */
  code: unknown(Words),
  /** A milestone or `impression`, when the text says it in words. */
  purpose: unknown(z.enum([...milestoneNames, 'impression'])),
});

export const AppointmentFact = factSchema('appointment', {
  ...ofPatient,
  /** `planned` is a template without a date; `unscheduled` waits for a new time; `note` is no visit. */
  status: z.enum(['scheduled', 'completed', 'broken', 'unscheduled', 'planned', 'note']),
  /** Why it is broken or unscheduled, when known. */
  brokenBy: unknown(z.enum(['missed', 'cancelled'])),
  startsAt: unknown(Instant),
  /** Zone of the clock on the wall where the visit takes place. */
  zone: Zone,
  lengthMinutes: unknown(z.number().int().min(0)),
  typeId: unknown(Words),
  hygiene: z.boolean().default(false),
  locationId: unknown(LocationId),
  practitionerId: unknown(PractitionerId),
  work: list(VisitWork),
});

export const PlanItemFact = factSchema('plan-item', {
  ...ofPatient,
  /** The planned procedure it prices, when the system links them. */
  procedureId: unknown(ProcedureId),
  code: Words,
  ...sites,
  feeCents: unknown(Cents),
  state: z.enum(['proposed', 'accepted', 'declined']),
  /** First day of the month the clinician plans it for; overrides every default window. */
  plannedMonth: unknown(CalendarDate),
});

export const HoldFact = factSchema('hold', {
  ...ofPatient,
  /** `held` freezes waits until `endsOn`; `closed` ends the case; `resumed` is a hold that is over. */
  state: z.enum(['held', 'resumed', 'closed']),
  reason: z.enum([
    'health',
    'cost',
    'insurance',
    'personal',
    'declined',
    'not-replacing',
    'transferred',
    'deceased',
    'other',
  ]),
  ...sites,
  startsOn: CalendarDate,
  reviewOn: unknown(CalendarDate),
  endsOn: unknown(CalendarDate),
});

/** A milestone told by staff, a lab or another office where no procedure row can say it. */
export const MilestoneReportFact = factSchema('milestone-report', {
  ...ofPatient,
  milestone: MilestoneWord,
  ...sites,
  on: unknown(CalendarDate),
  reportedBy: z.enum(['staff', 'lab', 'other-office']),
});

export const DeliveryFact = factSchema('delivery', {
  ...ofPatient,
  stepKey: Words,
  channel: ChannelWord,
  /** States join by rank: accepted, sent, delivered, read; `failed` is final. */
  state: z.enum(['accepted', 'sent', 'delivered', 'read', 'failed']),
  at: Instant,
});

export const ReplyFact = factSchema('reply', {
  ...ofPatient,
  channel: ChannelWord,
  receivedAt: Instant,
  text: z.string(),
  /** The question that waited for an answer, when only one did. */
  openQuestion: unknown(z.enum(['comfort-1-5', 'reactivation', 'call-me-yes-no'])),
  /** Calendar days since the latest event; null when unknown. */
  daysSinceEvent: unknown(z.number().int()),
  /** Days to the next booked visit; null when none is booked. */
  visitWithinDays: unknown(z.number().int()),
});

export const CheckAnswerFact = factSchema('check-answer', {
  ...ofPatient,
  checkId: Words,
  instrument: Words,
  answeredAt: Instant,
  /** Day of the event it asked about, and what that was like; null and empty when unknown. */
  eventOn: unknown(CalendarDate),
  traits: list(Words),
  answers: z.record(Words, z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()])),
});

export const EscalationActionFact = factSchema('escalation-action', {
  ...ofPatient,
  escalationId: Words,
  action: z.enum(['acknowledged', 'assigned', 'noted', 'closed']),
  /** The named person who acted. */
  by: Words.refine(saysSomething, { error: 'must name the person who acted; send a name or the id of a user' }),
  at: Instant,
  /** Whom it was given to; an assignment names somebody. */
  assignee: unknown(Words),
  /** How it ended, or what was found; a closing says it. */
  outcome: unknown(Words),
})
  .refine(({ action, assignee }) => action !== 'assigned' || saysSomething(assignee), {
    path: ['assignee'],
    error: 'must name whom an assigned escalation goes to; send a name or the id of a user',
  })
  .refine(({ action, outcome }) => action !== 'closed' || saysSomething(outcome), {
    path: ['outcome'],
    error: 'must tell how a closed escalation ended; send it in words, such as: reached, comes in today',
  });

export const OutreachOutcomeFact = factSchema('outreach-outcome', {
  ...ofPatient,
  by: Words,
  at: Instant,
  channel: ChannelWord,
  outcome: z.enum(['booked', 'reached', 'left-message', 'no-answer', 'wrong-number', 'declined', 'call-later']),
  returnToAutomation: z.boolean(),
});

export const EnrolmentFact = factSchema('enrolment', {
  ...ofPatient,
  arm: z.enum(['messages', 'holdout', 'excluded']),
  decidedAt: Instant,
  reason: Words,
  ...sites,
});

export const PractitionerFact = factSchema('practitioner', {
  name: Words,
  role: unknown(z.enum(['dentist', 'surgeon', 'hygienist', 'other'])),
  hidden: z.boolean().default(false),
});

export const LocationFact = factSchema('location', {
  name: Words,
  zone: Zone,
  phone: unknown(Words),
  hidden: z.boolean().default(false),
});

const patientKinds = [
  PatientFact,
  ContactPointFact,
  ConsentFact,
  PreferenceFact,
  ProcedureFact,
  AppointmentFact,
  PlanItemFact,
  HoldFact,
  MilestoneReportFact,
  DeliveryFact,
  ReplyFact,
  CheckAnswerFact,
  EscalationActionFact,
  OutreachOutcomeFact,
  EnrolmentFact,
] as const;

export const Fact = z.discriminatedUnion('kind', [...patientKinds, PractitionerFact, LocationFact], {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? 'must be one of the kinds of fact in docs/glossary.md; correct the spelling'
      : undefined,
});

/** Any fact. */
export type Fact = z.output<typeof Fact>;
/** What a connector or host may write: ids as plain text, unknown fields left out. */
export type FactInput = z.input<typeof Fact>;
/** A fact that belongs to one patient's journey. */
export type JourneyFact = z.output<(typeof patientKinds)[number]>;
/** A fact about the practice itself. */
export type ReferenceFact = PractitionerFact | LocationFact;

export type PatientFact = z.output<typeof PatientFact>;
export type ContactPointFact = z.output<typeof ContactPointFact>;
export type ConsentFact = z.output<typeof ConsentFact>;
export type PreferenceFact = z.output<typeof PreferenceFact>;
export type ProcedureFact = z.output<typeof ProcedureFact>;
export type AppointmentFact = z.output<typeof AppointmentFact>;
export type VisitWork = z.output<typeof VisitWork>;
export type PlanItemFact = z.output<typeof PlanItemFact>;
export type HoldFact = z.output<typeof HoldFact>;
export type MilestoneReportFact = z.output<typeof MilestoneReportFact>;
export type DeliveryFact = z.output<typeof DeliveryFact>;
export type ReplyFact = z.output<typeof ReplyFact>;
export type CheckAnswerFact = z.output<typeof CheckAnswerFact>;
export type EscalationActionFact = z.output<typeof EscalationActionFact>;
export type OutreachOutcomeFact = z.output<typeof OutreachOutcomeFact>;
export type EnrolmentFact = z.output<typeof EnrolmentFact>;
export type PractitionerFact = z.output<typeof PractitionerFact>;
export type LocationFact = z.output<typeof LocationFact>;

export type FactResult =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] };

/**
 * Reads one fact without throwing, for sources that must go on after a bad row.
 * @returns The fact, or each field at fault with what is wrong and how to mend it, without the values.
 */
export function readFact(input: unknown): FactResult {
  const parsed = Fact.safeParse(input);
  return parsed.success
    ? { kind: 'fact', fact: parsed.data }
    : { kind: 'rejected', problems: problemsOf(parsed.error) };
}

/**
 * Reads one fact.
 * @throws {JourneyError} `fact/invalid` naming the fields and their mend.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { JourneyError, parseFact } from '@implant-journey/core';
 * assert.throws(
 *   () => parseFact({ kind: 'location', id: '1', revision: 1, recordedAt: '2026-03-01T09:00:00Z', name: 'Harbor', zone: 'Chicago' }),
 *   (error) => JourneyError.is(error) && error.problems[0]?.field === 'zone' && error.message.includes('America/Chicago'),
 * );
 * ```
 */
export function parseFact(input: FactInput): Fact {
  return parseOrRefuse(Fact, input, 'fact/invalid', 'fact');
}
