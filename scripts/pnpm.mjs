// Runs the pnpm version that package.json pins, also where pnpm is not installed: node scripts/pnpm.mjs <arguments>
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** Returns the exit code. All output goes to stderr when `quietStdout`, so that a caller's own stdout stays clean. */
export function runPnpm(args, { quietStdout = false } = {}) {
  const { status } = spawnSync('npx', ['-y', packageManager, ...args], {
    cwd: fileURLToPath(root),
    stdio: ['ignore', quietStdout ? 2 : 1, 2],
    shell: process.platform === 'win32', // npx is a .cmd file there
  });
  return status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = runPnpm(process.argv.slice(2));
