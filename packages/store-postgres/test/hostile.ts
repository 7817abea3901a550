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
      await store.apply(mesa, [journeyDue(mesa, 'cy', dueAt)]);
      expect(await store.shredPatient(mesa, 'cy', { by: 'dr-cole', why: 'asked for it' })).toBe(true);
      expect(await place.superuser.run(q(`select from $.data_key where patient_id = 'cy'`))).toEqual([]);
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

    it.each(['', harbor, mesa])(
      'calls no function that writes for another, with the practice set to "%s"',
      async (practiceId) => {
        const change = { number: 0, patient_id: 'new', expected: 0, generation: 1, waits: false, audit: 'AA==' };
        const changes = `'${harbor}', '{new}', '[${JSON.stringify(change)}]'`;
        const calls = [
          `anchor_audit('${harbor}')`,
          `apply_changes(${changes})`,
          `claim_feed('${harbor}', 'chart', now(), now())`,
          `keep_practice_key('${harbor}', 'mine', '')`,
          `save_directory('${harbor}', 1, '')`,
          `save_feed('${harbor}', 'chart', '0', '0')`,
          `save_rewrapped('${harbor}', '[]')`,
          `shred_patient('${harbor}', 'ana', 1, '[]', 'AA==')`,
        ];
        for (const call of [...calls, `apply_and_wake(${changes}, null)`])
          await expect(
            clinic.run(q(`${setPractice(practiceId)} set implant_journey.claiming = 'on'; select $.${call}`)),
            call,
          ).rejects.toThrow('bound to another practice');
        const all = await place.superuser.run(
          `select proname as name from pg_proc where pronamespace = '${place.schema}'::regnamespace and prosecdef
         and 'in_practice' = any (proargnames) order by 1`,
        );
        expect(all.map(({ name }) => name)).toEqual(calls.map((call) => call.split('(')[0]));
      },
    );

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
        `due_in_turn(now(), now(), 10)`,
        `alerts_in_turn(now(), now(), 10)`,
        `extend_claims('[]', null, '1 second')`,
        `release_claims('[]')`,
        `prune('${mesa}', now(), now())`,
        `renew_grants()`,
        `grant_access('${place.nameOf('clinic')}', 'worker')`,
        `revoke_access('${place.nameOf('clinic')}')`,
        `add_anchor('${mesa}', 'pruned')`,
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
        { role: place.nameOf('clinic'), duty: 'practice', practice_id: mesa },
      ]);
    });
  });

  describe.each(['clinic', 'worker'])('a login that works: %s', (role) => {
    it('writes to no table, not even to its own rows: functions do', async () => {
      const client = await place.as(role);
      for (const table of tables)
        for (const statement of [
          `insert into $.${table} (practice_id) values ('${mesa}')`,
          `update $.${table} set practice_id = practice_id`,
          `delete from $.${table}`,
          `truncate $.${table}`,
        ])
          await refused(`${setPractice(mesa)} ${statement}`, client);
    });

    it('destroys and replaces no data key but by shredding and rotation, which say so or keep the key', async () => {
      const client = await place.as(role);
      for (const statement of [
        'delete from $.data_key',
        `delete from $.data_key where patient_id = 'ana'`,
        `update $.data_key set wrapped = ''`,
        `update $.data_key set generation = generation + 1`,
        `insert into $.data_key values ('${mesa}', 'ana', 9, 'mine', '')`,
        `select from $.data_key for update`,
      ])
        await refused(`${setPractice(mesa)} ${statement}`, client);
      const told = q(`${setPractice(mesa)} select $.save_rewrapped('${mesa}',
        '[{"patient_id": "ana", "generation": 1, "was": "AA==", "key_id": "mine", "wrapped": "AA=="}]') as changed`);
      expect(await client.run(told)).toEqual([{ changed: 0 }]);
      const [row] = await client.run(
        q(`${setPractice(mesa)} select $.shred_patient('${mesa}', 'ana', 0, '[]', 'AA==') as revision`),
      );
      expect(row).toEqual({ revision: null });
      // The key of the practice stands under the empty id, which no journey may have.
      await expect(
        client.run(
          q(`select $.apply_changes('${mesa}', '{""}', '[{"number": 0, "patient_id": "", "expected": 0,
            "generation": 1, "waits": false, "audit": "AA=="}]')`),
        ),
      ).rejects.toThrow('journey_patient_id_check');
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

    it('cannot claim but as the claim does, nor turn back the rounds of claims', async () => {
      const worker = await place.as('worker');
      for (const call of [
        `$.due_in_turn(now(), now(), 10)`,
        `$.alerts_in_turn(now(), now(), 10)`,
        `setval('$.due_round', 1)`,
        `nextval('$.alerts_round')`,
      ])
        await refused(`select ${call}`, worker);
    });

    it('cannot remove old rows', async () =>
      refused(`${setPractice(harbor)} select $.prune('${harbor}', now(), now())`, await place.as('worker')));
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

  describe('a login that has its rights from another', () => {
    const claims = [
      `claim_due(null, 10, '1 second')`,
      `extend_claims('[]', null, '1 second')`,
      `release_claims('[]')`,
      `next_due()`,
      `take_permits('[{"key": "sms", "wanted": 1, "per_second": 1}]', now())`,
    ];
    /** As a member of others, which it is for the time of `then` alone. */
    async function member(role: string, of: readonly string[], then: (client: Client) => Promise<void>) {
      const client = await place.as(role);
      const groups = of.map(place.nameOf).join(', ');
      await place.superuser.run(`grant ${groups} to ${place.nameOf(role)}`);
      try {
        await then(client);
      } finally {
        await place.superuser.run(`revoke ${groups} from ${place.nameOf(role)}`);
      }
    }
    const look = (client: Client, practiceId: string, first = '') =>
      client.run(q(`${first} ${setPractice(practiceId)} select document from $.journey`));

    it.each(['clinic', 'worker'])('by inheriting %s, and was granted nothing, sees and writes nothing', (group) =>
      member('dr_who', [group], async (drWho) => {
        for (const practiceId of [mesa, harbor]) {
          expect(await look(drWho, practiceId)).toEqual([]);
          expect((await storeAs(drWho).load(practiceId, ['ana']))[0]?.revision).toBe(0);
          await expect(drWho.run(q(`select $.anchor_audit('${practiceId}')`))).rejects.toThrow('was granted no duty');
        }
        for (const call of group === 'worker' ? claims : [])
          await expect(drWho.run(q(`select * from $.${call}`)), call).rejects.toThrow('was granted no duty');
      }),
    );

    it('is bound with it when the role is renamed', async () => {
      const renamed = `begin; alter role ${place.nameOf('clinic')} rename to renamed; set local role renamed;`;
      expect(await look(place.superuser, harbor, renamed)).toEqual([]);
      expect((await look(place.superuser, mesa, renamed)).length).toBeGreaterThan(0);
      await expect(place.superuser.run(q(`${renamed} select $.anchor_audit('${harbor}')`))).rejects.toThrow(
        'bound to another practice',
      );
    });

    it('claims nothing while it is bound itself', () =>
      member('clinic', ['worker'], async (client) => {
        for (const call of claims)
          await expect(client.run(q(`select * from $.${call}`)), call).rejects.toThrow('bound to one practice');
      }));

    it('reads no document of the practice it audits with what it has from a login of another', () =>
      member('auditor', ['clinic'], async (auditor) => {
        for (const practiceId of [harbor, mesa]) expect(await look(auditor, practiceId)).toEqual([]);
        expect((await storeAs(await place.as('auditor')).verifyAudit(harbor)).rows).toBe(0);
      }));
  });

  it('nobody but the owner has a right to write to a table', async () => {
    for (const role of ['clinic', 'worker', 'auditor', 'stranger']) {
      await place.as(role);
      const rows = await place.superuser.run(
        `select relname from pg_class where relnamespace = '${place.schema}'::regnamespace and relkind = 'r' and (
           has_table_privilege('${place.nameOf(role)}', oid, 'insert, update, delete, truncate, references, trigger')
           or has_any_column_privilege('${place.nameOf(role)}', oid, 'insert, update, references'))`,
      );
      expect([role, rows]).toEqual([role, []]);
    }
  });

  describe('the owner of the schema', () => {
    it('sees nothing either, while it has named no practice', async () => {
      for (const table of tables)
        expect(await place.owner.run(q(`${setPractice('')} select * from $.${table}`)), table).toEqual([]);
    });
  });

  describe('access', () => {
    const grant = (role: string, duty: string | null, practiceId: string | null = null) =>
      place.owner.query(q('select $.grant_access($1, $2, $3)'), [place.nameOf(role), duty, practiceId]);
    const revoke = (role: string) => place.owner.query(q('select $.revoke_access($1)'), [place.nameOf(role)]);
    const loginsOf = (role: string) =>
      place.superuser.run(q(`select duty from $.login where role = to_regrole('${place.nameOf(role)}')`));

    it('is for a duty there is, and for a practice that is named', async () => {
      await place.as('leaver');
      for (const duty of ['boss', '', null])
        await expect(grant('leaver', duty)).rejects.toThrow(/there are worker, practice and auditor/);
      await expect(grant('leaver', 'practice')).rejects.toThrow(/name it as the third argument/);
      expect(await loginsOf('leaver')).toEqual([]);
    });

    it('is taken back whole: no right is left, and no duty', async () => {
      const leaver = await place.as('leaver');
      const look = q(`${setPractice(mesa)} select patient_id from $.journey where patient_id = 'ana'`);
      await grant('leaver', 'practice', mesa);
      expect((await leaver.run(look)).length).toBe(1);
      await revoke('leaver');
      await refused(look, leaver);
      await refused(`select $.practice_in_use()`, leaver);
      expect(await loginsOf('leaver')).toEqual([]);
      // Nothing of it is in the way of dropping the role; nor does a later grant bring it back.
      await grant('worker', 'worker');
      await place.superuser.run(`drop role ${place.nameOf('leaver')}; create role ${place.nameOf('leaver')} login`);
      await expect(revoke('leaver')).rejects.toThrow(/was granted no access/);
    });

    it('is not taken back from a member of another login, which only its own duty binds', async () => {
      await place.superuser.run(`grant ${place.nameOf('worker')} to ${place.nameOf('clinic')}`);
      await expect(revoke('clinic')).rejects.toThrow(`is a member of ${place.nameOf('worker')}`);
      await place.superuser.run(`revoke ${place.nameOf('worker')} from ${place.nameOf('clinic')}`);
      expect(await loginsOf('clinic')).toEqual([{ duty: 'practice' }]);
    });

    it('is not for a worker of one practice, which could claim the patients of others', async () => {
      await expect(grant('clinic', 'worker', mesa)).rejects.toThrow(/a worker claims across practices/);
      expect(await loginsOf('clinic')).toEqual([{ duty: 'practice' }]);
    });

    it('is for a role there is', async () =>
      expect(grant('nobody', 'practice', mesa)).rejects.toThrow(`there is no role "${place.nameOf('nobody')}"`));

    it('ends with the role: another of that name has none', async () => {
      await place.as('gone');
      await grant('gone', 'practice', mesa);
      await place.superuser.run(`drop owned by ${place.nameOf('gone')}; drop role ${place.nameOf('gone')}`);
      const logins = () => place.superuser.run(q('select role from $.login'));
      const before = (await logins()).length;
      await place.superuser.run(`create role ${place.nameOf('gone')} login`);
      expect(await loginsOf('gone')).toEqual([]);
      await expect(revoke('gone')).rejects.toThrow(/was granted no access/);
      await grant('worker', 'worker');
      expect((await logins()).length).toBe(before - 1);
    });
  });
}
