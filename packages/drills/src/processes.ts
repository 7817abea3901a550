// Processes of a drill. In: the name of a file here. Out: it runs, made into one file first so that it starts fast. Rule owned:
// none outlives the drill, not even one that is killed: their standard input ends with it, and then they do.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Processes {
  start(file: string, environment: Readonly<Record<string, string>>): Promise<ChildProcess>;
  /** Kills all that still run. */
  end(): Promise<void>;
}

const bundles = new Map<string, Promise<string>>();

/** One file that runs by itself, made once for all drills. */
async function bundle(file: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'implant-journey-processes-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, `${file}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`${file}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@implant-journey/source'],
    external: ['pg-native'],
    // Some packages inside still ask with `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

export function createProcesses(): Processes {
  const running = new Set<ChildProcess>();

  return {
    async start(file, environment) {
      const bundled = bundles.get(file) ?? bundle(file);
      bundles.set(file, bundled);
      const child = spawn(process.execPath, [await bundled], {
        env: { ...process.env, ...environment },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      // One that was killed does not read on.
      child.stdin.on('error', () => undefined);
      return child;
    },
    async end() {
      await Promise.all([...running].map((child) => kill(child)));
    },
  };
}

/** As kill -9 does. Done when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** The first line a process writes: it says that it is ready. @throws {Error} When it ends before. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().split('\n')[0] as string));
    child.once('exit', (code) => reject(new Error(`a process ended with ${code} before it was ready`)));
  });
}
