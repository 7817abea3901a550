// The command line. In: arguments and where to write. Out: the asked report on `out`, progress and errors on `err`, an
// exit code: 0 done, 1 the input cannot be used, 2 the arguments are off.
import { isDate, JourneyError } from '@implant-journey/core';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { EmbeddedDatabaseError } from './embedded-database.js';
import { ExportFolderError } from './export-folder.js';
import { type BacktestFlags, runBacktest } from './run-backtest.js';
import { type ImportFlags, runImport } from './run-import.js';
import { FindingsError, runProtocolLint } from './run-protocol-lint.js';
import { runSimulate, type SimulateFlags, scenarioList, UnknownScenarioError } from './run-simulate.js';

/** Where a command writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs one command line, without the program's name.
 * @returns The exit code: 0 done, 1 the input cannot be used, 2 the arguments are off.
 */
export async function run(args: readonly string[], output: Output): Promise<number> {
  try {
    await commands(output).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (isForUsers(error)) output.err(`implant-journey: ${error.message}\n`);
    else if (error instanceof FindingsError) return 1;
    else if (error instanceof Error && 'syscall' in error)
      output.err(`implant-journey: a file cannot be read or written (${error.message}); name another\n`);
    else throw error;
    return 1;
  }
}

/** Errors whose message names what is wrong and the mend. */
function isForUsers(error: unknown): error is Error {
  const known = [ExportFolderError, EmbeddedDatabaseError, UnknownScenarioError];
  return known.some((kind) => error instanceof kind) || JourneyError.is(error);
}

function commands(output: Output): Command {
  const program = new Command('implant-journey')
    .description('No implant patient is lost between extraction and final crown.')
    .version(packageJson.version)
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .exitOverride();
  program
    .command('backtest')
    .description("shows every implant case of a practice's export: milestones, phase, next visit, who is stalled")
    .argument('<dir>', 'folder of the export: final/*.json, the lists, settings.json')
    .addOption(new Option('--format <name>', 'shape of the rows').choices(['open-dental']).makeOptionMandatory())
    .requiredOption('--as-of <date>', 'evening of which day, YYYY-MM-DD', calendarDate)
    .option('--json', 'print one JSON object instead of text')
    .option('--html <file>', 'also write one self-contained page with pictures')
    .action((dir: string, options: BacktestFlags) => runBacktest(dir, options, output));
  program
    .command('import')
    .description("keeps a practice's export in an embedded database: journeys, plans, what comes next; nothing is sent")
    .argument('<dir>', 'folder of the export, as for backtest')
    .addOption(new Option('--format <name>', 'shape of the rows').choices(['open-dental']).makeOptionMandatory())
    .requiredOption(
      '--as-of <date>',
      'evening of which day, YYYY-MM-DD; messages are planned from then on',
      calendarDate,
    )
    .requiredOption(
      '--database <folder>',
      'where the database lies, made when it is not there; one for each practice. Its keys.json opens it: back it up apart',
    )
    .action((dir: string, options: ImportFlags) => runImport(dir, options, output));
  program
    .command('simulate')
    .description('runs a made-up patient through the engine on a virtual clock')
    .argument('[scenario]', 'one of the scenarios below; all of them when left out')
    .option('--json', 'print one JSON object instead of text')
    .option('--html <file>', 'also write one self-contained page')
    .addHelpText('after', () => `\nScenarios:\n${scenarioList()}`)
    .action((scenario: string | undefined, options: SimulateFlags) => runSimulate(scenario, options, output));
  program
    .command('protocol')
    .description('works with protocols')
    .command('lint')
    .description('checks a protocol: reads it, then tells what can never happen, what is unsafe, and the mend')
    .argument('<file>', 'protocol as JSON')
    .action((file: string) => runProtocolLint(file, output));
  return program;
}

function calendarDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('It must be a calendar date; write it as YYYY-MM-DD.');
  return text;
}
