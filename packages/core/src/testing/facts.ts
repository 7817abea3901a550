// Builders of facts for tests and examples: everything a schema needs has a harmless default, everything a
// test speaks about is named in the call. The patient is made up.

import type { z } from 'zod';
import {
  AppointmentFact,
  CheckAnswerFact,
  ConsentFact,
  ContactPointFact,
  DeliveryFact,
  EnrolmentFact,
  EscalationActionFact,
  HoldFact,
  LocationFact,
  MilestoneReportFact,
  OutreachOutcomeFact,
  PatientFact,
  PlanItemFact,
  PreferenceFact,
  ProcedureFact,
  ReplyFact,
} from '../journey/fact.js';

type Partly<S extends z.ZodType> = Partial<z.input<S>>;

const base = { id: '1', revision: 1, recordedAt: '2026-01-05T15:00:00Z' };
const ofPatient = { ...base, patientId: 'made-up-1' };

export const patient = (fields: Partly<typeof PatientFact> = {}): PatientFact =>
  PatientFact.parse({
    kind: 'patient',
    ...ofPatient,
    id: fields.patientId ?? ofPatient.patientId,
    status: 'active',
    ...fields,
  });

/** A mobile number unless told otherwise. */
export const contactPoint = (fields: Partly<typeof ContactPointFact> = {}): ContactPointFact =>
  ContactPointFact.parse({ kind: 'contact-point', ...ofPatient, use: 'mobile', value: '(312) 555-0142', ...fields });

/** A yes to care by text, for every number. */
export const consent = (fields: Partly<typeof ConsentFact> = {}): ConsentFact =>
  ConsentFact.parse({
    kind: 'consent',
    ...ofPatient,
    decision: 'granted',
    channel: 'sms',
    messageClass: 'care',
    decidedAt: base.recordedAt,
    evidence: 'intake form',
    ...fields,
  });

export const preference = (fields: Partly<typeof PreferenceFact> = {}): PreferenceFact =>
  PreferenceFact.parse({ kind: 'preference', ...ofPatient, ...fields });

/** A completed implant placement without tooth or date unless told otherwise; `rawCode` follows `code`. */
export const procedure = (fields: Partly<typeof ProcedureFact> = {}): ProcedureFact =>
  ProcedureFact.parse({
    kind: 'procedure',
    ...ofPatient,
    status: 'completed',
    code: 'D6010',
    rawCode: fields.code ?? 'D6010',
    ...fields,
  });

export const appointment = (fields: Partly<typeof AppointmentFact> = {}): AppointmentFact =>
  AppointmentFact.parse({ kind: 'appointment', ...ofPatient, status: 'scheduled', zone: 'America/Chicago', ...fields });

export const planItem = (fields: Partly<typeof PlanItemFact> = {}): PlanItemFact =>
  PlanItemFact.parse({ kind: 'plan-item', ...ofPatient, code: 'D6010', state: 'accepted', ...fields });

export const hold = (fields: Partly<typeof HoldFact> = {}): HoldFact =>
  HoldFact.parse({ kind: 'hold', ...ofPatient, state: 'held', reason: 'personal', startsOn: '2026-01-05', ...fields });

export const milestoneReport = (fields: Partly<typeof MilestoneReportFact> = {}): MilestoneReportFact =>
  MilestoneReportFact.parse({
    kind: 'milestone-report',
    ...ofPatient,
    milestone: 'placement',
    reportedBy: 'staff',
    ...fields,
  });

export const location = (fields: Partly<typeof LocationFact> = {}): LocationFact =>
  LocationFact.parse({ kind: 'location', ...base, name: 'Harbor Street Dental', zone: 'America/Chicago', ...fields });

export const delivery = (fields: Partly<typeof DeliveryFact> = {}): DeliveryFact =>
  DeliveryFact.parse({
    kind: 'delivery',
    ...ofPatient,
    stepKey: 'placement/day-0',
    channel: 'sms',
    state: 'delivered',
    at: base.recordedAt,
    ...fields,
  });

export const reply = (fields: Partly<typeof ReplyFact> = {}): ReplyFact =>
  ReplyFact.parse({
    kind: 'reply',
    ...ofPatient,
    channel: 'sms',
    receivedAt: base.recordedAt,
    text: 'Thanks!',
    ...fields,
  });

/** An answer to a healing check without answers unless told. */
export const checkAnswer = (fields: Partly<typeof CheckAnswerFact> = {}): CheckAnswerFact =>
  CheckAnswerFact.parse({
    kind: 'check-answer',
    ...ofPatient,
    checkId: 'placement/day-3-check',
    instrument: 'healing-check',
    answeredAt: base.recordedAt,
    answers: {},
    ...fields,
  });

/** An acknowledgement by ana; an assignment goes to ben, a closing says `reached`. */
export const escalationAction = (fields: Partly<typeof EscalationActionFact> = {}): EscalationActionFact =>
  EscalationActionFact.parse({
    kind: 'escalation-action',
    ...ofPatient,
    escalationId: 'escalation-1',
    action: 'acknowledged',
    by: 'ana',
    at: base.recordedAt,
    assignee: fields.action === 'assigned' ? 'ben' : null,
    outcome: fields.action === 'closed' ? 'reached' : null,
    ...fields,
  });

/** A call nobody took, after which messages go on. */
export const outreachOutcome = (fields: Partly<typeof OutreachOutcomeFact> = {}): OutreachOutcomeFact =>
  OutreachOutcomeFact.parse({
    kind: 'outreach-outcome',
    ...ofPatient,
    by: 'ana',
    at: base.recordedAt,
    channel: 'voice',
    outcome: 'no-answer',
    returnToAutomation: true,
    ...fields,
  });

export const enrolment = (fields: Partly<typeof EnrolmentFact> = {}): EnrolmentFact =>
  EnrolmentFact.parse({
    kind: 'enrolment',
    ...ofPatient,
    arm: 'messages',
    decidedAt: base.recordedAt,
    reason: 'no pilot',
    ...fields,
  });
