// Rounds of a work among contenders. In: who, what, how large. Out: milliseconds for a unit, round by round. Rules owned:
// every round begins with another contender; the first round warms up and is not counted; what was not done exactly ends
// the bench.
import type { Entrant } from './contenders.js';

/** One contender's work in one round. */
export interface Line {
  readonly work: string;
  readonly workers: number;
  readonly name: string;
  /** 0 is the warm-up. */
  readonly round: number;
  readonly units: number;
  readonly ms: number;
  /** 99 of 100 units took no longer; absent where units are not timed one by one. */
  readonly p99Ms?: number;
}

interface Done {
  readonly ms: number;
  readonly eachMs?: readonly number[];
  readonly wrong?: readonly string[];
}

export interface Work {
  readonly work: string;
  readonly workers: number;
  readonly rounds: number;
  readonly entrants: readonly Entrant[];
  /** How many units this contender does in a round. */
  unitsOf(entrant: Entrant): number;
  run(entrant: Entrant, round: number): Promise<Done>;
}

export async function inRounds({ work, workers, rounds, entrants, unitsOf, run }: Work): Promise<Line[]> {
  const lines: Line[] = [];
  for (let round = 0; round <= rounds; round += 1)
    for (let turn = 0; turn < entrants.length; turn += 1) {
      const entrant = entrants[(round + turn) % entrants.length] as Entrant;
      const { ms, eachMs, wrong = [] } = await run(entrant, round);
      if (wrong.length > 0) throw new NotExact(`${entrant.name}, ${work}: ${wrong.join('; ')}`);
      const units = unitsOf(entrant);
      lines.push({
        work,
        workers,
        name: entrant.name,
        round,
        units,
        ms,
        ...(eachMs === undefined ? {} : { p99Ms: quantile(eachMs, 0.99) }),
      });
    }
  return lines;
}

/** A message too many, too few, or at another time than it must be. */
export class NotExact extends Error {}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Sends a lot of due messages with so many workers; they are connected before the clock starts. */
export async function dispatchLot(
  entrant: Entrant,
  workers: readonly Entrant['control'][],
  turn: { readonly lot: number; readonly from: number; readonly count: number },
): Promise<{ readonly ms: number }> {
  await entrant.control.ask('makeDue', { from: turn.from, count: turn.count, turn });
  await Promise.all(workers.map((worker) => worker.ask('ready', { turn })));
  const startedMs = performance.now();
  await Promise.all(workers.map((worker) => worker.ask('go')));
  await Promise.race([entrant.control.ask('untilDone', { turn }), ...workers.map(({ failed }) => failed)]);
  const ms = performance.now() - startedMs;
  const shares = await Promise.all(workers.map((worker) => worker.ask<{ sent: (string | number)[] }>('halt')));
  const sent = shares.flatMap((share) => share.sent);
  const different = new Set(sent).size;
  if (sent.length !== turn.count || different !== turn.count)
    throw new NotExact(`${entrant.name}: ${turn.count} messages were due, ${sent.length} sent, ${different} different`);
  return { ms };
}
