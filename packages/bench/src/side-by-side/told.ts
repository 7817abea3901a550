// What the comparison says, in tables. In: rows, verdicts, counts, the machine. Out: lines for people, in Markdown: the
// terminal shows what docs/performance.md holds.
import { cpus, totalmem } from 'node:os';
import type { Counts, CountsOf } from './counts.js';
import { countedWorks } from './counts.js';
import type { Judged, Noise, Row } from './judge.js';
import { type Lateness, latenessGoalMs } from './lateness.js';
import { type Line, quantile } from './rounds.js';
import type { Sizes, Told } from './side-by-side.js';

export interface Surroundings {
  readonly node: string;
  readonly postgres: string;
  /** Settings of the server that are not those it comes with. */
  readonly settings: Readonly<Record<string, string>>;
  readonly fdatasyncMs: number;
}

export interface Result extends Told {
  readonly on: string;
  readonly sizes: Sizes;
  readonly surroundings: Surroundings;
  readonly rows: readonly Row[];
  readonly noise: readonly Noise[];
  readonly judged: readonly Judged[];
  readonly lateness: Lateness;
  readonly counts: { readonly ours: CountsOf; readonly floor: CountsOf };
}

export function surroundingsIn({ on, surroundings, versions, notRun, sizes }: Result): string[] {
  const [cpu] = cpus();
  const { node, postgres, settings, fdatasyncMs } = surroundings;
  const pairs = (record: Readonly<Record<string, string>>, between: string) =>
    Object.entries(record)
      .map(([name, value]) => `${name}${between}${value}`)
      .join(', ');
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${on}. ${cpus().length} cores of ${cpu?.model ?? 'an unknown processor'}, ${gigabytes} GiB of memory; fdatasync takes ${fdatasyncMs.toFixed(2)} ms.`,
    `All clients on Node ${node}; Postgres ${postgres} with ${pairs(settings, ' ')}.`,
    `${pairs(versions, ' ')}.`,
    `A backlog of ${(sizes.backlogCases * 45).toLocaleString('en')} future messages in every store; ${sizes.rounds} rounds after one to warm up, each begun by another contender; medians, and the lowest and highest round.`,
    'The product works as the role `worker`, under row security, with encryption, ledger, audit and attempts, checks each message again before it goes and renders it. Peers and floors do none of that.',
    ...notRun.map(({ name, reason }) => `Not run: ${name}, because of ${reason}.`),
  ];
}

export function goalsIn({ judged, lateness }: Result): string {
  return markdown(
    ['Work', 'At once', 'Against', 'Goal', 'Measured', ''],
    [
      ...judged.map(({ work, workers, peer, atLeast, ratio, rounds, verdict }) => [
        work,
        `${workers}`,
        peer,
        `${atLeast}`,
        `${short(ratio)} [${short(Math.min(...rounds))}-${short(Math.max(...rounds))}]`,
        verdict === 'missed' ? '**missed**' : verdict,
      ]),
      [
        'lateness, p99',
        '1',
        '25 messages a second',
        `${latenessGoalMs} ms`,
        `${Math.round(lateness.p99Ms)} ms (median ${Math.round(lateness.p50Ms)} ms)`,
        lateness.p99Ms <= latenessGoalMs ? 'met' : '**missed**',
      ],
    ],
  );
}

/** Every ratio, and what the floor does in a second. */
export function ratiosIn({ rows, noise, lines }: Result): string {
  const peers = [...new Set(rows.map(({ peer }) => peer))].filter((peer) => peer !== 'best peer');
  const works = noise.map(({ work, workers, ratio }) => [
    `${work}, ${workers} at once`,
    `${perSecond(lines, work, workers, 'ours')}`,
    `${perSecond(lines, work, workers, 'floor')}`,
    short(ratio),
    ...peers.map((peer) => {
      const row = rows.find((one) => one.work === work && one.workers === workers && one.peer === peer);
      return row === undefined ? '' : short(row.ratio);
    }),
  ]);
  return markdown(['', 'ours, a second', 'floor, a second', 'floor/floor', ...peers], works);
}

export function countsIn({ counts: { ours, floor } }: Result): string {
  const cells = ({ commits, roundTrips, rows, walBytes }: Counts) => [
    fine(commits),
    fine(roundTrips),
    fine(rows),
    `${(walBytes / 1024).toFixed(1)}`,
  ];
  const head = (name: string) => ['commits', 'round trips', 'rows', 'KB of log'].map((count) => `${name}: ${count}`);
  return markdown(
    ['', ...head('ours'), ...head('floor')],
    countedWorks.map((work) => [work, ...cells(ours[work]), ...cells(floor[work])]),
  );
}

function perSecond(lines: readonly Line[], work: string, workers: number, name: string): number {
  const own = lines.filter(
    (line) => line.work === work && line.workers === workers && line.name === name && line.round > 0,
  );
  const rate = quantile(
    own.map(({ ms, units }) => (1000 * units) / ms),
    0.5,
  );
  return Math.round(rate);
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

function fine(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(3);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_cell, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
