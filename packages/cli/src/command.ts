// The command line. In: arguments and where to write. Out: the asked report on `out`, progress and errors on `err`, an
// exit code: 0 done, 1 the input cannot be used, 2 the arguments are off.
import { writeFile } from 'node:fs/promises';
import { isDate, JourneyError } from '@implant-journey/core';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { backtest } from './backtest.js';
import { ExportFolderError } from './export-folder.js';
import { renderPage } from './page/page.js';
import { readPractice } from './practice.js';
import { toJson } from './report-json.js';
import { toText } from './report-text.js';

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
    if (error instanceof ExportFolderError || JourneyError.is(error)) output.err(`implant-journey: ${error.message}\n`);
    else if (error instanceof Error && 'syscall' in error)
      output.err(`implant-journey: ${error.message}; choose a place that can be written\n`);
    else throw error;
    return 1;
  }
}

function commands(output: Output): Command {
  const program = new Command('implant-journey')
    .description('No implant patient is lost between extraction and final crown.')
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
  return program;
}

interface BacktestFlags {
  readonly asOf: string;
  readonly json?: true;
  readonly html?: string;
}

async function runBacktest(dir: string, { asOf, json, html }: BacktestFlags, { out, err }: Output): Promise<void> {
  const practice = await readPractice(dir, `${asOf}T00:00:00Z`, (file, rows) => err(`read ${file}: ${rows} rows\n`));
  const result = backtest(practice.facts, {
    practice: practice.name,
    asOf,
    rules: practice.rules,
    onProgress: (done, total) => {
      if (done % 1000 === 0 || done === total) err(`worked through ${done} of ${total} patients\n`);
    },
  });
  if (html !== undefined) {
    await writeFile(html, renderPage(result, practice.rejected.length));
    err(`wrote ${html}\n`);
  }
  out(json ? `${JSON.stringify(toJson(result, practice.rejected), null, 2)}\n` : toText(result, practice.rejected));
}

function calendarDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('It must be a calendar date; write it as YYYY-MM-DD.');
  return text;
}
