// What a case is worth that has not been treated to the end. In: cases and the practice's own fees. Out: whole
// cents, and whether they are planned fees or what the practice's finished cases of the kind typically came to.
// Rule owned: no figure is taken from elsewhere; where the practice's charts tell nothing, the value is unknown.
import { presentAttempt } from './attempts.js';
import type { Case } from './cases.js';
import { type MilestoneName, milestoneNames } from './fact.js';
import { type Journey, live } from './journey.js';

export interface ValueAtRisk {
  readonly cents: number;
  /** `planned`: fees of the case's own plan; `typical`: the middle of the practice's finished cases of this kind. */
  readonly basis: 'planned' | 'typical';
}

/** The fees still to come in a case. */
export function valueAtRisk(found: Case, journey: Journey, typical: TypicalFees): ValueAtRisk | null {
  const reached = new Set(presentAttempt(found).map(({ milestone }) => milestone));
  const feeOfItem = new Map(
    live(journey.planItem).flatMap((item) =>
      item.procedureId !== null && item.feeCents !== null ? [[item.procedureId as string, item.feeCents]] : [],
    ),
  );
  // A planned row of something long done was left behind and brings no fee.
  const open = found.planned.filter((row) => row.milestone !== null && !reached.has(row.milestone));
  const cents = open.reduce((sum, row) => sum + (feeOfItem.get(row.id) ?? row.feeCents ?? 0), 0);
  if (open.some((row) => row.milestone === 'final') && cents > 0) return { cents, basis: 'planned' };
  const usual = typical(found);
  if (usual !== null && usual > cents) return { cents: usual, basis: 'typical' };
  return cents > 0 ? { cents, basis: 'planned' } : null;
}

/** What finished cases of the same kind came to after the point where this one stands; null when there are none. */
export type TypicalFees = (found: Case) => number | null;

/** Learns the typical fees from a practice's own finished cases. */
export function learnFees(cases: readonly Case[]): TypicalFees {
  const finished = cases.filter((found) =>
    found.milestones.some(({ milestone, evidenceOnly }) => milestone === 'final' && !evidenceOnly),
  );
  const middles = new Map<string, number | null>();
  return (found) => {
    const at = furthest(found);
    const key = `${found.kind} ${at}`;
    const known = middles.get(key);
    if (known !== undefined) return known;
    const sums = finished.filter(({ kind }) => kind === found.kind).map((done) => feesAfter(done, at));
    const middle = median(sums.filter((cents) => cents > 0));
    middles.set(key, middle);
    return middle;
  };
}

function furthest(found: Case): number {
  return Math.max(-1, ...presentAttempt(found).map(({ milestone }) => rank(milestone)));
}

function feesAfter(done: Case, at: number): number {
  return done.rows.reduce(
    (sum, row) =>
      sum + (row.standing === 'done' && row.milestone !== null && rank(row.milestone) > at ? (row.feeCents ?? 0) : 0),
    0,
  );
}

function rank(milestone: MilestoneName): number {
  return milestoneNames.indexOf(milestone);
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2);
}
