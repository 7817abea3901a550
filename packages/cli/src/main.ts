#!/usr/bin/env node
// The command line as a process: arguments in, text on stdout and stderr, an exit code.
import { run } from './command.js';

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
