// Which rows of a case prove what they say. In: its rows of what has happened, its failures. Out: the same rows without those
// the chart contradicts, and notes for staff. Rules owned: what the placement at its site rules out, and what is a double.
import { compareText } from '../shared/compare.js';
import { daysBetween } from '../shared/time.js';
import { isRemovedBetween } from './attempts.js';
import type { CaseEvent } from './cases.js';
import type { ChartNote, ChartRow } from './chart-row.js';

/** The same code at the same site posted again within so many days, without a removal between, is a double. */
const duplicateDays = 14;

export function provingRows(
  rows: readonly ChartRow[],
  failures: readonly CaseEvent[],
  notes: ChartNote[],
): readonly ChartRow[] {
  return withoutDoubles(withoutConflicts(rows, failures, notes), failures, notes);
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
    if (
      row.milestone === 'extraction' &&
      at(row, (placedOn) => placedOn < on && !isRemovedBetween(failures, placedOn, on))
    ) {
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
  const inOrder = rows.toSorted((a, b) => compareText((a.on ?? '') + a.id, (b.on ?? '') + b.id));
  const kept: ChartRow[] = [];
  for (const row of inOrder) {
    const first = kept.find((other) => isDouble(other, row, failures));
    if (first === undefined || first.on === row.on) kept.push(row);
    else
      notes.push({
        code: 'possible-duplicate',
        factIds: [first.id, row.id],
        mend: 'one treatment seems to be posted twice; delete one row or correct its tooth',
      });
  }
  return kept;
}

function isDouble(first: ChartRow, row: ChartRow, failures: readonly CaseEvent[]): boolean {
  return (
    row.source === 'procedure' &&
    row.milestone !== null &&
    first.code === row.code &&
    first.on !== null &&
    row.on !== null &&
    first.teeth.join() === row.teeth.join() &&
    first.arch === row.arch &&
    first.quadrant === row.quadrant &&
    daysBetween(first.on, row.on) <= duplicateDays &&
    !isRemovedBetween(failures, first.on, row.on)
  );
}
