// What a case takes on disk. In: made-up patients as the engine stores them, copied row by row into 300 practices. Out: kB a
// case for every table with its indexes. Rule owned: docs/scaling.md says what is measured here, give or take a seventh.
import { readFileSync } from 'node:fs';
import { createContent } from '@implant-journey/content';
import {
  createImplantJourneys,
  findScenario,
  type ScenarioInput,
  simulate,
  simulatedPractice,
  standardProtocol,
} from '@implant-journey/core';
import { consent, contactPoint, patient, practice, procedure, recordedNotifier } from '@implant-journey/core/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();
const practices = 300;
const tables = ['journey', 'data_key', 'address', 'address_history', 'ledger', 'audit'];

/** Lived to their end: on time, never answering, and a full arch; seven months to a year. */
const lives = ['books-on-time', 'silent-after-graft', 'full-arch'].map((id) => findScenario(id) as ScenarioInput);

const page = readFileSync(new URL('../../../docs/scaling.md', import.meta.url), 'utf8');
const content = createContent();
const sql = async <Row>(statement: string) => (await database.superuser.query(statement)).rows as readonly Row[];

/** The rows of a schema again for every practice, in the order of time in which they would come. */
async function copy(from: string, to: string, mark: string): Promise<void> {
  for (const table of tables) {
    const columns = await sql<{ readonly name: string }>(
      `select attname as name from pg_attribute where attrelid = '${from}.${table}'::regclass and attnum > 0
       and not attisdropped and attgenerated = '' and attname not in ('practice_id', 'patient_id')`,
    );
    const names = columns.map(({ name }) => name).join(', ');
    const time = columns.some(({ name }) => name === 'revision') ? 'revision, ' : '';
    await sql(
      `insert into ${to}.${table} (practice_id, patient_id, ${names})
       select 'practice-' || n, patient_id || '${mark}', ${names} from ${from}.${table}
       cross join generate_series(1, ${practices}) as n order by ${time}md5(n || patient_id)`,
    );
  }
}

const kBOf = async (schema: string, table: string, cases: number) => {
  await sql(`vacuum ${schema}.${table}`);
  const [row] = await sql<{ readonly kB: number }>(
    `select pg_total_relation_size('${schema}.${table}') / 1000.0::float8 / ${cases} as "kB"`,
  );
  return row?.kB ?? Number.NaN;
};

/** 40 patients of a practice with an implant of that day, as their charts came. */
async function seedNew(): Promise<number> {
  const journeys = createImplantJourneys({
    store: await workerStore(database, 'first_day'),
    clock: { now: () => '2026-01-12T21:40:00Z' },
    practices: [{ practice: practice(), protocol: standardProtocol }],
    channels: [],
    content,
    notifier: recordedNotifier(),
    newId: () => crypto.randomUUID(),
  });
  const facts = Array.from({ length: 40 }, (_, number) => {
    const patientId = `patient-${1000 + number}`;
    return [
      patient({ patientId }),
      contactPoint({ patientId, value: `312${5_550_000 + number}` }),
      consent({ patientId }),
      procedure({ patientId, id: `implant-${number}`, teeth: ['19'], serviceOn: '2026-01-12' }),
    ];
  });
  await journeys.record('harbor', facts.flat());
  await workerStore(database, 'sized_new');
  await copy('first_day', 'sized_new', '');
  return practices * facts.length;
}

/** Gives what happened in a life, on average. */
async function seedLived() {
  await workerStore(database, 'sized_lived');
  const lived = await Promise.all(
    lives.map(async (scenario, index) => {
      const store = await workerStore(database, `life_${index}`);
      const rules = { content, practice: simulatedPractice, protocol: standardProtocol };
      const { lines, journey } = await simulate(scenario, { store, ...rules });
      return {
        messages: lines.filter(({ who }) => who === 'message').length,
        changes: journey.revision,
        days: new Set(lines.map(({ wallClock }) => wallClock.slice(0, 10))).size,
      };
    }),
  );
  for (const index of lives.keys()) await copy(`life_${index}`, 'sized_lived', `-${index}`);
  const mean = (what: keyof (typeof lived)[number]) => lived.reduce((sum, one) => sum + one[what], 0) / lived.length;
  return { cases: practices * lives.length, messages: mean('messages'), changes: mean('changes'), days: mean('days') };
}

