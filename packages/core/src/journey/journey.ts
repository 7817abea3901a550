// The folded state of one patient at one practice: for every entity its newest snapshot, deleted ones included
// (a late older snapshot must not bring them back). Each field names the kind of fact that sets it.
import type { PatientId, PracticeId } from '../shared/ids.js';
import type {
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
  PractitionerFact,
  PreferenceFact,
  ProcedureFact,
  ReplyFact,
} from './fact.js';

/** One patient at one practice: all facts folded. Every list is in the order of its ids. */
export interface Journey {
  readonly practiceId: PracticeId;
  readonly patientId: PatientId;
  /** `patient`; more than one only when a source keys a patient twice. */
  readonly patient: readonly PatientFact[];
  readonly contactPoint: readonly ContactPointFact[];
  readonly consent: readonly ConsentFact[];
  readonly preference: readonly PreferenceFact[];
  readonly procedure: readonly ProcedureFact[];
  readonly appointment: readonly AppointmentFact[];
  readonly planItem: readonly PlanItemFact[];
  readonly hold: readonly HoldFact[];
  readonly milestoneReport: readonly MilestoneReportFact[];
  readonly delivery: readonly DeliveryFact[];
  readonly reply: readonly ReplyFact[];
  readonly checkAnswer: readonly CheckAnswerFact[];
  readonly escalationAction: readonly EscalationActionFact[];
  readonly outreachOutcome: readonly OutreachOutcomeFact[];
  readonly enrolment: readonly EnrolmentFact[];
}

/** The practice's own references: who treats, and where. */
export interface Directory {
  readonly practitioner: readonly PractitionerFact[];
  readonly location: readonly LocationFact[];
}

/** A journey before its first fact. */
export function emptyJourney(practiceId: string, patientId: string): Journey {
  return {
    practiceId: practiceId as PracticeId,
    patientId: patientId as PatientId,
    patient: [],
    contactPoint: [],
    consent: [],
    preference: [],
    procedure: [],
    appointment: [],
    planItem: [],
    hold: [],
    milestoneReport: [],
    delivery: [],
    reply: [],
    checkAnswer: [],
    escalationAction: [],
    outreachOutcome: [],
    enrolment: [],
  };
}

export const emptyDirectory: Directory = { practitioner: [], location: [] };

/** The entities that still exist: mostly all of them, and then the very same list. */
export function live<F extends { readonly deleted: boolean }>(facts: readonly F[]): readonly F[] {
  return facts.some(({ deleted }) => deleted) ? facts.filter(({ deleted }) => !deleted) : facts;
}
