// Builders of facts for tests and examples: everything a schema needs has a harmless default, everything a
// test speaks about is named in the call. The patient is made up.

import type { z } from 'zod';
import {
  AppointmentFact,
  HoldFact,
  LocationFact,
  MilestoneReportFact,
  PatientFact,
  PlanItemFact,
  ProcedureFact,
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
