// One row of evidence about an implant case, whatever reported it: a procedure, a milestone told by staff or a
// lab, a completed visit of a mapped type. In: a journey and the practice's rules. Out: rows in one shape, and
// the codes nobody could place. Rule owned: what each row may prove.
import { wallClockAt } from '../shared/time.js';
import { type CodeEntry, type CodeLookup, standardCodeMap, type Treatment } from './code-map.js';
import type { AppointmentFact, MilestoneName, MilestoneReportFact, ProcedureFact } from './fact.js';
import { type Journey, live } from './journey.js';
import { type Arch, archOf, type Quadrant } from './site.js';
import { standardDropDays, standardWindows, type WaitName, type Window } from './windows.js';

/** What a practice tells about its charts; part of its protocol. */
export interface CaseRules {
  /** What codes mean; a practice's own entries stand in front of the standard ones. */
  readonly codeMap: readonly CodeEntry[];
  /** Milestones that completed visits of a type stand for, by appointment type id. */
  readonly appointmentTypes: Readonly<Record<string, MilestoneName>>;
  readonly windows: Readonly<Record<WaitName, Window>>;
  /** Days after a wait is late until nothing booked counts as dropped. */
  readonly dropDays: number;
}

export const standardCaseRules: CaseRules = {
  codeMap: standardCodeMap,
  appointmentTypes: {},
  windows: standardWindows,
  dropDays: standardDropDays,
};

/** `done` here; `evidence` done or to be done elsewhere, or history; `planned` and `inactive` not done. */
type Standing = 'done' | 'evidence' | 'planned' | 'inactive';

export interface ChartRow {
  /** Id of the procedure behind the row; of another fact its kind and id, `appointment/90217`. */
  readonly id: string;
  readonly source: 'procedure' | 'milestone-report' | 'appointment';
  readonly standing: Standing;
  /** Referred to another office: evidence that it is to be done, never of the day it was done. */
  readonly referred: boolean;
  readonly treatment: Treatment | 'reported';
  /** The milestone it proves when done; null for parts, planning and rows not yet seated. */
  readonly milestone: MilestoneName | null;
  /** The restoration it names replaces part of an arch. */
  readonly partialArch: boolean;
  readonly code: string;
  readonly on: string | null;
  readonly plannedOn: string | null;
  readonly teeth: readonly string[];
  readonly arch: Arch | null;
  readonly quadrant: Quadrant | null;
  readonly feeCents: number | null;
  readonly appointmentId: string | null;
  readonly practitionerId: string | null;
  readonly locationId: string | null;
}

/** Something a person should look at in the chart. Holds ids and codes, no patient data. */
export interface ChartNote {
  readonly code:
    | 'unknown-code'
    | 'code-not-valid-then'
    | 'missing-site'
    | 'arch-mismatch'
    | 'coding-conflict'
    | 'possible-duplicate'
    | 'extraction-after-placement'
    | 'tooth-off-by-one'
    | 'ambiguous-site';
  /** Ids of the facts meant. */
  readonly factIds: readonly string[];
  /** What staff may do about it. */
  readonly mend: string;
}

export const milestoneOfTreatment: Readonly<Partial<Record<Treatment | 'reported', MilestoneName>>> = {
  consult: 'consult',
  imaging: 'imaging',
  extraction: 'extraction',
  graft_socket: 'graft_socket',
  graft_ridge: 'graft_ridge',
  graft_sinus: 'graft_sinus',
  placement: 'placement',
  second_stage: 'second_stage',
  provisional: 'provisional',
  provisional_pontic: 'provisional',
  provisional_arch: 'provisional',
  abutment: 'abutment',
  overdenture_abutment: 'abutment',
  final_crown: 'final',
  bridge_retainer: 'final',
  pontic: 'final',
  final_removable: 'final',
  final_fixed_arch: 'final',
};

const standingOf: Readonly<Record<ProcedureFact['status'], Standing | null>> = {
  completed: 'done',
  existing: 'evidence',
  'existing-elsewhere': 'evidence',
  referred: 'evidence',
  planned: 'planned',
  'planned-inactive': 'inactive',
  condition: null,
};

