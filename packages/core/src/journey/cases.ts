// A patient's implant cases. In: a journey and the practice's rules. Out: every case with its milestones, attempts
// and plan, plus notes on rows a person should look at. Rules owned: which row belongs to which case, and which
// rows are one event. Nothing here depends on the order of the facts or on today's date.
import { byDay, byId } from '../shared/compare.js';
import { addTo } from '../shared/group.js';
import { addDays, daysBetween } from '../shared/time.js';
import { archOfRow, type CaseRules, type ChartNote, type ChartRow, hasHappened, readChart } from './chart-row.js';
import { codeLookup } from './code-map.js';
import { type MilestoneName, milestoneNames } from './fact.js';
import type { Journey } from './journey.js';
import { provingRows } from './proving-rows.js';
import { archSurgery, type CaseKind, findUnits, isNaturalPontic, type Unit } from './restoration.js';
import { type Arch, archOf, areNeighbours, compareTeeth, quadrantOf } from './site.js';

/** A clinical event of a case: one entry per milestone and day, however many rows and teeth it took. */
export interface Milestone {
  readonly milestone: MilestoneName;
  /** 1, 2, ... over the days of this milestone. */
  readonly occurrence: number;
  /** Day of service; null when the chart does not know it. */
  readonly on: string | null;
  readonly factIds: readonly string[];
  readonly teeth: readonly string[];
  /** Done, or to be done, by somebody else: shown, never followed by messages. */
  readonly evidenceOnly: boolean;
  /** Referred to another office: the day is not known to be that of the treatment. */
  readonly referredOnly: boolean;
}

/** An implant taken out, or trouble after delivery, on a day. */
export interface CaseEvent {
  readonly on: string | null;
  readonly factIds: readonly string[];
}

export interface Case {
  /** Sites joined by `+`; unique within the journey. */
  readonly id: string;
  readonly kind: CaseKind;
  /** Teeth that carry (or will carry) implants, or `arch:U`, `arch:L`, or a quadrant while no tooth is known. */
  readonly sites: readonly string[];
  readonly arch: Arch | null;
  readonly implantTeeth: readonly string[];
  readonly pontics: readonly string[];
  /** In order of date, unknown days first. Consult and imaging are the patient's and may stand in several cases. */
  readonly milestones: readonly Milestone[];
  /** Milestones that a later one proves, though no row tells of them. */
  readonly implied: readonly MilestoneName[];
  readonly failures: readonly CaseEvent[];
  readonly complications: readonly CaseEvent[];
  /** 1 + the days on which an implant was taken out. */
  readonly attempts: number;
  /** Rows of the case not done yet, in the order of their ids. */
  readonly planned: readonly ChartRow[];
  /** Every row that belongs to this case alone; what a patient-level exam or scan shows is not among them. */
  readonly rows: readonly ChartRow[];
  /** Time from extraction to placement of the first attempt; null while unknown. */
  readonly placementTiming: 'immediate' | 'early' | 'delayed' | null;
  /** Told only afterwards: whether the implant was uncovered before it was restored. */
  readonly stages: 'one-stage' | 'two-stage' | null;
  /** Who placed, and who restores; null while unknown. */
  readonly surgeonId: string | null;
  readonly restorativeId: string | null;
  readonly locationId: string | null;
}

export interface CaseFindings {
  readonly cases: readonly Case[];
  readonly notes: readonly ChartNote[];
}

/** Gum-healed and part-bone placement end here; later is delayed. Source: docs/protocols.md. */
const earlyPlacementDays = 16 * 7;
/** A consult or scan older than this began something else. Source: practice preference. */
const assessmentDays = 400;

/**
 * Derives every implant case of a journey. Noise (other treatment, deleted rows, other visits) changes nothing.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { deriveCases, emptyJourney, foldFacts, standardCaseRules } from '@implant-journey/core';
 * import { procedure } from '@implant-journey/core/testing';
 * const placed = procedure({ code: 'D6010', teeth: ['19'], serviceOn: '2026-01-05' });
 * const journey = foldFacts(emptyJourney('harbor', placed.patientId), [placed]);
 * const [found] = deriveCases(journey, standardCaseRules).cases;
 * assert.deepEqual([found?.kind, found?.sites, found?.milestones[0]?.milestone], ['single', ['19'], 'placement']);
 * ```
 */
