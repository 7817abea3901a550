// Which row of a chart took the place of which. In: the rows seen so far, the events of the chart as it stands. Out: the
// rows seen, each as it last stood; and whether two events are the same one. Rule owned: a row that comes when another
// has gone is its heir; so an event is known again however often its row is deleted and posted anew, and however far
// its day and tooth have moved in the meantime.
import { compareText } from '../shared/compare.js';
import { same } from '../shared/same.js';
import { type Evidence, kinship } from './clinical-event.js';
import type { StoredStep } from './step.js';

/** A row some event of the chart rested on, as it last stood. */
export interface Sighting extends Omit<Evidence, 'factIds'> {
  readonly factId: string;
  /** Rows of its site whose place it took. */
  readonly replaces: readonly string[];
  /** Rows of another site whose place it may have taken: a corrected tooth looks like this. */
  readonly mayReplace: readonly string[];
}

/** The rows the stored steps rest on, for a journey whose rows were not followed from the start. */
export function sightingsOf(stored: readonly StoredStep[]): readonly Sighting[] {
  const lastOfRow = new Map<string, Evidence>();
  for (const { step } of stored) {
    if (step.kind === 'staff' || step.isAnswer) continue;
    for (const id of step.event.factIds) lastOfRow.set(id, step.event);
  }
  return [...lastOfRow].map(([factId, event]) => sightingOf(factId, event, [], [])).sort(byFact);
}

function sightingOf(
  factId: string,
  { milestone, on, teeth, arch }: Evidence,
  replaces: readonly string[],
  mayReplace: readonly string[],
): Sighting {
  return { factId, milestone, on, teeth, arch, replaces, mayReplace };
}

function byFact(a: Sighting, b: Sighting): number {
  return compareText(a.factId, b.factId);
}

/**
 * Brings the rows seen up to date with the events of a chart.
 * @returns The very same list when the chart has not changed.
 */
export function followChart(seen: readonly Sighting[], events: readonly Evidence[]): readonly Sighting[] {
  const known = new Map(seen.map((one) => [one.factId, one]));
  const inChart = new Set(events.flatMap(({ factIds }) => factIds));
  const gone = seen.filter(({ factId }) => !inChart.has(factId));
  const standing = seen.filter(({ factId }) => inChart.has(factId));
  const newcomers = gone.length === 0 ? [] : events.filter(({ factIds }) => factIds.some((id) => !known.has(id)));
  const heirs = gone.map((one) => ({ of: one.factId, ...heirsOf(one, newcomers, standing, known) }));
  const sightings = events.flatMap((event) =>
    event.factIds.map((factId) => {
      const before = known.get(factId);
      if (before !== undefined) return sightingOf(factId, event, before.replaces, before.mayReplace);
      const inherits = (as: 'atSite' | 'elsewhere') =>
        heirs.flatMap((one) => (one[as].includes(event) ? [one.of] : []));
      return sightingOf(factId, event, inherits('atSite'), inherits('elsewhere'));
    }),
  );
  const after = [...gone, ...sightings].sort(byFact);
  return same(after, seen) ? seen : after;
}

type Known = ReadonlyMap<string, Sighting>;

/** Newcomers at its site, unless a row there has taken its place; without either those elsewhere on nearly its day. */
function heirsOf(
  gone: Sighting,
  newcomers: readonly Evidence[],
  standing: readonly Sighting[],
  known: Known,
): { readonly atSite: readonly Evidence[]; readonly elsewhere: readonly Evidence[] } {
  // A row that took its place stands, or the one it took the place of stands again.
  const isSucceeded = (fields: readonly Inheritance[]) => {
    const line = lineOf(gone.factId, known, fields);
    return standing.some(({ factId }) => line.has(factId) || lineOf(factId, known, fields).has(gone.factId));
  };
  const of = (wanted: 'site' | 'day') => newcomers.filter((event) => kinship(gone, event) === wanted);
  if (newcomers.length === 0 || isSucceeded(['replaces'])) return { atSite: [], elsewhere: [] };
  const atSite = of('site');
  const isSettled = atSite.length > 0 || isSucceeded(['replaces', 'mayReplace']);
  return { atSite, elsewhere: isSettled ? [] : of('day') };
}

type Inheritance = 'replaces' | 'mayReplace';

/** The row with all that went before it. */
function lineOf(factId: string, known: Known, fields: readonly Inheritance[]): ReadonlySet<string> {
  const line = new Set([factId]);
  for (const id of line)
    for (const field of fields) for (const before of known.get(id)?.[field] ?? []) line.add(before);
  return line;
}

/** Whether two events are one: they share a row, or a row of one took, or may have taken, the place of one of the other. */
export type IsSameEvent = (a: Pick<Evidence, 'factIds'>, b: Pick<Evidence, 'factIds'>) => boolean;

export function sameEventBy(seen: readonly Sighting[]): IsSameEvent {
  const known = new Map(seen.map((one) => [one.factId, one]));
  const heirs = seen.filter(({ replaces, mayReplace }) => replaces.length > 0 || mayReplace.length > 0);
  const lines = new Map(heirs.map(({ factId }) => [factId, lineOf(factId, known, ['replaces', 'mayReplace'])]));
  const descends = (a: readonly string[], b: readonly string[]) =>
    a.some((id) => {
      const line = lines.get(id);
      return line !== undefined && b.some((one) => line.has(one));
    });
  return ({ factIds: a }, { factIds: b }) => a.some((id) => b.includes(id)) || descends(a, b) || descends(b, a);
}
