// What the bench prints. In: timings and goals of a measurement, the machine. Out: a table, ratios, verdicts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import type { Goal, Measurement, Timing } from './measurement.js';

interface Verdict extends Goal {
  readonly ratio: number;
  readonly verdict: 'met' | 'missed' | 'too noisy to tell';
}

export interface Result {
  readonly title: string;
  readonly unit: string;
  readonly disagreement: string | null;
  readonly timings: readonly Timing[];
  /** Time of one contender over that of the same one under another name. */
  readonly sameRatio: number;
  readonly goals: readonly Verdict[];
}

/** Two runs of the same work may differ by this much before the ratios are worth nothing. */
const noise = { min: 0.9, max: 1.1 };

export function judge(
  { title, unit, goals, same }: Measurement,
  timings: readonly Timing[],
): Omit<Result, 'disagreement'> {
  const medianOf = (name: string) => timings.find((timing) => timing.name === name)?.medianUs ?? Number.NaN;
  const sameRatio = medianOf(same[0]) / medianOf(same[1]);
  const quiet = sameRatio >= noise.min && sameRatio <= noise.max;
  return {
    title,
    unit,
    timings,
    sameRatio,
    goals: goals.map((goal) => {
      const ratio = medianOf(goal.of) / medianOf(goal.over);
      const reached = goal.bound === 'at least' ? ratio >= goal.factor : ratio <= goal.factor;
      return { ...goal, ratio, verdict: quiet ? (reached ? 'met' : 'missed') : 'too noisy to tell' };
    }),
  };
}

export function machine(): Record<string, string> {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: String(cpus().length),
    node: process.version,
    'tz database': process.versions.tz ?? 'unknown',
    luxon: versionOf('luxon'),
    temporal:
      'Temporal' in globalThis
        ? 'native (temporal-polyfill steps back)'
        : `temporal-polyfill ${versionOf('temporal-polyfill')}`,
  };
}

function versionOf(name: string): string {
  const found =
    createRequire(import.meta.url)
      .resolve.paths(name)
      ?.map((path) => `${path}/${name}/package.json`) ?? [];
  for (const path of found) {
    try {
      return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    } catch {
      // Not in this folder; look in the next one up.
    }
  }
  return 'unknown';
}

export function tableOf({ title, unit, timings, sameRatio, goals, disagreement }: Result): string {
  const fastest = Math.min(...timings.map(({ medianUs }) => medianUs));
  const rows = timings.map(({ name, medianUs, roundsUs }) => [
    name,
    short(medianUs),
    short(Math.min(...roundsUs)),
    short(Math.max(...roundsUs)),
    `${short(medianUs / fastest)}x`,
  ]);
  return [
    title,
    ...aligned([['', `µs per ${unit}`, 'min', 'max', 'of the fastest'], ...rows]),
    disagreement === null ? 'All agree.' : `DISAGREEMENT: ${disagreement}`,
    `The same work under two names: ${sameRatio.toFixed(2)} (a verdict needs 0.90 to 1.10).`,
    ...aligned(goals.map(({ text, ratio, verdict }) => [`goal: ${text}`, `${short(ratio)}x`, verdict])),
  ].join('\n');
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Columns padded to their widest cell: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) =>
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`,
  );
}
