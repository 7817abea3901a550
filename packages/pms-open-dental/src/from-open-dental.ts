// Rows of an Open Dental office as facts. In: rows of the GET lists and the office's settings. Out: facts, and every
// row that could not be read by list, row and field. Pure: no request, no clock. Rules owned: what each status, empty
// date and area means, which rows are notes, and how a cancelled, missed or deleted visit is told apart.
import {
  type AppointmentFact,
  type Fact,
  type FactInput,
  instantOfWallClock,
  normalizeCode,
  type PatientFact,
  type PractitionerFact,
  type Problem,
  type ProcedureFact,
  parseTeeth,
  problemsOf,
  readFact,
} from '@implant-journey/core';
import type { z } from 'zod';
import { Office } from './office.js';
import {
  AppointmentRow,
  ClinicRow,
  HistAppointmentRow,
  PatientRow,
  ProcedureCodeRow,
  ProcedureRow,
  ProviderRow,
} from './open-dental-rows.js';
import { consentFacts, contactFacts } from './patient-contact.js';
import type { OpenDentalSettings } from './settings.js';
import { type Abbreviations, readVisitText } from './visit-text.js';

/** Rows by resource, as the API's GET lists return them; a list may be left out. */
export interface OpenDentalLists {
  readonly patients?: readonly unknown[];
  readonly procedurelogs?: readonly unknown[];
  readonly appointments?: readonly unknown[];
  readonly histappointments?: readonly unknown[];
  readonly providers?: readonly unknown[];
  readonly clinics?: readonly unknown[];
  readonly procedurecodes?: readonly unknown[];
}

export interface OpenDentalOptions {
  readonly settings: OpenDentalSettings;
  /** When the rows were read, UTC ISO. */
  readonly recordedAt: string;
}

/** A row that was set aside; holds no value of it. */
export interface RejectedRow extends Problem {
  readonly resource: keyof OpenDentalLists;
  /** Counted from 0 in the list. */
  readonly row: number;
}

export interface OpenDentalFacts {
  readonly facts: readonly Fact[];
  readonly rejected: readonly RejectedRow[];
}

/**
 * Reads rows of an office. One bad row never costs the others.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { fromOpenDental, readSettings } from '@implant-journey/pms-open-dental';
 * const settings = readSettings({ serverZone: 'America/Chicago', clinics: [{ clinicNum: 2, name: 'Harbor', zone: 'America/Chicago' }] });
 * const row = {
 *   ProcNum: 48213, PatNum: '3071', ProcDate: '2026-10-06', ToothNum: '19', ProcStatus: 'C', ClinicNum: 2,
 *   procCode: 'D6010g', ProcFee: '2150.00', DateTStamp: '2026-10-06 11:42:08',
 * };
 * const { facts } = fromOpenDental({ procedurelogs: [row] }, { settings, recordedAt: '2026-10-07T03:00:00Z' });
 * assert.equal(facts[0]?.kind === 'procedure' && facts[0].code, 'D6010');
 * ```
 */
export function fromOpenDental(lists: OpenDentalLists, { settings, recordedAt }: OpenDentalOptions): OpenDentalFacts {
  const rejected: RejectedRow[] = [];
  const office = new Office(settings, recordedAt);
  const read = <Row>(resource: keyof OpenDentalLists, schema: z.ZodType<Row>): readonly { row: Row; index: number }[] =>
    (lists[resource] ?? []).flatMap((input, index) => {
      const parsed = schema.safeParse(input);
      if (parsed.success) return [{ row: parsed.data, index }];
      rejected.push(...problemsOf(parsed.error).map((problem) => ({ resource, row: index, ...problem })));
      return [];
    });
  const facts: Fact[] = [];
  const add = (resource: keyof OpenDentalLists, index: number, inputs: readonly FactInput[]) => {
    for (const input of inputs) {
      const result = readFact(input);
      if (result.kind === 'fact') facts.push(result.fact);
      else
        rejected.push(
          ...result.problems.map((problem) => ({
            resource,
            row: index,
            ...problem,
            field: columnOf(resource, problem.field),
          })),
        );
    }
  };

  const abbreviations = abbreviationsOf(read('procedurecodes', ProcedureCodeRow).map(({ row }) => row));
  const procedures = read('procedurelogs', ProcedureRow);
  const history = read('histappointments', HistAppointmentRow);
  const ends = endsOfVisits(
    procedures.map(({ row }) => row),
    history.map(({ row }) => row),
  );

  for (const { row, index } of read('clinics', ClinicRow)) {
    const clinic = office.clinic(row.ClinicNum);
    if (clinic === undefined) rejected.push({ resource: 'clinics', row: index, ...unknownClinic });
    else add('clinics', index, [clinicFact(row, clinic, office)]);
  }
  for (const { row, index } of read('providers', ProviderRow)) add('providers', index, [providerFact(row, office)]);
  for (const { row, index } of read('patients', PatientRow))
    add('patients', index, [patientFact(row, office), ...contactFacts(row, office), ...consentFacts(row, office)]);
  for (const { row, index } of procedures) {
    if (row.procCode !== '~GRP~') add('procedurelogs', index, [procedureFact(row, office)]);
  }
  for (const { row, index } of read('appointments', AppointmentRow)) {
    const zone = office.zoneOf(row.ClinicNum);
    if (zone === undefined) rejected.push({ resource: 'appointments', row: index, ...unknownClinic });
    else add('appointments', index, [visitFact(row, zone, ends.get(row.AptNum) ?? null, abbreviations, office)]);
  }
  for (const { row, index } of history) {
    // The list of appointments never shows a deletion; the history does, as the visit last stood.
    if (row.HistApptAction !== 'Deleted') continue;
    const zone = office.zoneOf(row.ClinicNum) ?? settings.serverZone;
    const asDeleted = { ...row, DateTStamp: row.HistDateTStamp ?? row.DateTStamp };
    add('histappointments', index, [{ ...visitFact(asDeleted, zone, null, abbreviations, office), deleted: true }]);
  }
  return { facts, rejected };
}

