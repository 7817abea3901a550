// A client that means harm, with every right its login has. In: a database with roles, and a way to run statements as one
// of them. Rule checked: a login bound to one practice reads and changes nothing of another, however it asks. The same
// cases run on an embedded Postgres and on a server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresStore, type Database, migrate, type PostgresStore } from '../src/index.js';
import { dueAt, harbor, journeyDue, mesa } from './journeys.js';
import { madeUpKeys } from './made-up-keys.js';
import type { Client, Place } from './place.js';

const tables = [
  'journey',
  'data_key',
  'ledger',
  'address',
  'address_history',
  'feed',
  'feed_turn',
  'directory',
  'audit',
  'audit_anchor',
];
const readable = tables.filter((table) => table !== 'audit' && table !== 'audit_anchor');
const setPractice = (practiceId: string) => `set implant_journey.practice_id = '${practiceId}';`;

export function hostileCases(open: () => Promise<Place>): void {
  let place: Place;
  let clinic: Client;
  const keys = madeUpKeys();
  const storeAs = (database: Database): PostgresStore => createPostgresStore({ database, schema: place.schema, keys });
  const q = (statements: string) => statements.replaceAll('$.', `${place.schema}.`);

  /** Everything of harbor, as a superuser sees it. */
  async function ofHarbor(): Promise<string> {
    const parts: unknown[] = [];
    for (const table of tables)
      parts.push(
        await place.superuser.run(q(`select t::text from $.${table} t where practice_id = '${harbor}' order by 1`)),
      );
    return JSON.stringify(parts);
  }
  const refused = (statements: string, client = clinic) =>
    expect(client.run(q(statements)), statements).rejects.toThrow(
      /permission denied|row-level security|must be owner|only added to|not supported/,
    );

  beforeAll(async () => {
    place = await open();
    await migrate({ database: place.owner, schema: place.schema });
    for (const [role, duty, practiceId] of [
      ['worker', 'worker', null],
      ['clinic', 'practice', mesa],
      ['auditor', 'auditor', harbor],
    ] as const) {
      await place.as(role);
      await place.owner.query(q('select $.grant_access($1, $2, $3)'), [place.nameOf(role), duty, practiceId]);
    }
    clinic = await place.as('clinic');
    const store = storeAs(await place.as('worker'));
    await store.apply(harbor, [journeyDue(harbor, 'ana', dueAt)]);
    await store.apply(mesa, [journeyDue(mesa, 'ana', dueAt)]);
    for (const practiceId of [harbor, mesa]) {
      await store.saveFeed(practiceId, 'chart', { cursor: '1', asOf: dueAt });
      await store.claimFeed(practiceId, 'chart', { now: dueAt, until: '2026-03-02T10:00:00Z' });
      await store.saveDirectory(practiceId, { practitioner: [], location: [] });
      await store.anchorAudit(practiceId);
    }
  });

  let before = '';
  beforeAll(async () => {
    before = await ofHarbor();
  });
  afterAll(async () => expect(await ofHarbor()).toBe(before));

  describe('a login bound to one practice', () => {
    it('works for its own practice as any worker does, but for claims across practices', async () => {
      const store = storeAs(clinic);
      expect((await store.load(mesa, ['ana']))[0]?.revision).toBe(1);
      expect(await store.apply(mesa, [{ ...journeyDue(mesa, 'ana', dueAt), expectedRevision: 1 }])).toEqual([
        { kind: 'applied', revision: 2 },
      ]);
      expect((await store.facts(mesa, 'ana')).length).toBe(8);
      expect((await store.feed(mesa, 'chart'))?.cursor).toBe('1');
      expect((await store.verifyAudit(mesa)).isIntact).toBe(true);
    });

    it('sees nothing of another through the store', async () => {
      const store = storeAs(clinic);
      expect((await store.load(harbor, ['ana']))[0]?.revision).toBe(0);
      expect(await store.patients(harbor)).toEqual([]);
      expect(await store.facts(harbor, 'ana')).toEqual([]);
      expect(await store.findByAddress(harbor, '3125550142')).toEqual([]);
      expect(await store.addressHistory(harbor, ['3125550142'])).toEqual([]);
      expect(await store.withOpenEscalations(harbor)).toEqual([]);
      expect(await store.feed(harbor, 'chart')).toBe(null);
      expect((await store.directory(harbor)).location).toEqual([]);
      expect((await store.verifyAudit(harbor)).rows).toBe(0);
      expect(await store.rewrapKeys(harbor)).toBe(0);
      expect(await store.shredPatient(harbor, 'ana', { by: 'x', why: 'x' }).catch(() => 'refused')).toBe('refused');
    });

    it('changes nothing of another through the store', async () => {
      const store = storeAs(clinic);
      const stale = { ...journeyDue(harbor, 'ana', dueAt), expectedRevision: 1 };
      expect(await store.apply(harbor, [stale])).toEqual([{ kind: 'conflict' }]);
      for (const attempt of [
        () => store.apply(harbor, [journeyDue(harbor, 'new', dueAt)]),
        () => store.saveFeed(harbor, 'chart', { cursor: '0', asOf: dueAt }),
        () => store.saveDirectory(harbor, { practitioner: [], location: [] }),
        () => store.anchorAudit(harbor),
        () => store.claimFeed(harbor, 'chart', { now: '2026-03-03T00:00:00Z', until: '2026-03-03T01:00:00Z' }),
        () => store.takePermits([{ key: 'sms', wanted: 1, perSecond: 1 }], dueAt),
        () => store.nextDueAt(),
        () => store.claimDue({ limit: 10, leaseMs: 1000 }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'store/unavailable', subject: { state: '42501' } });
    });

    it.each(['', harbor, mesa])('selects no row of another, with the practice set to "%s"', async (practiceId) => {
      for (const table of readable)
        expect(
          await clinic.run(q(`${setPractice(practiceId)} select * from $.${table} where practice_id <> '${mesa}'`)),
          table,
        ).toEqual([]);
      for (const table of readable.filter((name) => name !== 'address_history')) {
        const own = await clinic.run(q(`${setPractice(practiceId)} select * from $.${table}`));
        expect(own.length > 0, table).toBe(practiceId === mesa);
      }
    });

    it('inserts, updates and deletes no row of another', async () => {
      for (const table of readable) {
        const columns = await place.superuser.run(
          `select attname from pg_attribute where attrelid = '${place.schema}.${table}'::regclass and attnum > 0
           and not attisdropped and attgenerated = '' and attname <> 'practice_id'`,
        );
        const list = columns.map(({ attname }) => attname).join(', ');
        for (const practiceId of [harbor, mesa]) {
          await refused(
            `${setPractice(practiceId)} insert into $.${table} (practice_id, ${list}) select '${harbor}', ${list} from $.${table} union all select '${harbor}', ${list} from (select (t).* from (select null::$.${table} as t) as n) as m`,
          );
          const update = clinic.run(
            q(
              `${setPractice(practiceId)} update $.${table} set practice_id = practice_id where practice_id = '${harbor}' returning 1`,
            ),
          );
          expect(await update.catch(() => [])).toEqual([]);
          const remove = clinic.run(
            q(`${setPractice(practiceId)} delete from $.${table} where practice_id = '${harbor}' returning 1`),
          );
          expect(await remove.catch(() => [])).toEqual([]);
        }
        if (table !== 'address_history')
          await refused(`${setPractice(mesa)} update $.${table} set practice_id = '${harbor}'`);
        await refused(`truncate $.${table}`);
      }
    });

    it('learns nothing from a function of its own that looks at rows before they are filtered', async () => {
      const leak = `create or replace function pg_temp.leak(value bytea) returns boolean language plpgsql cost 0.0000001
        as $leak$ begin raise exception 'leaked'; end $leak$;`;
      const look = (practiceId: string) =>
        q(`${setPractice(practiceId)} ${leak} select * from $.journey where pg_temp.leak(document)`);
      expect(await clinic.run(look(harbor))).toEqual([]);
      await expect(clinic.run(look(mesa))).rejects.toThrow('leaked');
    });

    it('cannot pretend to be a claim, or take its functions', async () => {
      expect(
        await clinic.run(q(`${setPractice('')} set implant_journey.claiming = 'on'; select * from $.journey`)),
      ).toEqual([]);
      for (const call of [
        `claim_due(null, 10, '1 second')`,
        `extend_claims('[]', null, '1 second')`,
        `release_claims('[]')`,
        `prune('${mesa}', now(), now())`,
        `renew_grants()`,
        `grant_access('${place.nameOf('clinic')}', 'worker')`,
      ])
        await refused(`select $.${call}`);
    });

    it('cannot loosen what binds it', async () => {
      for (const statement of [
        `insert into $.login values ('${place.nameOf('clinic')}', 'worker', null)`,
        `update $.login set practice_id = '${harbor}'`,
        `delete from $.login`,
        `alter table $.journey disable row level security`,
        `alter table $.journey no force row level security`,
        `drop policy own_practice on $.journey`,
        `create policy mine on $.journey using (true)`,
        `alter function $.practice_in_use() rename to other`,
        `create or replace function $.practice_in_use() returns text language sql as $x$ select '${harbor}' $x$`,
        `create function $.mine() returns int language sql as $x$ select 1 $x$`,
        `create table $.mine (a int)`,
        `drop table $.login`,
        `select * from $.migration`,
      ])
        await refused(statement);
      expect(await clinic.run(q('select * from $.login'))).toEqual([
        { role_name: place.nameOf('clinic'), duty: 'practice', practice_id: mesa },
      ]);
    });

    it('adds to the audit of its own practice only, and changes none', async () => {
      for (const statement of [
        `${setPractice(harbor)} insert into $.audit select '${harbor}', 'x', 1, now(), 1, '', sha256('')`,
        `${setPractice(mesa)} update $.audit set generation = 7`,
        `${setPractice(mesa)} delete from $.audit`,
        `${setPractice(mesa)} delete from $.audit_anchor`,
        `${setPractice(mesa)} delete from $.ledger`,
        `${setPractice(mesa)} delete from $.journey`,
      ])
        await refused(statement);
    });
  });

  describe('a worker of all practices', () => {
    it('sees nothing while it has named no practice, and one practice at a time', async () => {
      const worker = await place.as('worker');
      for (const table of readable) {
        expect(await worker.run(q(`${setPractice('')} select * from $.${table}`)), table).toEqual([]);
        const seen = await worker.run(q(`${setPractice(harbor)} select distinct practice_id from $.${table}`));
        expect(
          seen.every(({ practice_id }) => practice_id === harbor),
          table,
        ).toBe(true);
      }
      await refused(`${setPractice(harbor)} insert into $.feed values ('${mesa}', 'x', 'x', 'x')`, worker);
    });

    it('gets ids from a claim, and leaves no practice open behind it', async () => {
      const worker = await place.as('worker');
      const claims = await worker.run(
        q(`begin; select * from $.claim_due('2020-01-01', 10, '1 second'); select * from $.journey`),
      );
      expect(claims).toEqual([]);
      await worker.run('rollback');
    });

    it('cannot change the audit, remove journeys or old rows', async () => {
      const worker = await place.as('worker');
      for (const statement of [
        `delete from $.audit`,
        `update $.audit set generation = 1`,
        `delete from $.journey`,
        `delete from $.ledger`,
        `select $.prune('${harbor}', now(), now())`,
        `truncate $.audit`,
      ])
        await refused(`${setPractice(harbor)} ${statement}`, worker);
    });
  });

  describe('an auditor', () => {
    it('checks and exports the audit of its practice', async () => {
      const store = storeAs(await place.as('auditor'));
      expect(await store.verifyAudit(harbor)).toMatchObject({ isIntact: true, rows: 1 });
      const lines: string[] = [];
      for await (const line of store.exportAudit(harbor)) lines.push(line);
      expect(lines.length).toBe(1);
      expect((await store.verifyAudit(mesa)).rows).toBe(0);
    });

    it('reads no journey, no ledger and no address, and writes nothing', async () => {
      const auditor = await place.as('auditor');
      for (const statement of [
        'select document from $.journey',
        'select * from $.ledger',
        'select * from $.address',
        'select * from $.directory',
      ])
        await refused(`${setPractice(harbor)} ${statement}`, auditor);
      for (const table of tables) await refused(`${setPractice(harbor)} delete from $.${table}`, auditor);
      await expect(storeAs(auditor).load(harbor, ['ana'])).rejects.toMatchObject({ subject: { state: '42501' } });
    });
  });

  describe('a login nobody granted anything', () => {
    it('sees no table and calls no function', async () => {
      const stranger = await place.as('stranger');
      for (const table of tables) await refused(`select * from $.${table}`, stranger);
      await refused(`select $.practice_in_use()`, stranger);
      await refused(`select * from $.load_journeys('${harbor}', '{ana}')`, stranger);
    });
  });

  describe('the owner of the schema', () => {
    it('sees nothing either, while it has named no practice', async () => {
      for (const table of tables)
        expect(await place.owner.run(q(`${setPractice('')} select * from $.${table}`)), table).toEqual([]);
    });
  });
}