export function deriveCases(journey: Journey, rules: CaseRules): CaseFindings {
  const chart = readChart(journey, rules, codeLookup(rules.codeMap));
  const notes = [...chart.notes];
  const assessments: ChartRow[] = [];
  const own: ChartRow[] = [];
  for (const row of chart.rows) {
    if (patientLevel.has(row.milestone ?? row.treatment)) assessments.push(row);
    else if (!isNaturalPontic(row, chart.rows)) own.push(row);
  }
  const units = findUnits(own);
  const surgeries = new Map(units.flatMap((unit) => (unit.arch === null ? [] : [[unit, archSurgery(unit, own)]])));
  const rowsOf = new Map<Unit, ChartRow[]>(units.map((unit) => [unit, []]));
  const unplaced: ChartRow[] = [];
  for (const row of own) {
    const unit = unitOfRow(row, units, surgeries);
    if (unit !== null) rowsOf.get(unit)?.push(row);
    else unplaced.push(row);
  }
  for (const row of unplaced.sort(inTime)) placeByContext(row, rowsOf, notes);
  const cases = [...rowsOf]
    .filter(([, rows]) => isCase(rows))
    .map(([unit, rows]) => describeCase(unit, rows, assessments, notes))
    .sort((a, b) => compareTeeth(a.implantTeeth[0] ?? a.id, b.implantTeeth[0] ?? b.id));
  suggestNeighbours(cases, notes);
  return { cases, notes: notes.sort((a, b) => (`${a.code}${a.factIds}` < `${b.code}${b.factIds}` ? -1 : 1)) };
}

const patientLevel: ReadonlySet<string> = new Set([
  'consult',
  'imaging',
  'planning',
  'maintenance',
  'natural_retainer',
]);
/** A case exists from the first of these; an extraction only together with a planned implant. */
const opensCase: ReadonlySet<MilestoneName> = new Set([
  'graft_socket',
  'graft_ridge',
  'graft_sinus',
  'placement',
  'second_stage',
  'provisional',
  'abutment',
  'final',
]);

function isCase(rows: readonly ChartRow[]): boolean {
  return (
    rows.some(
      (row) =>
        hasHappened(row) && (row.treatment === 'failure' || (row.milestone !== null && opensCase.has(row.milestone))),
    ) ||
    (rows.some((row) => row.milestone === 'extraction' && row.standing === 'done') &&
      rows.some((row) => row.treatment === 'placement' && !hasHappened(row)))
  );
}

const archRestorations: ReadonlySet<string> = new Set(['final_removable', 'final_fixed_arch', 'provisional_arch']);

function unitOfRow(
  row: ChartRow,
  units: readonly Unit[],
  surgeries: ReadonlyMap<Unit, (on: string) => boolean>,
): Unit | null {
  const arch = archOfRow(row);
  if (archRestorations.has(row.treatment)) return units.find((unit) => unit.arch === arch) ?? null;
  const isFalse = row.treatment === 'pontic' || row.treatment === 'provisional_pontic';
  const byTooth = units.find((unit) =>
    row.teeth.some((tooth) => unit.pontics.includes(tooth) || (!isFalse && unit.implantTeeth.includes(tooth))),
  );
  if (byTooth !== undefined || isFalse) return byTooth ?? null;
  const archUnit = units.find((unit) => unit.arch !== null && unit.arch === (arch ?? archOfQuadrant(row)));
  if (archUnit === undefined) return null;
  if (row.teeth.length === 0 && row.arch !== null) return archUnit;
  // Teeth taken out, grafted and smoothed around the implants of an arch are part of its surgery, and only then.
  const isSurgery = row.milestone === 'extraction' || row.treatment.startsWith('graft') || row.treatment === 'part';
  return isSurgery && hasHappened(row) && row.on !== null && surgeries.get(archUnit)?.(row.on) ? archUnit : null;
}

