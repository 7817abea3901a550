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
  /** Done or evidence outweighs planned. */
  readonly happened: boolean;
  readonly on: string;
}

const claimOfTreatment: Readonly<Partial<Record<Treatment | 'reported', Claim['kind']>>> = {
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
  'reported',
]);
const graftTreatments: ReadonlySet<Treatment | 'reported'> = new Set(['graft_socket', 'graft_ridge', 'graft_sinus']);

/** Groups the teeth of a chart into units. The order of the rows does not matter. */
export function findUnits(rows: readonly ChartRow[]): readonly Unit[] {
  const claims = new Map<string, Claim>();
  for (const row of rows) {
    const kind = claimOfTreatment[row.treatment];
    if (kind === undefined) continue;
    for (const tooth of row.teeth) claims.set(tooth, stronger(claims.get(tooth), claimOf(row, kind)));
  }
  const implants = teethOf(rows, implantTreatments);
  const arches = (['U', 'L'] as const).flatMap((arch) => findArch(arch, rows, implants, claims) ?? []);
  const taken = new Set(arches.flatMap(({ implantTeeth }) => implantTeeth));
  const bridges = findBridges(
    implants.filter((tooth) => !taken.has(tooth)),
    claims,
  );
  for (const bridge of bridges) for (const tooth of [...bridge.implantTeeth, ...bridge.pontics]) taken.add(tooth);
  const grafts = teethOf(rows, graftTreatments).filter(
    (tooth) => !implants.includes(tooth) && !arches.some((unit) => isOfArchSurgery(tooth, unit, rows)),
  );
  const singles = [...implants, ...grafts]
    .filter((tooth) => !taken.has(tooth))
    .map((tooth): Unit => ({ kind: 'single', arch: null, implantTeeth: [tooth], pontics: [] }));
  return [...arches, ...bridges, ...singles].sort((a, b) => compareTeeth(firstTooth(a), firstTooth(b)));
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
    if (own !== undefined && own.kind !== 'overdenture' && stronger(own, claim) === own) return false;
    return !(claim.happened && claim.on !== '' && firstImplantDate(tooth, rows) > claim.on);
  });
  return { kind: claim.kind as CaseKind, arch, implantTeeth, pontics: [] };
}

/** The final arch decides; without one the interim arch; without that, connectors under a removable arch. */
function archClaim(arch: Arch, rows: readonly ChartRow[], claims: ReadonlyMap<string, Claim>): Claim | null {
  const of = (kinds: Readonly<Partial<Record<Treatment | 'reported', CaseKind>>>) => {
    let best: Claim | undefined;
    for (const row of rows) {
      const kind = kinds[row.treatment];
      if (kind !== undefined && archOfRow(row) === arch) best = stronger(best, claimOf(row, kind));
    }
    return best;
  };
  const connectors = [...claims]
    .filter(([tooth, claim]) => claim.kind === 'overdenture' && archOf(tooth) === arch)
    .map(([, claim]) => claim);
  return (
    of({ final_removable: 'overdenture', final_fixed_arch: 'full-arch' }) ??
    of({ provisional_arch: 'full-arch' }) ??
    connectors.reduce<Claim | undefined>((best, claim) => stronger(best, claim), undefined) ??
    null
  );
}

/** Chains of neighbouring bridge ends and false teeth that hold at least one end on an implant. */
function findBridges(implants: readonly string[], claims: ReadonlyMap<string, Claim>): Unit[] {
  const kindAt = (tooth: string) => claims.get(tooth)?.kind;
  const pontics = [...claims.keys()].filter((tooth) => kindAt(tooth) === 'pontic' && archOf(tooth) !== null);
  // An implant whose own end is not charted yet joins the false tooth beside it.
  const ends = implants.filter(
    (tooth) =>
      kindAt(tooth) === 'bridge' ||
      (kindAt(tooth) === undefined && pontics.some((pontic) => areNeighbours(pontic, tooth))),
  );
  const left = new Set([...ends, ...pontics].sort(compareTeeth));
  const bridges: Unit[] = [];
  for (const start of left) {
    const chain = [start];
    left.delete(start);
    for (const tooth of chain) {
      for (const next of left) {
        if (!areNeighbours(tooth, next)) continue;
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

/**
 * Whether an extraction or graft at this tooth was part of the arch's own surgery: from a quarter before the arch
 * was first charted until its last implant.
 */
function isOfArchSurgery(tooth: string, unit: Unit, rows: readonly ChartRow[]): boolean {
  if (unit.arch === null || archOf(tooth) !== unit.arch) return false;
  return rows.some(
    (row) =>
      row.teeth.includes(tooth) && hasHappened(row) && row.on !== null && isWithinArchSurgery(row.on, unit, rows),
  );
}

/** Whether something on this day belongs to the surgery of the arch. */
export function isWithinArchSurgery(on: string, unit: Unit, rows: readonly ChartRow[]): boolean {
  const own = rows.filter(
    (row) =>
      row.teeth.some((tooth) => unit.implantTeeth.includes(tooth)) ||
      (row.arch === unit.arch && row.teeth.length === 0),
  );
  const charted = own.flatMap((row) => [row.plannedOn, row.on].filter((date) => date !== null)).sort();
  const placed = own
    .flatMap((row) => (row.milestone === 'placement' && hasHappened(row) && row.on !== null ? [row.on] : []))
    .sort();
  const [first, last] = [
    charted[0],
    placed.at(-1) ?? own.find((row) => row.milestone === 'final' && hasHappened(row))?.on,
  ];
  return first !== undefined && on >= addDays(first, -90) && (last === undefined || last === null || on <= last);
}

function claimOf(row: ChartRow, kind: Claim['kind']): Claim {
  const happened = hasHappened(row);
  return { kind, happened, on: (happened ? row.on : row.plannedOn) ?? '' };
}

function stronger(a: Claim | undefined, b: Claim): Claim {
  if (a === undefined) return b;
  const order =
    Number(a.happened) - Number(b.happened) || (a.on < b.on ? -1 : a.on > b.on ? 1 : 0) || (a.kind < b.kind ? -1 : 1);
  return order < 0 ? b : a;
}

function teethOf(rows: readonly ChartRow[], treatments: ReadonlySet<Treatment | 'reported'>): string[] {
  return [...new Set(rows.filter((row) => treatments.has(row.treatment)).flatMap((row) => row.teeth))]
    .filter((tooth) => archOf(tooth) !== null)
    .sort(compareTeeth);
}

function firstImplantDate(tooth: string, rows: readonly ChartRow[]): string {
  const dates = rows.flatMap((row) =>
    row.teeth.includes(tooth) && row.treatment === 'placement'
      ? [(hasHappened(row) ? row.on : row.plannedOn) ?? '']
      : [],
  );
  return dates.sort()[0] ?? '';
}

function firstTooth(unit: Unit): string {
  return unit.implantTeeth[0] ?? unit.pontics[0] ?? (unit.arch === 'L' ? '17' : '1');
}
