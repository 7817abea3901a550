// `backtest`: a practice's export read, worked through and shown. In: folder and flags. Out: the report on `out`, a page
// when asked, progress on `err`.
import { writeFile } from 'node:fs/promises';
import { backtest } from './backtest.js';
import type { Output } from './command.js';
import { renderPage } from './page/page.js';
import { readPractice } from './practice.js';
import { toJson } from './report-json.js';
import { toText } from './report-text.js';

export interface BacktestFlags {
  readonly asOf: string;
  readonly json?: true;
  readonly html?: string;
}

export async function runBacktest(
  dir: string,
  { asOf, json, html }: BacktestFlags,
  { out, err }: Output,
): Promise<void> {
  const practice = await readPractice(dir, `${asOf}T00:00:00Z`, (file, rows) => err(`read ${file}: ${rows} rows\n`));
  const result = backtest(practice.facts, {
    practice: practice.name,
    asOf,
    rules: practice.rules,
    settings: practice.settings,
    onProgress: (done, total) => {
      if (done % 1000 === 0 || done === total) err(`worked through ${done} of ${total} patients\n`);
    },
  });
  if (practice.exportedUntil !== null && asOf > practice.exportedUntil)
    err(`warning: the export ends on ${practice.exportedUntil}; what happened until ${asOf} is not in it\n`);
  out(json ? `${JSON.stringify(toJson(result, practice.rejected), null, 2)}\n` : toText(result, practice.rejected));
  if (html === undefined) return;
  await writeFile(html, renderPage(result, practice.rejected.length));
  err(`wrote ${html}\n`);
}
