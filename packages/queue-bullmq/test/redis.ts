// A Redis of its own for a test, empty, on a free port. Tests that need one skip themselves where none is installed:
// describe.skipIf(redisPath === undefined). In: nothing. Out: a port, and ways to kill it. Rule owned: no Redis outlives
// the test run, however that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

export const redisPath = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find(existsSync);

/** Local, and nothing on disk. */
const forTests = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];

/** The end of the pipe from the test run ends the shell, and with it Redis: even SIGKILL closes that pipe. */
const guarded = 'exec 2>/dev/null; "$@" >/dev/null & echo $!; cat >/dev/null; kill -9 $!; wait';

export interface TestRedis {
  readonly port: number;
  /** Kills it with SIGKILL; what it held is gone. */
  kill(): Promise<void>;
  /** Starts it, empty, on its port; done when it answers. */
  start(): Promise<void>;
  /** The process. */
  pid(): number;
}

/** @param more - Settings beyond port and folder. */
export async function createTestRedis(more: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  let running: { readonly pid: number; readonly end: () => Promise<void> } | null = null;
  return {
    port,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'test-redis-'));
      const settings = ['--port', `${port}`, '--dir', folder, ...forTests, ...more];
      const command = ['-c', guarded, 'sh', `${redisPath}`, ...settings];
      const shell = spawn('sh', command, { stdio: ['pipe', 'pipe', 'inherit'] });
      const exited = once(shell, 'exit');
      const [line] = (await once(shell.stdout, 'data')) as [Buffer];
      const end = async () => {
        shell.stdin.end();
        await exited;
        rmSync(folder, { recursive: true, force: true });
      };
      running = { pid: Number(line.toString()), end };
      while (!(await answers(port))) await wait(10);
    },
    async kill() {
      await running?.end();
      running = null;
      while (await answers(port)) await wait(5);
    },
    pid: () => running?.pid as number,
  };
}

export async function inRedis<T>({ port }: TestRedis, look: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ port });
  try {
    return await look(client);
  } finally {
    client.disconnect();
  }
}

/** How many journeys the queue holds that no carrier took yet. Those whose time has come are among them: a busy machine may
 *  take so long to record. */
export const waitingJobs = (redis: TestRedis) =>
  inRedis(redis, async (client) => {
    const [delayed, due] = [
      await client.zcard('bull:implant-journeys:delayed'),
      await client.llen('bull:implant-journeys:wait'),
    ];
    return delayed + due;
  });

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    const signal = AbortSignal.timeout(1_000);
    await once(socket, 'connect', { signal });
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
    return answer.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