function archOfQuadrant(row: ChartRow): Arch | null {
  return row.quadrant === null ? null : row.quadrant.startsWith('U') ? 'U' : 'L';
}

/** Rows without a tooth: a graft goes to the case of its quadrant, a told milestone to the one case that waits for it. */
function placeByContext(row: ChartRow, rowsOf: Map<Unit, ChartRow[]>, notes: ChartNote[]): void {
  if (row.milestone === null || row.milestone === 'extraction') return;
  if (row.teeth.length > 0) {
    if (hasHappened(row) && row.source === 'procedure' && claimsImplant.has(row.treatment))
      notes.push(missingSite(row));
    return;
  }
  const candidates = [...rowsOf].filter(([unit, rows]) => couldServe(row, unit, rows));
  const sameDay = candidates.filter(([, rows]) => rows.some((other) => other.on === row.on && hasHappened(other)));
  const [chosen, ...others] = sameDay.length > 0 ? sameDay : candidates;
  if (chosen !== undefined && others.length === 0) {
    chosen[1].push(row);
    return;
  }
  if (!hasHappened(row)) {
    // A planned graft of a quadrant matters only for the visit it is booked on.
    chosen?.[1].push(row);
    return;
  }
  if (chosen !== undefined && row.treatment !== 'reported') {
    // A lift of one quadrant serves all its implants; it is listed once, with the first of them.
    chosen[1].push(row);
    notes.push({
      code: 'ambiguous-site',
      factIds: [row.id],
      mend: 'several sites lie in this quadrant; add the tooth to the row',
    });
    return;
  }
  if (row.quadrant !== null && row.treatment.startsWith('graft')) {
    rowsOf.set({ kind: 'single', arch: null, implantTeeth: [], pontics: [] }, [row]);
    return;
  }
  notes.push(missingSite(row));
}

/** Codes of implant treatment only: such a row that fits no case is asked about. */
const claimsImplant: ReadonlySet<string> = new Set([
  'placement',
  'second_stage',
  'abutment',
  'final_crown',
  'bridge_retainer',
  ...archRestorations,
]);

function missingSite(row: ChartRow): ChartNote {
  return {
    code: 'missing-site',
    factIds: [row.id],
    mend: `add or correct the tooth or arch of this ${row.milestone} row; it belongs to no case until then`,
  };
}

/** What was done first, then what is planned; each in order of time. */
function inTime(a: ChartRow, b: ChartRow): number {
  return Number(hasHappened(b)) - Number(hasHappened(a)) || compareEvents(a, b) || byId(a, b);
}

function couldServe(row: ChartRow, unit: Unit, rows: readonly ChartRow[]): boolean {
  if (row.treatment === 'reported') {
    // What was known by its day decides; a step told without a day may have come at any time.
    const isEarlier = (other: ChartRow) => row.on === null || other.on === null || other.on <= row.on;
    const reached = rows.filter((other) => hasHappened(other) && other.milestone !== null && isEarlier(other));
    return (
      reached.some((other) => rank(other) < rank(row)) &&
      !reached.some((other) => rank(other) >= rank(row) && other.id !== row.id)
    );
  }
  if (row.quadrant === null) return false;
  const teeth = [...unit.implantTeeth, ...unit.pontics];
  return teeth.length > 0
    ? teeth.some((tooth) => quadrantOf(tooth) === row.quadrant)
    : rows.some(({ quadrant }) => quadrant === row.quadrant);
}

function rank(row: ChartRow): number {
  return row.milestone === null ? -1 : milestoneNames.indexOf(row.milestone);
}

