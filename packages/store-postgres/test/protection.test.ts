// What somebody sees who has the whole database and no key; what is left of a shredded patient; what a rotation changes.
import { emptyDocument, foldFacts, type JourneyChange, JourneyError, type Keys } from '@implant-journey/core';
import { consent, location } from '@implant-journey/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalKeys, createPostgresStore, migrate, type PostgresStore } from '../src/index.js';
import { freshSchema, pglite } from './embedded.js';
import { dueAt, factsAbout, harbor, journeyDue, mesa, secrets } from './journeys.js';
import { base64Key, madeUpKeys } from './made-up-keys.js';

let schema: string;

beforeEach(async () => {
  schema = freshSchema();
  await migrate({ database: await pglite(), schema });
});

const storeWith = async (keys: Keys, more: { readonly cachedKeys?: number } = {}): Promise<PostgresStore> =>
  createPostgresStore({ database: await pglite(), schema, keys, ...more });

/** Every value of every column of the schema, as text and as what its bytes would read as. */
async function everything(): Promise<string> {
  const database = await pglite();
  const { rows } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE'`,
    [schema],
  );
  const texts: string[] = [];
  for (const { name } of rows) {
    const table = await database.query<Record<string, unknown>>(`select * from ${schema}.${name}`);
    for (const row of table.rows)
      for (const value of Object.values(row))
        texts.push(value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : textOf(value));
  }
  return texts.join('\n');
}

/** JSON knows no large numbers. */
const textOf = (value: unknown) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value));

const deed = { by: 'dr-cole', why: 'asked for it' };

/** A stop said from the patient's own number. */
const stop = (patientId: string) =>
  consent({ patientId, id: 'stop', decision: 'revoked', address: secrets.phone, evidence: secrets.words });

function journeyWithStop(patientId: string): JourneyChange {
  const facts = [...factsAbout(patientId), stop(patientId)];
  const empty = emptyDocument(harbor, patientId);
  return { patientId, expectedRevision: 0, facts, document: { ...empty, journey: foldFacts(empty.journey, facts) } };
}

describe('the database alone', () => {
  it('shows no name, number, address or word of a patient in any column', async () => {
    const store = await storeWith(madeUpKeys());
    await store.apply(harbor, [journeyWithStop('ana'), journeyDue(harbor, 'ben', dueAt)]);
    await store.apply(harbor, [{ ...journeyDue(harbor, 'ben', dueAt), expectedRevision: 1 }]);
    await store.saveDirectory(harbor, { practitioner: [], location: [location({ name: 'Quillfeather Street' })] });
    await store.anchorAudit(harbor);
    const seen = await everything();
    expect(seen).toContain('harbor');
    for (const secret of [...Object.values(secrets), 'Quillfeather', 'swelling', '555-0142', '5550142', 'placement'])
      expect(seen.toLowerCase().includes(secret.toLowerCase()), secret).toBe(false);
    // The look has teeth: what the store gives back holds all of it.
    const told = JSON.stringify([await store.load(harbor, ['ana']), await store.directory(harbor)]);
    for (const secret of [secrets.givenName, secrets.familyName, secrets.phone, secrets.mail, secrets.words])
      expect(told).toContain(secret);
  });

  it('shows another hash for one number in another practice', async () => {
    const store = await storeWith(madeUpKeys());
    await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
    await store.apply(mesa, [journeyDue(mesa, 'ana', dueAt)]);
    const { rows } = await (await pglite()).query(`select distinct hash from ${schema}.address`);
    expect(rows.length).toBe(4);
  });

  it('gives nothing under keys of somebody else', async () => {
    await (await storeWith(madeUpKeys())).apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
    const stranger = await storeWith(madeUpKeys());
    const refused = await stranger.load(harbor, ['ana']).catch((error: unknown) => error);
    expect(JourneyError.is(refused) && refused.code).toBe('keys/refused');
    expect(await stranger.findByAddress(harbor, secrets.phone)).toEqual([]);
  });

  it.each([
    [
      'of another patient',
      `update $.journey j set document = (select document from $.journey where patient_id = 'ben') where patient_id = 'ana'`,
    ],
    [
      'of another patient with its key',
      `update $.data_key set wrapped = (select wrapped from $.data_key where patient_id = 'ben') where patient_id = 'ana'`,
    ],
    [
      'altered by one bit',
      `update $.journey set document = set_byte(document, 50, get_byte(document, 50) # 1) where patient_id = 'ana'`,
    ],
    ['of an older revision', `update $.journey set document = (select document from $.kept) where patient_id = 'ana'`],
    ['in an unknown form', `update $.journey set document = set_byte(document, 0, 9) where patient_id = 'ana'`],
  ])('does not pass off a document %s', async (_what, sql) => {
    const keys = madeUpKeys();
    const store = await storeWith(keys);
    const database = await pglite();
    await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt), journeyDue(harbor, 'ben', dueAt)]);
    await database.exec(
      `create table ${schema}.kept as select document from ${schema}.journey where patient_id = 'ana'`,
    );
    await store.apply(harbor, [{ ...journeyDue(harbor, 'ana', dueAt), expectedRevision: 1 }]);
    await database.exec(sql.replaceAll('$.', `${schema}.`));
    const refused = await (await storeWith(keys)).load(harbor, ['ana']).catch((error: unknown) => error);
    expect(JourneyError.is(refused) && ['store/unreadable', 'keys/refused'].includes(refused.code)).toBe(true);
    expect(JSON.stringify(refused)).not.toContain(secrets.familyName);
    expect((await store.load(harbor, ['ben']))[0]?.revision).toBe(1);
  });
});

