// The demo: a back-test of a small synthetic practice. No network, no database; prints the report and the path of the
// page it wrote.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '@implant-journey/cli';

const practice = fileURLToPath(new URL('practice', import.meta.url));
const output = fileURLToPath(new URL('output', import.meta.url));
const page = `${output}/practice.html`;
mkdirSync(output, { recursive: true });
const args = ['backtest', practice, '--format', 'open-dental', '--as-of', '2026-11-20', '--html', page];
process.exitCode = await run(args, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
console.log(`\nThe same with pictures: ${page}`);