function describeCase(
  unit: Unit,
  unsorted: readonly ChartRow[],
  assessments: readonly ChartRow[],
  notes: ChartNote[],
): Case {
  const rows = unsorted.toSorted(byId);
  const happened = rows.filter(hasHappened);
  const planned = rows.filter((row) => !hasHappened(row));
  const failures = eventsOf(happened, 'failure');
  const proving = provingRows(happened, failures, notes);
  const plannedOn = earliest(rows, (row) => row.plannedOn);
  // A case taken over from another office begins here with the first step taken here.
  const firstDay = (standing: ChartRow['standing']) =>
    earliest(rows, (row) => (row.standing === standing ? row.on : null));
  const begun = firstDay('done') ?? plannedOn ?? firstDay('evidence');
  const milestones = milestonesOf([...proving, ...assessmentOf(assessments, begun, plannedOn)]);
  const doers = rows.filter(({ standing }) => standing !== 'evidence');
  const sites =
    unit.arch !== null
      ? [`arch:${unit.arch}`]
      : unit.implantTeeth.length > 0
        ? unit.implantTeeth
        : [`quadrant:${rows.find(({ quadrant }) => quadrant !== null)?.quadrant}`];
  return {
    id: sites.join('+'),
    kind: unit.kind,
    sites,
    arch: unit.arch,
    implantTeeth: unit.implantTeeth,
    pontics: unit.pontics,
    milestones,
    implied: impliedBy(milestones),
    failures,
    complications: eventsOf(happened, 'complication'),
    attempts: 1 + failures.length,
    planned,
    rows,
    placementTiming: timingOf(milestones),
    stages: stagesOf(milestones, rows),
    surgeonId: latest(doers, (row) => (isOneOf(row, surgery) ? (row.on ?? toCome) : null))?.practitionerId ?? null,
    restorativeId:
      latest(doers, (row) => (isOneOf(row, restoring) ? (row.on ?? toCome) : null))?.practitionerId ?? null,
    locationId: latest(rows, (row) => (row.locationId === null ? null : row.on))?.locationId ?? null,
  };
}

const surgery: readonly MilestoneName[] = [
  'placement',
  'second_stage',
  'graft_sinus',
  'graft_ridge',
  'graft_socket',
  'extraction',
];
const restoring: readonly MilestoneName[] = ['final', 'abutment'];
/** Later than every date: who is planned to do a step comes before those who did one. */
const toCome = '9';

function isOneOf({ milestone }: ChartRow, names: readonly MilestoneName[]): boolean {
  return milestone !== null && names.includes(milestone);
}

/** The earliest of the days rows tell. */
function earliest(rows: readonly ChartRow[], dayOf: (row: ChartRow) => string | null): string | undefined {
  let first: string | undefined;
  for (const row of rows) {
    const day = dayOf(row);
    if (day !== null && (first === undefined || day < first)) first = day;
  }
  return first;
}

/** The row with the latest day, the last of several; rows without a day do not count. */
function latest(rows: readonly ChartRow[], dayOf: (row: ChartRow) => string | null): ChartRow | undefined {
  let last: { readonly row: ChartRow; readonly day: string } | undefined;
  for (const row of rows) {
    const day = dayOf(row);
    if (day !== null && (last === undefined || day >= last.day)) last = { row, day };
  }
  return last?.row;
}

function milestonesOf(rows: readonly ChartRow[]): readonly Milestone[] {
  const byEvent = new Map<string, ChartRow[]>();
  for (const row of rows) if (row.milestone !== null) addTo(byEvent, `${row.milestone} ${row.on ?? ''}`, row);
  const events = [...byEvent.values()].sort(([a], [b]) => compareEvents(a as ChartRow, b as ChartRow));
  const counted = new Map<MilestoneName, number>();
  return events.map((event) => {
    const { milestone, on } = event[0] as ChartRow & { readonly milestone: MilestoneName };
    const occurrence = (counted.get(milestone) ?? 0) + 1;
    counted.set(milestone, occurrence);
    return {
      milestone,
      occurrence,
      on,
      factIds: event.map(({ id }) => id).sort(),
      teeth: [...new Set(event.flatMap(({ teeth }) => teeth))].sort(compareTeeth),
      evidenceOnly: event.every(({ standing }) => standing === 'evidence'),
      referredOnly: event.every(({ referred }) => referred),
    };
  });
}