describe('the key service', () => {
  function counted(keys: Keys) {
    const calls: string[] = [];
    const counting: Keys = {
      newest: () => keys.newest(),
      hashSecret: () => keys.hashSecret(),
      wrap(list) {
        calls.push(`wrap ${list.length}`);
        return keys.wrap(list);
      },
      unwrap(list) {
        calls.push(`unwrap ${list.length}`);
        return keys.unwrap(list);
      },
    };
    return { keys: counting, calls };
  }
  const ids = Array.from({ length: 40 }, (_, index) => `patient-${index}`);

  it('is asked once for a batch, and not again while a key is known', async () => {
    const own = madeUpKeys();
    const writing = counted(own);
    const store = await storeWith(writing.keys);
    await store.apply(
      harbor,
      ids.map((id) => journeyDue(harbor, id, dueAt)),
    );
    await store.load(harbor, ids);
    await store.apply(
      harbor,
      ids.map((id) => ({ ...journeyDue(harbor, id, dueAt), expectedRevision: 1 })),
    );
    expect(writing.calls).toEqual(['wrap 40']);
    const reading = counted(own);
    const other = await storeWith(reading.keys);
    await other.load(harbor, ids);
    await other.facts(harbor, 'patient-1');
    await other.apply(
      harbor,
      ids.map((id) => ({ ...journeyDue(harbor, id, dueAt), expectedRevision: 2 })),
    );
    expect(reading.calls).toEqual(['unwrap 40']);
  });

  it('is asked again for what did not fit into memory, in one call still', async () => {
    const own = counted(madeUpKeys());
    const store = await storeWith(own.keys, { cachedKeys: 10 });
    await store.apply(
      harbor,
      ids.map((id) => journeyDue(harbor, id, dueAt)),
    );
    expect((await store.load(harbor, ids)).every(({ document }) => document.steps.length === 1)).toBe(true);
    const results = await store.apply(
      harbor,
      ids.map((id) => ({ ...journeyDue(harbor, id, dueAt), expectedRevision: 1 })),
    );
    expect(results.every(({ kind }) => kind === 'applied')).toBe(true);
    expect(own.calls.length).toBe(3);
    expect(own.calls[0]).toBe('wrap 40');
  });

  it('unwraps a key once for a ledger of many rows', async () => {
    const own = madeUpKeys();
    const store = await storeWith(own);
    for (let revision = 0; revision < 5; revision += 1)
      await store.apply(harbor, [{ ...journeyDue(harbor, 'ana', dueAt), expectedRevision: revision }]);
    const reading = counted(own);
    expect((await (await storeWith(reading.keys)).facts(harbor, 'ana')).length).toBe(20);
    expect(reading.calls).toEqual(['unwrap 1']);
  });

  it('that is away fails the call, and the next one works', async () => {
    const own = madeUpKeys();
    let away = true;
    const store = await storeWith({
      ...own,
      hashSecret: () =>
        away ? Promise.reject(new JourneyError('keys/unavailable', 'away', { retryable: true })) : own.hashSecret(),
    });
    await expect(store.apply(harbor, [journeyDue(harbor, 'ana', dueAt)])).rejects.toThrow('away');
    away = false;
    expect(await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt)])).toEqual([{ kind: 'applied', revision: 1 }]);
  });
});

describe('a rotation', () => {
  it('puts every data key under the newest key, and leaves every document as it is', async () => {
    const [first, second, hashSecret] = [base64Key(), base64Key(), base64Key()];
    const before = createLocalKeys({ keys: { first }, newest: 'first', hashSecret });
    const both = createLocalKeys({ keys: { first, second }, newest: 'second', hashSecret });
    const after = createLocalKeys({ keys: { second }, newest: 'second', hashSecret });
    const ids = Array.from({ length: 600 }, (_, index) => `patient-${index}`);
    const store = await storeWith(before);
    await store.apply(
      harbor,
      ids.map((id) => journeyDue(harbor, id, dueAt)),
    );
    await store.apply(mesa, [journeyDue(mesa, 'ana', dueAt)]);
    await store.saveDirectory(harbor, { practitioner: [], location: [location()] });
    const documents = async () =>
      (await (await pglite()).query(`select document from ${schema}.journey order by practice_id, patient_id`)).rows;
    const sealed = await documents();
    expect(await (await storeWith(both)).rewrapKeys(harbor)).toBe(601);
    expect(await (await storeWith(both)).rewrapKeys(harbor)).toBe(0);
    expect(await documents()).toEqual(sealed);
    const rotated = await storeWith(after);
    expect((await rotated.load(harbor, ids)).every(({ document }) => document.steps.length === 1)).toBe(true);
    expect((await rotated.directory(harbor)).location.length).toBe(1);
    await expect(rotated.load(mesa, ['ana'])).rejects.toThrow(/not wrapped by a key held here/);
  });
});