const unknownClinic = {
  field: 'ClinicNum',
  problem: 'is a clinic the settings do not name',
  mend: 'add it to clinics in the settings, with its zone',
};

const patientStatus: Record<PatientRow['PatStatus'], PatientFact['status']> = {
  Patient: 'active',
  NonPatient: 'non-patient',
  Inactive: 'departed',
  Archived: 'departed',
  Deceased: 'deceased',
  Prospective: 'prospective',
  Deleted: 'departed',
};

function patientFact(row: PatientRow, office: Office): FactInput {
  return {
    kind: 'patient',
    ...office.stamped(row.PatNum, row.DateTStamp),
    deleted: row.PatStatus === 'Deleted',
    patientId: row.PatNum,
    givenName: row.FName || null,
    familyName: row.LName || null,
    preferredName: row.Preferred || null,
    bornOn: row.Birthdate,
    language: languageTag(row.Language),
    status: patientStatus[row.PatStatus],
    locationId: row.ClinicNum,
    guarantorId: row.Guarantor === row.PatNum ? null : row.Guarantor,
  };
}

/** `spa` is `es`; a word of the office's own says nothing. */
function languageTag(word: string): string | null {
  try {
    return Intl.getCanonicalLocales(word)[0] ?? null;
  } catch {
    return null;
  }
}

const procedureStatus: Record<ProcedureRow['ProcStatus'], ProcedureFact['status']> = {
  TP: 'planned',
  TPi: 'planned-inactive',
  C: 'completed',
  EC: 'existing',
  EO: 'existing-elsewhere',
  R: 'referred',
  Cn: 'condition',
  D: 'condition',
};

function procedureFact(row: ProcedureRow, office: Office): FactInput {
  const isPlanned = row.ProcStatus === 'TP' || row.ProcStatus === 'TPi';
  const hasTooth = row.ToothNum.trim() !== '';
  const surface = row.Surf.trim().toUpperCase();
  return {
    kind: 'procedure',
    ...office.stamped(row.ProcNum, row.DateTStamp),
    deleted: row.ProcStatus === 'D',
    patientId: row.PatNum,
    status: procedureStatus[row.ProcStatus],
    code: normalizeCode(row.procCode),
    rawCode: row.procCode,
    teeth: teethOf(row),
    // `L` beside a tooth is a surface, alone the lower arch.
    arch: !hasTooth && (surface === 'U' || surface === 'L') ? surface : null,
    quadrant: !hasTooth && isQuadrant(surface) ? surface : null,
    serviceOn: isPlanned ? null : row.ProcDate,
    plannedOn: row.DateTP ?? (isPlanned ? row.ProcDate : null),
    // A negative fee is a correction of the ledger, no price.
    feeCents: row.ProcFee < 0 ? null : Math.round(row.ProcFee * 100 * Math.max(1, row.UnitQty)),
    practitionerId: row.ProvNum,
    locationId: row.ClinicNum,
    appointmentId: row.AptNum,
    postedAt: postedAt(row.procCode, office.settings),
  };
}

/** Unreadable teeth go on as they are, so that the fact's own schema refuses the row by name. */
function teethOf(row: ProcedureRow): string[] {
  const text = [row.ToothNum, row.ToothRange].filter((part) => part.trim() !== '').join(',');
  return [...(parseTeeth(text) ?? [text])];
}

function isQuadrant(text: string): text is 'UR' | 'UL' | 'LL' | 'LR' {
  return /^[UL][LR]$/.test(text);
}