function compareEvents(a: ChartRow, b: ChartRow): number {
  return byDay(a, b) || rank(a) - rank(b);
}

function eventsOf(happened: readonly ChartRow[], treatment: ChartRow['treatment']): readonly CaseEvent[] {
  const byOn = new Map<string | null, string[]>();
  for (const row of happened) if (row.treatment === treatment) addTo(byOn, row.on, row.id);
  return [...byOn].map(([on, ids]) => ({ on, factIds: ids.sort() })).sort(byDay);
}

/** The exam and the scan a case began with: the last before it was planned, else before its first event. */
function assessmentOf(
  rows: readonly ChartRow[],
  begun: string | undefined,
  plannedOn: string | undefined,
): readonly ChartRow[] {
  if (begun === undefined || rows.length === 0) return [];
  const until = plannedOn !== undefined && plannedOn < begun ? plannedOn : begun;
  const from = addDays(until, -assessmentDays);
  const lastDay = (milestone: MilestoneName) => {
    const days = rows
      .flatMap((row) =>
        hasHappened(row) && row.milestone === milestone && row.on !== null && row.on >= from && row.on <= begun
          ? [row.on]
          : [],
      )
      .sort();
    return days.filter((day) => day <= until).at(-1) ?? days[0];
  };
  return rows.filter(
    (row) => hasHappened(row) && row.milestone !== null && row.on !== null && row.on === lastDay(row.milestone),
  );
}

/** Only the placement is certain: second stage, abutment and consult are often never posted, or never happen. */
function impliedBy(milestones: readonly Milestone[]): readonly MilestoneName[] {
  const later: readonly MilestoneName[] = ['second_stage', 'provisional', 'abutment', 'final'];
  const has = (name: MilestoneName) => milestones.some(({ milestone }) => milestone === name);
  return later.some(has) && !has('placement') ? ['placement'] : [];
}

function timingOf(milestones: readonly Milestone[]): Case['placementTiming'] {
  const placedOn = milestones.find(({ milestone, on }) => milestone === 'placement' && on !== null)?.on;
  const out = milestones
    .filter(({ milestone, on }) => milestone === 'extraction' && on !== null && placedOn && on <= placedOn)
    .at(-1)?.on;
  if (!placedOn || !out) return null;
  const days = daysBetween(out, placedOn);
  return days === 0 ? 'immediate' : days <= earlyPlacementDays ? 'early' : 'delayed';
}

function stagesOf(milestones: readonly Milestone[], rows: readonly ChartRow[]): Case['stages'] {
  if (rows.some(({ milestone, standing }) => milestone === 'second_stage' && standing !== 'inactive'))
    return 'two-stage';
  return milestones.some(({ milestone }) => milestone === 'abutment' || milestone === 'final') ? 'one-stage' : null;
}

/** A restoration step at a tooth without an implant, beside a waiting implant, may be off by one: suggested, never moved. */
function suggestNeighbours(cases: readonly Case[], notes: ChartNote[]): void {
  for (const lonely of cases) {
    const first = lonely.milestones.find(({ milestone }) => milestone === 'second_stage' || milestone === 'abutment');
    if (lonely.kind !== 'single' || first === undefined || !lonely.implied.includes('placement')) continue;
    const neighbour = cases.find(
      ({ sites, kind, milestones }) =>
        kind === 'single' &&
        areNeighbours(sites[0] ?? '', lonely.sites[0] ?? '') &&
        milestones.at(-1)?.milestone === 'placement',
    );
    if (neighbour === undefined || archOf(neighbour.sites[0] ?? '') === null) continue;
    notes.push({
      code: 'tooth-off-by-one',
      factIds: first.factIds,
      mend: `an implant waits at tooth ${neighbour.sites[0]}; check whether this row belongs to it`,
    });
  }
}
