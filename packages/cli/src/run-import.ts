// `import`: a practice's export kept in an embedded database, planned and ready. In: folders and flags. Out: what was new
// and what comes next on `out`, progress on `err`. Rule owned: nothing is sent; the same export again changes nothing.
import { createContent } from '@implant-journey/content';
import {
  addDays,
  createImplantJourneys,
  isPending,
  locationOf,
  type StoredJourney,
  standardProtocol,
  wallClockAt,
} from '@implant-journey/core';
import type { Output } from './command.js';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database.js';
import { type Practice, readPractice } from './practice.js';

export interface ImportFlags {
  readonly asOf: string;
  readonly database: string;
}

/** How many of the next messages are told. */
const shown = 8;
/** Patients loaded at once. */
const batchSize = 200;

export async function runImport(dir: string, { asOf, database }: ImportFlags, { out, err }: Output): Promise<void> {
  const practice = await readPractice(dir, `${asOf}T00:00:00Z`, (file, rows) => err(`read ${file}: ${rows} rows\n`));
  const embedded = await openEmbeddedDatabase(database, practice.name);
  try {
    const changed = await record(practice, embedded, asOf, err);
    const journeys = await allJourneys(embedded, practice.settings.id);
    out(toText({ practice, database, journeys, changed }));
  } finally {
    await embedded.close();
  }
}

/** Patients whose journeys were new or changed. */
async function record(
  { facts, rules, settings }: Practice,
  { store }: EmbeddedDatabase,
  asOf: string,
  err: Output['err'],
): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  const engine = createImplantJourneys({
    store,
    // The evening of the day: what lies before it is history, and messages are planned from the next day on.
    clock: { now: () => `${asOf}T23:59:59Z` },
    practices: [
      { practice: { ...settings, liveFromOn: addDays(asOf, 1) }, protocol: { ...standardProtocol, cases: rules } },
    ],
    channels: [],
    content: createContent(),
    notifier: { notify: async () => undefined },
    newId: () => crypto.randomUUID(),
    onStored: (_practiceId, stored) => {
      for (const { patientId } of stored) changed.add(patientId);
      if (changed.size % 1000 < stored.length) err(`kept ${changed.size} journeys\n`);
    },
  });
  await engine.record(settings.id, facts);
  return changed;
}

async function allJourneys({ store }: EmbeddedDatabase, practiceId: string): Promise<readonly StoredJourney[]> {
  const ids = await store.patients(practiceId);
  const journeys: StoredJourney[] = [];
  for (let from = 0; from < ids.length; from += batchSize)
    journeys.push(...(await store.load(practiceId, ids.slice(from, from + batchSize))));
  return journeys;
}

function toText({
  practice,
  database,
  journeys,
  changed,
}: {
  readonly practice: Practice;
  readonly database: string;
  readonly journeys: readonly StoredJourney[];
  readonly changed: ReadonlySet<string>;
}): string {
  const zoneOf = (locationId: string | null) =>
    locationOf({ practice: practice.settings, patient: null }, locationId).zone;
  const planned = journeys
    .flatMap(({ patientId, document }) =>
      document.steps.flatMap((one) =>
        isPending(one) && one.step.kind !== 'staff' && one.step.mergedInto === null
          ? [{ patientId, at: one.step.dueAt, zone: zoneOf(one.step.event.locationId), what: one.step.because.rule }]
          : [],
      ),
    )
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.patientId < b.patientId ? -1 : 1));
  const what = changed.size === 0 ? 'nothing new' : `${changed.size} new or changed`;
  return `${[
    `${practice.name}: ${journeys.length} journeys in ${database}, ${what}`,
    `${planned.length} messages planned, none is sent by this command. The next:`,
    ...planned
      .slice(0, shown)
      .map(
        ({ at, zone, what: rule, patientId }) =>
          `  ${wallClockAt(at, zone).slice(0, 16)}  ${rule.padEnd(18)} patient ${patientId}`,
      ),
  ].join('\n')}\n`;
}