/** When the restoration was posted, as the suffix of its code or the office's habit tells. */
function postedAt(rawCode: string, { codeSuffixes, crownPosting }: OpenDentalSettings): ProcedureFact['postedAt'] {
  const suffix = /^D?\d{4}\W?([A-Za-z]+)$/.exec(rawCode)?.[1]?.toLowerCase();
  const told = typeof codeSuffixes === 'string' ? [] : Object.entries(codeSuffixes);
  const meaning = told.find(([letter]) => letter.toLowerCase() === suffix)?.[1];
  if (meaning === 'seat' || meaning === 'preparation') return meaning;
  return crownPosting === 'impression' ? 'preparation' : 'seat';
}

const visitStatus: Record<AppointmentRow['AptStatus'], AppointmentFact['status']> = {
  Scheduled: 'scheduled',
  ASAP: 'scheduled',
  Complete: 'completed',
  UnschedList: 'unscheduled',
  Broken: 'broken',
  Planned: 'planned',
  PtNote: 'note',
  PtNoteCompleted: 'note',
};

function visitFact(
  row: AppointmentRow,
  zone: string,
  end: 'missed' | 'cancelled' | null,
  abbreviations: Abbreviations,
  office: Office,
) {
  const status = visitStatus[row.AptStatus];
  return {
    kind: 'appointment' as const,
    ...office.stamped(row.AptNum, row.DateTStamp),
    patientId: row.PatNum,
    status,
    brokenBy: status === 'broken' || status === 'unscheduled' ? end : null,
    startsAt: row.AptDateTime === null ? null : instantOfWallClock(row.AptDateTime, zone),
    zone,
    lengthMinutes: row.Pattern.length * 5,
    typeId: row.AppointmentTypeNum,
    hygiene: row.IsHygiene,
    locationId: row.ClinicNum,
    practitionerId: row.ProvNum,
    work: status === 'note' ? [] : readVisitText(row.ProcDescript, row.Note, abbreviations),
  };
}

/** How visits ended that look alike in their own row: the last word of the history, else the codes posted for it. */
function endsOfVisits(procedures: readonly ProcedureRow[], history: readonly HistAppointmentRow[]) {
  const ends = new Map<string, 'missed' | 'cancelled'>();
  for (const { AptNum, ProcStatus, procCode } of procedures) {
    if (AptNum === null || ProcStatus !== 'C') continue;
    const code = normalizeCode(procCode);
    if (code === 'D9986') ends.set(AptNum, 'missed');
    if (code === 'D9987') ends.set(AptNum, 'cancelled');
  }
  const inOrder = [...history].sort((a, b) => ((a.HistDateTStamp ?? '') < (b.HistDateTStamp ?? '') ? -1 : 1));
  for (const { AptNum, HistApptAction } of inOrder) {
    if (HistApptAction === 'Missed') ends.set(AptNum, 'missed');
    if (HistApptAction === 'Cancelled') ends.set(AptNum, 'cancelled');
  }
  return ends;
}

function providerFact(row: ProviderRow, office: Office): FactInput {
  const told = office.settings.providerRoles[row.ProvNum];
  const role: PractitionerFact['role'] =
    told ?? (row.IsSecondary ? 'hygienist' : /oral|surg/i.test(row.Specialty) ? 'surgeon' : 'dentist');
  return {
    kind: 'practitioner',
    ...office.stamped(row.ProvNum, row.DateTStamp),
    name: `${row.FName} ${row.LName}`.trim() || row.Abbr || row.ProvNum,
    role,
    hidden: row.IsHidden,
  };
}

function clinicFact(row: ClinicRow, clinic: OpenDentalSettings['clinics'][number], office: Office): FactInput {
  return {
    kind: 'location',
    ...office.stamped(row.ClinicNum, null),
    name: row.Description || clinic.name,
    zone: clinic.zone,
    phone: clinic.phone ?? (row.Phone || null),
    hidden: row.IsHidden,
  };
}

function abbreviationsOf(rows: readonly ProcedureCodeRow[]): Abbreviations {
  const codes = new Map<string, string[]>();
  for (const { ProcCode, AbbrDesc } of rows) {
    const code = normalizeCode(ProcCode);
    const known = codes.get(AbbrDesc) ?? [];
    if (AbbrDesc !== '' && !known.includes(code)) codes.set(AbbrDesc, [...known, code]);
  }
  return codes;
}

/** The column of a row behind a field of a fact, for whoever mends it. */
function columnOf(resource: keyof OpenDentalLists, field: string): string {
  const columns: Readonly<Record<string, string>> =
    resource === 'procedurelogs'
      ? { teeth: 'ToothNum', code: 'procCode', serviceOn: 'ProcDate', feeCents: 'ProcFee' }
      : {};
  return columns[field.split(/[.[]/)[0] ?? ''] ?? field;
}
