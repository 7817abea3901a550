// Which teeth will be restored together. In: the rows of a chart. Out: units, each one case to be: an arch, a
// bridge, or a single tooth. Rule owned: what is done outweighs what is planned, a newer plan an older one, so a
// re-plan from single to bridge to arch moves the sites and keeps their history.

import { addDays } from '../shared/time.js';
import { archOfRow, type ChartRow, hasHappened } from './chart-row.js';
import type { Treatment } from './code-map.js';
import { type Arch, archOf, areNeighbours, compareTeeth } from './site.js';

export type CaseKind = 'single' | 'bridge' | 'full-arch' | 'overdenture';

/** Teeth or an arch restored together; becomes a case when something has happened there. */
export interface Unit {
  readonly kind: CaseKind;
  readonly arch: Arch | null;
  /** Teeth that carry, will carry, or carried an implant or its graft, in mouth order. */
  readonly implantTeeth: readonly string[];
  /** False teeth between them. */
  readonly pontics: readonly string[];
}

/** How the chart says a tooth or arch is restored: the strongest of its rows. */
interface Claim {
  readonly kind: CaseKind | 'pontic';
  /** 2 done or evidence, 1 planned, 0 planned and inactive: the higher wins. */
  readonly weight: 0 | 1 | 2;
  readonly on: string;
  readonly partialArch: boolean;
}

type Kinds = Readonly<Partial<Record<Treatment | 'reported', Claim['kind']>>>;

const claimOfTreatment: Kinds = {
  final_crown: 'single',
  bridge_retainer: 'bridge',
  pontic: 'pontic',
  provisional_pontic: 'pontic',
  overdenture_abutment: 'overdenture',
};

/** Rows at a tooth that show an implant there, present or planned. */
const implantTreatments: ReadonlySet<Treatment | 'reported'> = new Set([
  'placement',
  'second_stage',
  'provisional',
  'abutment',
  'overdenture_abutment',
  'final_crown',
  'bridge_retainer',
  'failure',
]);
/** Milestones that staff, a lab or another office can only tell of an implant. */
const implantMilestones: ReadonlySet<string> = new Set([
  'placement',
  'second_stage',
  'provisional',
  'abutment',
  'final',
]);
const falseTeeth: ReadonlySet<Treatment | 'reported'> = new Set(['pontic', 'provisional_pontic']);

function showsImplant(row: ChartRow): boolean {
  if (row.treatment !== 'reported') return implantTreatments.has(row.treatment);
  // A visit of a mapped type may be for a natural tooth: it never makes a case by itself.
  return row.source === 'milestone-report' && implantMilestones.has(row.milestone ?? '');
}

function showsGraft({ milestone, source }: ChartRow): boolean {
  return source !== 'appointment' && (milestone?.startsWith('graft') ?? false);
}

/** Groups the teeth of a chart into units. The order of the rows does not matter. */
export function findUnits(rows: readonly ChartRow[]): readonly Unit[] {
  const implants = teethOf(rows, showsImplant);
  const claims = new Map<string, Claim>();
  for (const row of rows) {
    const kind = claimOfTreatment[row.treatment];
    if (kind === undefined) continue;
    for (const tooth of row.teeth) claims.set(tooth, stronger(claims.get(tooth), claimOf(row, kind)));
  }
  const arches = (['U', 'L'] as const).flatMap((arch) => findArch(arch, rows, implants, claims) ?? []);
  const taken = new Set(arches.flatMap(({ implantTeeth }) => implantTeeth));
  const bridges = findBridges(
    implants.filter((tooth) => !taken.has(tooth)),
    new Map([...claims].filter(([tooth]) => !taken.has(tooth))),
    rows,
  );
  for (const bridge of bridges) for (const tooth of [...bridge.implantTeeth, ...bridge.pontics]) taken.add(tooth);
  const grafts = teethOf(rows, showsGraft).filter(
    (tooth) => !implants.includes(tooth) && !arches.some((unit) => isOfArchSurgery(tooth, unit, rows)),
  );
  const singles = [...implants, ...grafts]
    .filter((tooth) => !taken.has(tooth))
    .map((tooth): Unit => ({ kind: 'single', arch: null, implantTeeth: [tooth], pontics: [] }));
  return [...arches, ...bridges, ...singles].sort((a, b) => compareTeeth(firstTooth(a), firstTooth(b)));
}

