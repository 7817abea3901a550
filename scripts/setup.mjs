// Installs the workspace when that has not happened yet for the present lockfile, so that `npm test` works in a fresh
// clone. Under pnpm there is nothing to do: it does the same itself (verifyDepsBeforeRun).
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runPnpm } from './pnpm.mjs';

const marker = new URL('../node_modules/.installed-lockfile', import.meta.url);
const lockfile = readFileSync(new URL('../pnpm-lock.yaml', import.meta.url));
const wanted = createHash('sha256').update(lockfile).digest('hex');

const underPnpm = process.env.npm_config_user_agent?.startsWith('pnpm/');
if (!underPnpm && !(existsSync(marker) && readFileSync(marker, 'utf8') === wanted)) {
  const exitCode = runPnpm(['install', '--frozen-lockfile'], { quietStdout: true });
  if (exitCode !== 0) process.exit(exitCode);
  writeFileSync(marker, wanted);
}