describe('shredding a patient', () => {
  it('leaves an empty journey at the next revision, and nothing that can be read or found', async () => {
    const store = await storeWith(madeUpKeys());
    await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt), journeyDue(harbor, 'ben', dueAt)]);
    const database = await pglite();
    const rowsOf = async (table: string) =>
      (await database.query(`select from ${schema}.${table} where patient_id = 'ana'`)).rows.length;
    expect(await store.shredPatient(harbor, 'ana', deed)).toBe(true);
    const [ana] = await store.load(harbor, ['ana']);
    expect(ana).toEqual({ practiceId: harbor, patientId: 'ana', revision: 2, document: emptyDocument(harbor, 'ana') });
    expect(await store.facts(harbor, 'ana')).toEqual([]);
    expect(await store.patients(harbor)).toEqual(['ben']);
    expect(await store.findByAddress(harbor, secrets.phone)).toEqual(['ben']);
    expect(
      (await store.claimDue({ now: '2026-03-02T15:00:00Z', limit: 9, leaseMs: 1000 })).map((one) => one.patientId),
    ).toEqual(['ben']);
    expect([await rowsOf('data_key'), await rowsOf('address'), await rowsOf('ledger'), await rowsOf('audit')]).toEqual([
      0, 0, 1, 2,
    ]);
    expect(await store.facts(harbor, 'ben')).not.toEqual([]);
    expect(await store.shredPatient(harbor, 'ana', deed)).toBe(false);
    expect(await store.shredPatient(harbor, 'nobody', deed)).toBe(false);
  });

  it('holds for other processes at once, though they know the key', async () => {
    const keys = madeUpKeys();
    const [one, other] = [await storeWith(keys), await storeWith(keys)];
    await one.apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
    await other.load(harbor, ['ana']);
    await one.shredPatient(harbor, 'ana', deed);
    expect((await other.load(harbor, ['ana']))[0]?.document).toEqual(emptyDocument(harbor, 'ana'));
    expect(await other.facts(harbor, 'ana')).toEqual([]);
    const late = { ...journeyDue(harbor, 'ana', dueAt), expectedRevision: 1 };
    expect(await other.apply(harbor, [late])).toEqual([{ kind: 'conflict' }]);
    await other.load(harbor, ['ana']);
    expect(await other.apply(harbor, [{ ...late, expectedRevision: 2 }])).toEqual([{ kind: 'applied', revision: 3 }]);
  });

  it('lets a chart that reports the patient again begin anew, under another key', async () => {
    const keys = madeUpKeys();
    const [one, other] = [await storeWith(keys), await storeWith(keys)];
    await one.apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
    await other.load(harbor, ['ana']);
    await one.shredPatient(harbor, 'ana', deed);
    const again = { ...journeyDue(harbor, 'ana', dueAt), expectedRevision: 2 };
    // This process still knows the key that is gone, and was told the revision by somebody else.
    expect(await other.apply(harbor, [again])).toEqual([{ kind: 'conflict' }]);
    expect(await other.apply(harbor, [again])).toEqual([{ kind: 'applied', revision: 3 }]);
    for (const store of [one, other, await storeWith(keys)]) {
      expect((await store.load(harbor, ['ana']))[0]?.document.steps.length).toBe(1);
      expect((await store.facts(harbor, 'ana')).length).toBe(4);
    }
  });

  it('keeps the stop of a number, for everybody who uses it, and nothing else of it', async () => {
    const store = await storeWith(madeUpKeys());
    await store.apply(harbor, [journeyWithStop('ana')]);
    const [before] = await store.addressHistory(harbor, [secrets.digits]);
    await store.shredPatient(harbor, 'ana', deed);
    expect(await store.addressHistory(harbor, [secrets.digits])).toEqual([{ ...before, sentAt: [] }]);
    expect(before?.stops.length).toBe(1);
  });

  it('works for a document that cannot be read any more', async () => {
    const store = await storeWith(madeUpKeys());
    await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
    await (await pglite()).exec(`update ${schema}.journey set document = '\\x00'`);
    expect(await store.shredPatient(harbor, 'ana', deed)).toBe(true);
    expect((await store.load(harbor, ['ana']))[0]?.revision).toBe(2);
  });
});

it('a shredding without a name or a reason is refused, and nothing is shredded', async () => {
  const store = await storeWith(madeUpKeys());
  await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
  for (const deed of [
    { by: ' ', why: 'asked for it' },
    { by: 'dr-cole', why: '' },
  ])
    await expect(store.shredPatient(harbor, 'ana', deed)).rejects.toMatchObject({ code: 'store/invalid-settings' });
  expect((await store.load(harbor, ['ana']))[0]?.revision).toBe(1);
});