/** Reads every live fact that can say something about an implant case. */
export function readChart(
  journey: Journey,
  rules: CaseRules,
  lookup: CodeLookup,
): { readonly rows: readonly ChartRow[]; readonly notes: readonly ChartNote[] } {
  const notes: ChartNote[] = [];
  const rows: ChartRow[] = [];
  for (const fact of live(journey.procedure)) {
    const row = procedureRow(fact, lookup, notes);
    if (row !== null) rows.push(row);
  }
  for (const fact of live(journey.milestoneReport)) rows.push(reportRow(fact));
  for (const fact of live(journey.appointment)) {
    const milestone =
      fact.status === 'completed' && fact.typeId !== null ? rules.appointmentTypes[fact.typeId] : undefined;
    if (milestone !== undefined) rows.push(visitRow(fact, milestone));
  }
  return { rows, notes };
}

function procedureRow(fact: ProcedureFact, lookup: CodeLookup, notes: ChartNote[]): ChartRow | null {
  const standing = standingOf[fact.status];
  if (standing === null) return null;
  const meaning = lookup(fact.code, fact.serviceOn);
  if (meaning.kind === 'unknown') {
    notes.push({
      code: 'unknown-code',
      factIds: [fact.id],
      mend: `map code ${fact.code} if it belongs to implant treatment`,
    });
    return null;
  }
  if (meaning.kind === 'not-valid-then') {
    notes.push({
      code: 'code-not-valid-then',
      factIds: [fact.id],
      mend: `check code ${fact.code} or its date of service: the code is not valid on that day`,
    });
    return null;
  }
  if (meaning.kind === 'other') return null;
  const { entry } = meaning;
  if (entry.treatment === 'excluded') return null;
  if (entry.arch !== undefined && fact.arch !== null && fact.arch !== entry.arch) {
    notes.push({
      code: 'arch-mismatch',
      factIds: [fact.id],
      mend: `code ${fact.code} names the other arch than the row; the code was followed`,
    });
  }
  // A restoration posted at its preparation is not in the mouth yet.
  const isNotSeated = fact.postedAt === 'preparation' && milestoneOfTreatment[entry.treatment] === 'final';
  return {
    id: fact.id,
    source: 'procedure',
    standing: standing === 'done' && entry.historyOnly === true ? 'evidence' : standing,
    referred: fact.status === 'referred',
    treatment: entry.treatment,
    milestone: isNotSeated ? null : (milestoneOfTreatment[entry.treatment] ?? null),
    partialArch: entry.partial === true,
    code: fact.code,
    on: standing === 'planned' || standing === 'inactive' ? null : fact.serviceOn,
    plannedOn: fact.plannedOn,
    teeth: fact.teeth,
    arch: entry.arch ?? fact.arch,
    quadrant: fact.quadrant,
    feeCents: fact.feeCents,
    appointmentId: fact.appointmentId,
    practitionerId: fact.practitionerId,
    locationId: fact.locationId,
  };
}

const reported = {
  treatment: 'reported',
  referred: false,
  partialArch: false,
  code: '',
  plannedOn: null,
  feeCents: null,
} as const;

function reportRow(fact: MilestoneReportFact): ChartRow {
  const { id, milestone, teeth, arch, quadrant, on } = fact;
  const standing = fact.reportedBy === 'other-office' ? 'evidence' : 'done';
  return {
    ...reported,
    id: `milestone-report/${id}`,
    source: 'milestone-report',
    standing,
    milestone,
    on,
    teeth,
    arch,
    quadrant,
    appointmentId: null,
    practitionerId: null,
    locationId: null,
  };
}

function visitRow(fact: AppointmentFact, milestone: MilestoneName): ChartRow {
  const { id, practitionerId, locationId } = fact;
  const teeth = [...new Set(fact.work.flatMap((work) => work.teeth))];
  const arch = fact.work.find((work) => work.arch !== null)?.arch ?? null;
  const on = fact.startsAt === null ? null : wallClockAt(fact.startsAt, fact.zone).slice(0, 10);
  return {
    ...reported,
    id: `appointment/${id}`,
    source: 'appointment',
    standing: 'done',
    milestone,
    on,
    teeth,
    arch,
    quadrant: null,
    appointmentId: id,
    practitionerId,
    locationId,
  };
}

/** Whether the row tells of something that has happened, here or elsewhere. */
export function hasHappened(row: ChartRow): boolean {
  return row.standing === 'done' || row.standing === 'evidence';
}

/** The arch a row speaks of: its own, or that of its teeth. */
export function archOfRow(row: ChartRow): Arch | null {
  return row.arch ?? (row.teeth[0] === undefined ? null : archOf(row.teeth[0]));
}
