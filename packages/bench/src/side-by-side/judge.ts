// Ratios and verdicts. In: lines, goals. Out: how many times as fast the product is as each peer, round by round, and whether
// a goal is met. Rules owned: ours divided by theirs, paired within a round; the floor against itself must agree within a
// tenth, or nothing is concluded; a goal is met by the median, and missed when more than a quarter of the rounds miss it.
import { median } from '../measurement.js';
import type { Line } from './rounds.js';

export interface Row {
  readonly work: string;
  readonly workers: number;
  readonly peer: string;
  /** Above 1: the product is faster. The median of the rounds. */
  readonly ratio: number;
  readonly rounds: readonly number[];
}

export interface Noise {
  readonly work: string;
  readonly workers: number;
  /** The floor against itself. */
  readonly ratio: number;
}

interface Goal {
  readonly work: string;
  readonly workers: readonly number[];
  readonly peer: string;
  readonly atLeast: number;
}

type Verdict = 'met' | 'missed' | 'too noisy to tell';

export interface Judged extends Row {
  readonly atLeast: number;
  readonly verdict: Verdict;
}

/** Source: the issue this bench was made for. `best peer` is the best of a round. */
const goals: readonly Goal[] = [
  { work: 'plan', workers: [1, 8], peer: 'best peer', atLeast: 2.2 },
  { work: 'plan', workers: [1, 8], peer: 'floor:wide', atLeast: 0.9 },
  { work: 'replan', workers: [1, 8], peer: 'best peer', atLeast: 3 },
  { work: 'replan', workers: [1, 8], peer: 'floor:wide', atLeast: 0.85 },
  { work: 'book', workers: [1, 8], peer: 'best peer', atLeast: 2.3 },
  { work: 'book', workers: [1, 8], peer: 'floor:wide', atLeast: 0.85 },
  { work: 'record', workers: [1, 8], peer: 'best peer', atLeast: 1.7 },
  { work: 'record', workers: [1, 8], peer: 'floor:lean', atLeast: 0.8 },
  { work: 'dispatch', workers: [1, 2, 4], peer: 'graphile-worker', atLeast: 1 },
  { work: 'dispatch', workers: [1, 2, 4], peer: 'pg-boss', atLeast: 1.8 },
  { work: 'dispatch', workers: [1, 2, 4], peer: 'bullmq everysec', atLeast: 1.8 },
  { work: 'dispatch', workers: [1, 2, 4], peer: 'floor:wide', atLeast: 0.75 },
  { work: 'dispatch', workers: [1], peer: 'ours, no backlog', atLeast: 0.95 },
  { work: 'load', workers: [4], peer: 'best peer', atLeast: 1.7 },
];

/** Those that are compared with as the best of a round; the others are shown. */
const rivals = ['pg-boss', 'graphile-worker', 'bullmq everysec'];

export function rowsOf(lines: readonly Line[]): { readonly rows: readonly Row[]; readonly noise: readonly Noise[] } {
  const rows: Row[] = [];
  const noise: Noise[] = [];
  const counted = lines.filter(({ round }) => round > 0);
  const works = new Map(counted.map(({ work, workers }) => [`${work} ${workers}`, { work, workers }]));
  for (const { work, workers } of works.values()) {
    const own = counted.filter((line) => line.work === work && line.workers === workers);
    const rounds = [...new Set(own.map(({ round }) => round))];
    const msOf = (name: string, round: number) => {
      const line = own.find((one) => one.name === name && one.round === round);
      return line === undefined ? Number.NaN : line.ms / line.units;
    };
    const row = (peer: string, ratioIn: (round: number) => number) => {
      const ratios = rounds.map(ratioIn);
      rows.push({ work, workers, peer, ratio: median(ratios), rounds: ratios });
    };
    const against = (name: string) => (round: number) => msOf(name, round) / msOf('ours', round);
    noise.push({
      work,
      workers,
      ratio: median(rounds.map((round) => msOf('floor', round) / msOf('floor again', round))),
    });
    const present = rivals.filter((name) => own.some((line) => line.name === name));
    row('best peer', (round) => Math.min(...present.map((name) => msOf(name, round))) / msOf('ours', round));
    for (const name of new Set(own.map((line) => line.name)))
      if (name !== 'ours' && name !== 'floor again') row(name === 'floor' ? floorOf(work) : name, against(name));
  }
  return { rows, noise };
}

/** The floor of a record reads and writes once each; the others write a table. */
function floorOf(work: string): string {
  return work === 'record' ? 'floor:lean' : 'floor:wide';
}

export function judged(rows: readonly Row[], noise: readonly Noise[]): readonly Judged[] {
  return goals.flatMap(({ work, workers, peer, atLeast }) =>
    rows
      .filter((row) => row.work === work && row.peer === peer && workers.includes(row.workers))
      .map((row) => ({ ...row, atLeast, verdict: verdictOf(row, atLeast, noise) })),
  );
}

function verdictOf({ work, workers, ratio, rounds }: Row, atLeast: number, noise: readonly Noise[]): Verdict {
  const same = noise.find((one) => one.work === work && one.workers === workers)?.ratio ?? Number.NaN;
  if (!(same >= 0.9 && same <= 1.1)) return 'too noisy to tell';
  const below = rounds.filter((one) => one < atLeast).length;
  return ratio >= atLeast && below <= rounds.length / 4 ? 'met' : 'missed';
}
