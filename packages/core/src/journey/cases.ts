// A patient's implant cases. In: a journey and the practice's rules. Out: every case with its milestones, attempts
// and plan, plus notes on rows a person should look at. Rules owned: which row belongs to which case, and which
// rows are one event. Nothing here depends on the order of the facts or on today's date.
import { addDays, daysBetween } from '../shared/time.js';
import { archOfRow, type CaseRules, type ChartNote, type ChartRow, hasHappened, readChart } from './chart-row.js';
import { codeLookup } from './code-map.js';
import { type MilestoneName, milestoneNames } from './fact.js';
import type { Journey } from './journey.js';
import { type CaseKind, findUnits, isNaturalPontic, isWithinArchSurgery, type Unit } from './restoration.js';
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

/** The same code at the same site posted again within so many days, without a removal between, is a double. */
const duplicateDays = 14;
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
  const assessments = chart.rows.filter((row) => patientLevel.has(row.milestone ?? row.treatment));
  const own = chart.rows.filter(
    (row) => !patientLevel.has(row.milestone ?? row.treatment) && !isNaturalPontic(row, chart.rows),
  );
  const units = findUnits(own);
  const rowsOf = new Map<Unit, ChartRow[]>(units.map((unit) => [unit, []]));
  const unplaced: ChartRow[] = [];
  for (const row of own) {
    const unit = unitOfRow(row, units, own);
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

function unitOfRow(row: ChartRow, units: readonly Unit[], rows: readonly ChartRow[]): Unit | null {
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
  return isSurgery && hasHappened(row) && row.on !== null && isWithinArchSurgery(row.on, archUnit, rows)
    ? archUnit
    : null;
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
  const doneFirst = Number(hasHappened(b)) - Number(hasHappened(a));
  if (doneFirst !== 0) return doneFirst;
  return (a.on ?? '') < (b.on ?? '')
    ? -1
    : (a.on ?? '') > (b.on ?? '')
      ? 1
      : rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
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
  const rows = [...unsorted].sort((a, b) => (a.id < b.id ? -1 : 1));
  const failures = eventsOf(rows.filter((row) => row.treatment === 'failure'));
  const proving = withoutDoubles(withoutConflicts(rows.filter(hasHappened), failures, notes), failures, notes);
  const planned = rows.filter((row) => !hasHappened(row));
  const plannedOn = rows.flatMap((row) => row.plannedOn ?? []).sort()[0];
  // A case taken over from another office begins here with the first step taken here.
  const firstDay = (standing: ChartRow['standing']) =>
    rows.flatMap((row) => (row.standing === standing ? (row.on ?? []) : [])).sort()[0];
  const begun = firstDay('done') ?? plannedOn ?? firstDay('evidence');
  const milestones = milestonesOf([...proving, ...assessmentOf(assessments, begun, plannedOn)]);
  const doers = (names: readonly MilestoneName[]) =>
    [...rows]
      .filter((row) => row.standing !== 'evidence' && row.milestone !== null && names.includes(row.milestone))
      .sort((a, b) => ((a.on ?? '9') < (b.on ?? '9') ? 1 : -1));
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
    complications: eventsOf(rows.filter((row) => row.treatment === 'complication')),
    attempts: 1 + failures.length,
    planned,
    rows,
    placementTiming: timingOf(milestones),
    stages: stagesOf(milestones, rows),
    surgeonId:
      doers(['placement', 'second_stage', 'graft_sinus', 'graft_ridge', 'graft_socket', 'extraction'])[0]
        ?.practitionerId ?? null,
    restorativeId: doers(['final', 'abutment'])[0]?.practitionerId ?? null,
    locationId:
      rows
        .filter((row) => row.locationId !== null && row.on !== null)
        .sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? 1 : -1))[0]?.locationId ?? null,
  };
}

/** Drops rows that contradict the placement at their site: a socket fill coded with it, an extraction after it. */
function withoutConflicts(
  rows: readonly ChartRow[],
  failures: readonly CaseEvent[],
  notes: ChartNote[],
): readonly ChartRow[] {
  const placements = rows.filter((row) => row.milestone === 'placement');
  const at = (row: ChartRow, test: (placedOn: string) => boolean) =>
    placements.some(
      (placed) => placed.on !== null && test(placed.on) && placed.teeth.some((tooth) => row.teeth.includes(tooth)),
    );
  return rows.filter((row) => {
    const { on } = row;
    if (on === null) return true;
    if (row.milestone === 'graft_socket' && at(row, (placedOn) => placedOn === on)) {
      notes.push({
        code: 'coding-conflict',
        factIds: [row.id],
        mend: 'a socket fill and an implant are coded at one site on one day; the graft was read as part of the placement',
      });
      return false;
    }
    const removedBetween = (placedOn: string) =>
      failures.some((failure) => failure.on !== null && placedOn <= failure.on && failure.on <= on);
    if (row.milestone === 'extraction' && at(row, (placedOn) => placedOn < on && !removedBetween(placedOn))) {
      notes.push({
        code: 'extraction-after-placement',
        factIds: [row.id],
        mend: 'a tooth was taken out where an implant stands; check the tooth, or code the removal of the implant',
      });
      return false;
    }
    return true;
  });
}

/** One event posted twice stays one: the earlier row counts, the later is for staff to delete. */
function withoutDoubles(
  rows: readonly ChartRow[],
  failures: readonly CaseEvent[],
  notes: ChartNote[],
): readonly ChartRow[] {
  const inOrder = [...rows].sort((a, b) => ((a.on ?? '') + a.id < (b.on ?? '') + b.id ? -1 : 1));
  const kept: ChartRow[] = [];
  for (const row of inOrder) {
    const { on } = row;
    const first = kept.find(
      (other) =>
        on !== null &&
        other.on !== null &&
        row.source === 'procedure' &&
        other.code === row.code &&
        row.milestone !== null &&
        daysBetween(other.on, on) <= duplicateDays &&
        other.teeth.join() === row.teeth.join() &&
        other.arch === row.arch &&
        other.quadrant === row.quadrant &&
        !failures.some((failure) => failure.on !== null && (other.on ?? '') <= failure.on && failure.on <= on),
    );
    if (first === undefined || first.on === on) kept.push(row);
    else
      notes.push({
        code: 'possible-duplicate',
        factIds: [first.id, row.id],
        mend: 'one treatment seems to be posted twice; delete one row or correct its tooth',
      });
  }
  return kept;
}

function milestonesOf(rows: readonly ChartRow[]): readonly Milestone[] {
  const byEvent = new Map<string, ChartRow[]>();
  for (const row of rows) {
    if (row.milestone === null) continue;
    const key = `${row.milestone} ${row.on ?? ''}`;
    byEvent.set(key, [...(byEvent.get(key) ?? []), row]);
  }
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
  return (a.on ?? '') < (b.on ?? '') ? -1 : (a.on ?? '') > (b.on ?? '') ? 1 : rank(a) - rank(b);
}

function eventsOf(rows: readonly ChartRow[]): readonly CaseEvent[] {
  const byDay = new Map<string | null, string[]>();
  for (const row of rows.filter(hasHappened)) byDay.set(row.on, [...(byDay.get(row.on) ?? []), row.id]);
  return [...byDay]
    .map(([on, ids]) => ({ on, factIds: ids.sort() }))
    .sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : 1));
}

/** The exam and the scan a case began with: the last before it was planned, else before its first event. */
function assessmentOf(
  rows: readonly ChartRow[],
  begun: string | undefined,
  plannedOn: string | undefined,
): readonly ChartRow[] {
  if (begun === undefined) return [];
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
