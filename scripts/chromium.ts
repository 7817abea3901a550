// The installed Chromium for browser tests; they skip themselves when there is none:
// describe.skipIf(chromiumPath === undefined)
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium found: install it or set CHROMIUM_PATH');
  const quiet = ['quic', 'gpu', 'dev-shm-usage', 'background-networking', 'component-update', 'sync'];
  return chromium.launch({
    executablePath: chromiumPath,
    // Chromium's sandbox refuses to run as root; keep it for everyone else.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--no-first-run', ...quiet.map((what) => `--disable-${what}`)],
  });
}
