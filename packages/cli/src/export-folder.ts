// Reads the folder of a practice's export from disk. In: a path. Out: the rows of each file, with bad lines set
// aside by file and row. Rule owned: one bad row never costs the others; a file that must be there is named.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A row or file that could not be used; never holds what it contained. */
export interface Reject {
  /** File below the folder, such as `final/procedurelogs.json`. */
  readonly file: string;
  /** Counted from 1; null when the whole file is meant. */
  readonly row: number | null;
  readonly field: string;
  readonly problem: string;
  readonly mend: string;
}

/** The files of an Open Dental export: rows as the API's GET lists return them. */
export const exportFiles = {
  patients: 'final/patients.json',
  procedurelogs: 'final/procedurelogs.json',
  appointments: 'final/appointments.json',
  histappointments: 'final/histappointments.json',
  providers: 'providers.json',
  clinics: 'clinics.json',
  procedurecodes: 'procedurecodes.json',
} as const;
export type ExportList = keyof typeof exportFiles;

export interface ExportFolder {
  readonly settings: unknown;
  readonly lists: Readonly<Record<ExportList, readonly unknown[]>>;
  /** The row number in its file of each entry of a list. */
  readonly rowNumbers: Readonly<Record<ExportList, readonly number[]>>;
  readonly rejected: readonly Reject[];
}

/** Thrown when nothing sensible can be read: the message names the path and the mend. */
export class ExportFolderError extends Error {
  override readonly name = 'ExportFolderError';
}

/** Without these there is no back-test; the other lists may be missing. */
const required: ReadonlySet<ExportList> = new Set(['patients', 'procedurelogs', 'appointments']);

/**
 * Reads `settings.json` and the lists of an export folder.
 * @throws {ExportFolderError} when the folder, `settings.json` or a list that must be there cannot be read at all.
 */
export async function readExportFolder(
  folder: string,
  onFile: (file: string, rows: number) => void = () => undefined,
): Promise<ExportFolder> {
  const settings = parseSettings(
    await readText(folder, 'settings.json', 'it tells zones and posting habits; docs/backtest.md shows one'),
  );
  const lists = {} as Record<ExportList, unknown[]>;
  const rowNumbers = {} as Record<ExportList, number[]>;
  const rejected: Reject[] = [];
  for (const [list, file] of Object.entries(exportFiles) as [ExportList, string][]) {
    const text = await readText(folder, file, `export the rows of GET /${list} into it`).catch((error: unknown) => {
      if (required.has(list)) throw error;
      rejected.push({
        file,
        row: null,
        field: '',
        problem: 'is missing',
        mend: `export the rows of GET /${list} into it; the rest was read without it`,
      });
      return '[]';
    });
    const parsed = parseRows(text, file);
    if (required.has(list) && parsed.rows.length === 0) {
      throw new ExportFolderError(
        `${join(folder, file)} holds no readable row: write it as a JSON array, one row as one object on each line.`,
      );
    }
    lists[list] = parsed.rows;
    rowNumbers[list] = parsed.numbers;
    rejected.push(...parsed.rejected);
    onFile(file, parsed.rows.length);
  }
  return { settings, lists, rowNumbers, rejected };
}

async function readText(folder: string, file: string, mend: string): Promise<string> {
  try {
    return (await readFile(join(folder, file), 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR')
      throw new ExportFolderError(`${folder} is not a folder: name the folder that holds settings.json and final/.`);
    const why = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder, not a file' : 'cannot be read';
    throw new ExportFolderError(`${join(folder, file)} ${why}: ${mend}.`);
  }
}

function parseSettings(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser repeats what it read; settings hold no patient, so its words may be shown.
    throw new ExportFolderError(`settings.json is not valid JSON: ${(error as Error).message}.`);
  }
}

/** A whole list at once; when the file is broken somewhere, line by line, so that only the broken rows are lost. */
function parseRows(text: string, file: string): { rows: unknown[]; numbers: number[]; rejected: Reject[] } {
  const whole = tryJson(text);
  if (Array.isArray(whole)) return { rows: whole, numbers: whole.map((_row, index) => index + 1), rejected: [] };
  const rows: unknown[] = [];
  const numbers: number[] = [];
  const rejected: Reject[] = [];
  let number = 0;
  for (const line of text.split('\n')) {
    const piece = line.trim().replace(/^\[/, '').replace(/\]$/, '').replace(/,$/, '').trim();
    if (piece === '') continue;
    number += 1;
    const row = tryJson(piece);
    if (row === undefined)
      rejected.push({
        file,
        row: number,
        field: '',
        problem: 'is not valid JSON',
        mend: 'write each row as one JSON object on a line of its own',
      });
    else {
      rows.push(row);
      numbers.push(number);
    }
  }
  return { rows, numbers, rejected };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
