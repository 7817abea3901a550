// The demo: a back-test of a small synthetic practice, the same practice kept in an embedded database from run to run, and
// one made-up patient's year run through the engine. No network, no server; prints the reports and where everything lies.
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
const database = `${output}/database`;
await show('backtest', practice, '--format', 'open-dental', '--as-of', '2026-11-20', '--html', practicePage);
console.log('\nKept in an embedded database: run the demo again, and it finds all of it there');
await show('import', practice, '--format', 'open-dental', '--as-of', '2026-11-20', '--database', database);
console.log('\n');
await show('simulate', 'books-on-time', '--html', patientPage);
console.log(
  `\nThe same with pictures:\n  the practice  ${practicePage}\n  the patient   ${patientPage}\nThe database:  ${database}`,
);
