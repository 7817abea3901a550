// From a practice's export folder to facts and case rules. In: a folder path. Out: what `backtest` needs, and every
// row that could not be used, by file, row and field. Progress is told as files are read.
import { join } from 'node:path';
import {
  type CaseRules,
  type Fact,
  type Practice as PracticeSettings,
  parsePractice,
  standardCaseRules,
} from '@implant-journey/core';
import { codeMapOf, fromOpenDental, type OpenDentalSettings, readSettings } from '@implant-journey/pms-open-dental';
import { ExportFolderError, type ExportList, exportFiles, type Reject, readExportFolder } from './export-folder.js';

export interface Practice {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly rules: CaseRules;
  /** The same as the planner needs it: locations with zones and hours. */
  readonly settings: PracticeSettings;
  /** Last day of the export, when its settings tell. */
  readonly exportedUntil: string | null;
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
  for (const [kind, list] of [
    ['patient', 'patients'],
    ['procedure', 'procedurelogs'],
    ['appointment', 'appointments'],
  ] as const) {
    if (mapped.facts.some((fact) => fact.kind === kind)) continue;
    const [first] = rows;
    const why =
      first === undefined ? '' : ` The first: row ${first.row}, ${first.field} ${first.problem}; ${first.mend}.`;
    throw new ExportFolderError(
      `${join(folder, exportFiles[list])} holds no usable row: export the rows of GET /${list} into it.${why}`,
    );
  }
  return {
    name: settings.clinics.map(({ name }) => name).join(', '),
    facts: mapped.facts,
    rules: {
      ...standardCaseRules,
      codeMap: [...codeMapOf(settings), ...standardCaseRules.codeMap],
      appointmentTypes: settings.appointmentTypes,
    },
    settings: practiceOf(settings),
    exportedUntil: settings.to ?? null,
    rejected: [...rejected, ...rows],
  };
}

/** An export names no coordinators: the back-test speaks of the team and the on-call path. */
function practiceOf({ clinics }: OpenDentalSettings): PracticeSettings {
  return parsePractice({
    id: 'export',
    name: clinics.map(({ name }) => name).join(', '),
    // A back-test looks at the whole chart.
    liveFromOn: '1900-01-01',
    locations: clinics.map(({ clinicNum, name, zone, phone, hours }) => ({
      id: clinicNum,
      name,
      zone,
      phone: phone ?? 'not told',
      hours: Object.keys(hours).length === 0 ? everyWeekday : hours,
      team: ['team'],
      onCall: ['on-call'],
    })),
  });
}

/** Assumed where the settings tell no hours. */
const weekday = { open: '08:00', close: '17:00' };
const everyWeekday = { monday: weekday, tuesday: weekday, wednesday: weekday, thursday: weekday, friday: weekday };