/** A false tooth hung on natural teeth: seated with one of their ends, or before the first implant of its arch. */
export function isNaturalPontic(row: ChartRow, rows: readonly ChartRow[]): boolean {
  if (!falseTeeth.has(row.treatment) || !hasHappened(row) || row.on === null) return false;
  const on = row.on;
  const arch = archOfRow(row);
  const thatDay = rows.filter((other) => other.on === on && hasHappened(other) && archOfRow(other) === arch);
  const hasEnd = (treatment: Treatment) => thatDay.some((other) => other.treatment === treatment);
  if (hasEnd('natural_retainer') && !hasEnd('bridge_retainer')) return true;
  const implants = rows.filter((other) => hasHappened(other) && showsImplant(other) && archOfRow(other) === arch);
  return implants.every((other) => other.on !== null && other.on > on);
}

function findArch(
  arch: Arch,
  rows: readonly ChartRow[],
  implants: readonly string[],
  claims: ReadonlyMap<string, Claim>,
): Unit | null {
  const claim = archClaim(arch, rows, claims);
  if (claim === null) return null;
  const implantTeeth = implants.filter((tooth) => {
    if (archOf(tooth) !== arch) return false;
    const own = claims.get(tooth);
    if (own !== undefined && own.kind !== 'overdenture') {
      const isFinished = own.weight === 2 && (own.kind === 'single' || own.kind === 'bridge');
      if ((claim.partialArch && isFinished) || stronger(own, claim) === own) return false;
    }
    return !(claim.weight === 2 && claim.on !== '' && firstImplantDate(tooth, rows) > claim.on);
  });
  return { kind: claim.kind as CaseKind, arch, implantTeeth, pontics: [] };
}

/**
 * The final arch decides; without one the interim arch; without that, connectors under a removable arch; without
 * any, surgery charted for the arch as a whole.
 */
function archClaim(arch: Arch, all: readonly ChartRow[], claims: ReadonlyMap<string, Claim>): Claim | null {
  const rows = all.filter((row) => archOfRow(row) === arch);
  const of = (kinds: Kinds, isMeant: (row: ChartRow) => boolean = () => true) => {
    let best: Claim | undefined;
    for (const row of rows) {
      const kind = kinds[row.treatment];
      if (kind !== undefined && isMeant(row)) best = stronger(best, claimOf(row, kind));
    }
    return best;
  };
  const connectors = [...claims]
    .filter(([tooth, claim]) => claim.kind === 'overdenture' && archOf(tooth) === arch)
    .map(([, claim]) => claim);
  const isWholeArch = (row: ChartRow) => row.arch !== null && row.teeth.length === 0;
  return (
    of({ final_removable: 'overdenture', final_fixed_arch: 'full-arch' }) ??
    of({ provisional_arch: 'full-arch' }) ??
    connectors.reduce<Claim | undefined>((best, claim) => stronger(best, claim), undefined) ??
    of({ overdenture_abutment: 'overdenture' }, isWholeArch) ??
    of({ placement: 'full-arch', graft_ridge: 'full-arch' }, isWholeArch) ??
    null
  );
}

/** Chains of neighbouring bridge ends and false teeth that hold at least one end on an implant. */
function findBridges(
  implants: readonly string[],
  claims: ReadonlyMap<string, Claim>,
  rows: readonly ChartRow[],
): Unit[] {
  const kindAt = (tooth: string) => claims.get(tooth)?.kind;
  const pontics = [...claims.keys()].filter((tooth) => kindAt(tooth) === 'pontic' && archOf(tooth) !== null);
  // An implant whose own end is not charted yet joins the false tooth beside it.
  const ends = implants.filter(
    (tooth) =>
      kindAt(tooth) === 'bridge' ||
      (kindAt(tooth) === undefined && pontics.some((pontic) => areNeighbours(pontic, tooth))),
  );
  // A bridge finished before the neighbour's implant was even set is another bridge.
  const isFinishedBefore = (a: string, b: string) => {
    const claim = claims.get(a);
    const later = firstImplantDate(b, rows);
    return claim?.weight === 2 && claim.on !== '' && later > claim.on;
  };
  const belong = (a: string, b: string) => areNeighbours(a, b) && !isFinishedBefore(a, b) && !isFinishedBefore(b, a);
  const left = new Set([...ends, ...pontics].sort(compareTeeth));
  const bridges: Unit[] = [];
  for (const start of left) {
    const chain = [start];
    left.delete(start);
    for (const tooth of chain) {
      for (const next of left) {
        if (!belong(tooth, next)) continue;
        chain.push(next);
        left.delete(next);
      }
    }
    const carried = chain.filter((tooth) => kindAt(tooth) === 'bridge');
    if (carried.length === 0 || chain.length === 1) continue;
    bridges.push({
      kind: 'bridge',
      arch: null,
      implantTeeth: chain.filter((tooth) => kindAt(tooth) !== 'pontic').sort(compareTeeth),
      pontics: chain.filter((tooth) => kindAt(tooth) === 'pontic').sort(compareTeeth),
    });
  }
  return bridges;
}

