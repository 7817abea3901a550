// From a practice's export folder to facts and case rules. In: a folder path. Out: what `backtest` needs, and every
// row that could not be used, by file, row and field. Progress is told as files are read.
import { type CaseRules, type Fact, standardCaseRules } from '@implant-journey/core';
import { codeMapOf, fromOpenDental, readSettings } from '@implant-journey/pms-open-dental';
import { type ExportList, exportFiles, type Reject, readExportFolder } from './export-folder.js';

export interface Practice {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly rules: CaseRules;
  /** Rows set aside; all others were used. */
  readonly rejected: readonly Reject[];
}

/**
 * Reads an export in the shapes of the Open Dental API.
 * @param recordedAt - Instant noted as the time the rows were read, UTC ISO.
 * @throws {ExportFolderError} when a file that must be there cannot be read.
 * @throws {JourneyError} `pms/invalid-settings` when `settings.json` names a field wrongly.
 */
export async function readPractice(
  folder: string,
  recordedAt: string,
  onFile?: (file: string, rows: number) => void,
): Promise<Practice> {
  const { settings: raw, lists, rowNumbers, rejected } = await readExportFolder(folder, onFile);
  const settings = readSettings(raw);
  const mapped = fromOpenDental(lists, { settings, recordedAt });
  const rows = mapped.rejected.map(({ resource, row, ...what }): Reject => {
    const list = resource as ExportList;
    return { file: exportFiles[list], row: rowNumbers[list][row] ?? row + 1, ...what };
  });
  return {
    name: settings.clinics.map(({ name }) => name).join(', '),
    facts: mapped.facts,
    rules: {
      ...standardCaseRules,
      codeMap: [...codeMapOf(settings), ...standardCaseRules.codeMap],
      appointmentTypes: settings.appointmentTypes,
    },
    rejected: [...rejected, ...rows],
  };
}