/** Journeys written anew two times each, a fifth of them between two vacuums, as autovacuum does unless told otherwise. */
async function wearOut(schema: string): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await sql(
      `update ${schema}.journey set document = document || ''::bytea, due_at = due_at + interval '1 day'
       where abs(hashtext(practice_id || patient_id || ${round})) % 5 = 0`,
    );
    await sql(`vacuum ${schema}.journey`);
  }
}

/** Cells of the first table under a heading. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  const lines = after.split('\n');
  const from = lines.findIndex((line) => line.startsWith('|'));
  const until = lines.findIndex((line, index) => index > from && !line.startsWith('|'));
  const cells = (line: string) => line.split('|').slice(1, -1);
  return lines.slice(from + 2, until).map((line) => cells(line).map((cell) => cell.trim()));
}

/** A number told and the one measured; where they differ too much, a test says both. */
function expectNear(told: string | undefined, real: number, what: string): void {
  const isNear = Math.abs(Number(told) - real) <= real / 7 + 0.01;
  expect(isNear, `${what}: docs/scaling.md says ${told}, measured is ${real.toFixed(2)}`).toBe(true);
}

describe('docs/scaling.md says', () => {
  const rows: { readonly name: string; readonly fresh: number; readonly lived: number }[] = [];
  let life: Awaited<ReturnType<typeof seedLived>>;
  /** kB in an anchor for a case that changed since the one before. */
  let anchored: number;
  const livedIn = (...names: readonly string[]) =>
    rows.filter(({ name }) => names.includes(name.replaceAll('`', ''))).reduce((sum, { lived }) => sum + lived, 0);

  beforeAll(async () => {
    const newCases = await seedNew();
    life = await seedLived();
    for (const table of tables) {
      const [fresh, lived] = [await kBOf('sized_new', table, newCases), await kBOf('sized_lived', table, life.cases)];
      rows.push({ name: `\`${table}\``, fresh, lived });
    }
    await wearOut('sized_lived');
    const worn = await kBOf('sized_lived', 'journey', life.cases);
    rows.push({ name: 'dead rows of `journey`', fresh: 0, lived: worn - livedIn('journey') });
    const sum = (which: 'fresh' | 'lived') => rows.reduce((total, row) => total + row[which], 0);
    rows.push({ name: 'together', fresh: sum('fresh'), lived: sum('lived') });
    await sql(`select sized_new.anchor_audit('practice-' || n) from generate_series(1, ${practices}) as n`);
    anchored = await kBOf('sized_new', 'audit_anchor', newCases);
  });

  it('what a case takes, table by table', () => {
    const told = tableUnder('What a case takes');
    expect(told.map(([name]) => name)).toEqual(rows.map(({ name }) => name));
    for (const [index, { name, fresh, lived }] of rows.entries()) {
      expectNear(told[index]?.[1], fresh, `${name}, new`);
      expectNear(told[index]?.[2], lived, `${name}, lived`);
    }
    expectNear(/An anchor holds another ([\d.]+) kB/.exec(page)?.[1], anchored, 'an anchor');
    const [, messages, changes] = /Such a life has (\d+) messages and (\d+) changes/.exec(page) ?? [];
    expectNear(messages, life.messages, 'messages');
    expectNear(changes, life.changes, 'changes');
  });

  it('what the whole market takes', () => {
    const told = new Map(
      tableUnder('On paper: every implant practice of the United States').map(([what = '', size = '']) => [what, size]),
    );
    const [cases, messages] = [5.4, 243];
    expect([told.get('Open cases'), told.get('Messages')]).toEqual([
      `${cases} million`,
      expect.stringMatching(new RegExp(`^${messages} million a year`)),
    ]);
    const documents = livedIn('journey', 'dead rows of journey', 'data_key', 'address', 'address_history');
    for (const [what, each, millions] of [
      ['Journeys, keys, addresses', documents, cases],
      ['Audit', livedIn('audit') / life.messages, messages],
      ['Ledger', livedIn('ledger') / life.messages, messages],
      ['Anchors, one a day', (anchored * life.days) / life.messages, messages],
    ] as const) {
      const [, kB, gigabytes] = /^([\d.]+) kB a .*: (\d+) GB/.exec(told.get(what) ?? '') ?? [];
      expectNear(kB, each, `${what}, kB`);
      expectNear(gigabytes, each * millions, `${what}, GB`);
    }
    expectNear(
      /^([\d.]+) a message/.exec(told.get('Changes of journeys') ?? '')?.[1],
      life.changes / life.messages,
      'changes',
    );
  });
});
