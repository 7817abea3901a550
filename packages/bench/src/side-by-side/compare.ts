// The whole comparison. In: quick or full. Out: what it says; raw lines are kept beside the package. Rule owned: it needs
// nothing but npm: its server comes from there, and the Node of the peers where this one is too old.
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../measurement.js';
import { enterOurs, type Server } from './contenders.js';
import { countAll } from './counts.js';
import { judged, rowsOf } from './judge.js';
import { measureLateness } from './lateness.js';
import { installPeers, nodeForAll } from './node-and-peers.js';
import { fullSizes, quickSizes, sideBySide, withServer } from './side-by-side.js';
import type { Result, Surroundings } from './told.js';

const streamFrom = 4_000_000;

/** @returns Why it cannot run, or what it says. */
export async function compare(isQuick: boolean, say: (text: string) => void): Promise<Result | string> {
  say('installing the peers');
  installPeers();
  const node = nodeForAll();
  if (node === null)
    return 'the peers want Node 22.18 or newer, and npm brings one for Linux on x64 alone; start the bench with a newer Node';
  const sizes = isQuick ? quickSizes : fullSizes;
  say('counting');
  const counts = await countAll();
  return withServer(async (server) => {
    say('lateness');
    const alone = await enterOurs(server, node, 'ours_late', sizes.oursAtOnce);
    const lateness = await measureLateness(alone, streamFrom, isQuick ? 150 : 1500);
    await alone.control.end();
    const told = await sideBySide(server, node, sizes, say);
    const ratios = rowsOf(told.lines);
    const result: Result = {
      ...told,
      ...ratios,
      on: new Date().toISOString().slice(0, 10),
      sizes,
      surroundings: await surroundingsOf(server, node.version),
      judged: judged(ratios.rows, ratios.noise),
      lateness,
      counts,
    };
    keep(isQuick ? 'quick' : 'full', result);
    return result;
  });
}

async function surroundingsOf({ admin }: Server, node: string): Promise<Surroundings> {
  const { rows } = await admin.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from pg_settings
     where source = 'command line' and name not in ('port', 'listen_addresses', 'unix_socket_directories', 'TimeZone')
     union all select name, setting from pg_settings where name in ('fsync', 'synchronous_commit') order by 1`,
  );
  const version = await admin.query<{ server_version: string }>('show server_version');
  return {
    node,
    postgres: version.rows[0]?.server_version ?? 'unknown',
    settings: Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
    fdatasyncMs: fdatasyncMs(),
  };
}

/** What a commit waits for on this disk: the middle of a hundred. */
function fdatasyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'implant-journey-bench-'));
  const file = openSync(join(folder, 'file'), 'w');
  const page = Buffer.alloc(8192, 1);
  const tookMs = Array.from({ length: 100 }, () => {
    writeSync(file, page);
    const startedMs = performance.now();
    fdatasyncSync(file);
    return performance.now() - startedMs;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(tookMs);
}

/** Every round as it was measured, a line each. */
function keep(name: string, { lines, on, surroundings }: Result): void {
  const folder = fileURLToPath(new URL('../../results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const all = [{ on, ...surroundings }, ...lines];
  writeFileSync(join(folder, `${name}.jsonl`), `${all.map((line) => JSON.stringify(line)).join('\n')}\n`);
}