/** Whether an extraction or graft at this tooth was part of the arch's own surgery. */
function isOfArchSurgery(tooth: string, unit: Unit, rows: readonly ChartRow[]): boolean {
  if (archOf(tooth) !== unit.arch) return false;
  const isPart = archSurgery(unit, rows);
  return rows.some((row) => row.teeth.includes(tooth) && hasHappened(row) && row.on !== null && isPart(row.on));
}

/** Teeth are cleared for an arch within so many days before its first implant. Source: practice preference. */
const clearanceDays = 90;

/**
 * Tells of a day whether something done on it belongs to the surgery of the arch: it is a day of implants or grafts, or
 * in the quarter before the first implant.
 */
export function archSurgery(unit: Unit, rows: readonly ChartRow[]): (on: string) => boolean {
  const own = rows.filter(
    (row) =>
      row.teeth.some((tooth) => unit.implantTeeth.includes(tooth)) ||
      (row.arch === unit.arch && row.teeth.length === 0),
  );
  const days = (isMeant: (row: ChartRow) => boolean) =>
    own.flatMap((row) => (hasHappened(row) && row.on !== null && isMeant(row) ? [row.on] : [])).sort();
  const placed = days(({ milestone }) => milestone === 'placement');
  const grafted = days(({ milestone }) => milestone?.startsWith('graft') ?? false);
  const charted = own.flatMap((row) => [row.plannedOn, row.on].filter((date) => date !== null)).sort()[0];
  const first = placed[0] ?? days(({ milestone }) => milestone === 'final')[0];
  return (on) => {
    if (placed.includes(on) || grafted.includes(on)) return true;
    if (charted === undefined || on < addDays(charted, -clearanceDays)) return false;
    return first === undefined ? on >= charted : on <= first && on >= addDays(first, -clearanceDays);
  };
}

function claimOf(row: ChartRow, kind: Claim['kind']): Claim {
  const happened = hasHappened(row);
  const weight = happened ? 2 : row.standing === 'planned' ? 1 : 0;
  return { kind, weight, on: (happened ? row.on : row.plannedOn) ?? '', partialArch: row.partialArch };
}

function stronger(a: Claim | undefined, b: Claim): Claim {
  if (a === undefined) return b;
  const order = a.weight - b.weight || (a.on < b.on ? -1 : a.on > b.on ? 1 : 0) || (a.kind < b.kind ? -1 : 1);
  return order < 0 ? b : a;
}

function teethOf(rows: readonly ChartRow[], isMeant: (row: ChartRow) => boolean): string[] {
  return [...new Set(rows.filter(isMeant).flatMap((row) => row.teeth))]
    .filter((tooth) => archOf(tooth) !== null)
    .sort(compareTeeth);
}

function firstImplantDate(tooth: string, rows: readonly ChartRow[]): string {
  let first: string | undefined;
  for (const row of rows) {
    if (row.treatment !== 'placement' || !row.teeth.includes(tooth)) continue;
    const on = (hasHappened(row) ? row.on : row.plannedOn) ?? '';
    if (first === undefined || on < first) first = on;
  }
  return first ?? '';
}

function firstTooth(unit: Unit): string {
  return unit.implantTeeth[0] ?? unit.pontics[0] ?? (unit.arch === 'L' ? '17' : '1');
}
