// The demo: a back-test of a small synthetic practice, and one made-up patient's year run through the engine. No network,
// no database; prints both reports and the paths of the pages it wrote.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '@implant-journey/cli';

const practice = fileURLToPath(new URL('practice', import.meta.url));
const output = fileURLToPath(new URL('output', import.meta.url));
mkdirSync(output, { recursive: true });

async function show(...args: string[]): Promise<void> {
  const code = await run(args, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  if (code !== 0) process.exitCode = code;
}

const practicePage = `${output}/practice.html`;
const patientPage = `${output}/patient.html`;
await show('backtest', practice, '--format', 'open-dental', '--as-of', '2026-11-20', '--html', practicePage);
console.log('\n');
await show('simulate', 'books-on-time', '--html', patientPage);
console.log(`\nThe same with pictures:\n  the practice  ${practicePage}\n  the patient   ${patientPage}`);
