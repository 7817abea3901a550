// Every way from an older schema to the newest. upgrade/ holds what the schema looked like after each migration, with rows
// in it, frozen when that was the newest. The same cases run on an embedded Postgres and on a server.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLocalKeys, createPostgresStore, migrate } from '../src/index.js';
import { migrations } from '../src/migrate.js';
import { describeSchema } from './describe-schema.js';
import { dueAt, factsAbout, harbor, journeyDue, mesa, secrets } from './journeys.js';
import type { Place } from './place.js';

export const frozen = (name: string) => new URL(`upgrade/${name}.sql`, import.meta.url);

/** The keys of the frozen rows: made up, and no secret. */
export const frozenKeys = createLocalKeys({
  keys: { frozen: Buffer.alloc(32, 1).toString('base64') },
  newest: 'frozen',
  hashSecret: Buffer.alloc(32, 2).toString('base64'),
});

export function upgradeCases(open: () => Promise<Place>): void {
  describe('an upgrade', () => {
    it.each(migrations())(
      'from the state after $name keeps what is stored and who may use it, and ends in the same schema',
      async ({ name }) => {
        const [{ schema, owner, as, nameOf }, anew] = [await open(), await open()];
        const dump = readFileSync(frozen(name), 'utf8').replaceAll(`'implant_journey'`, `'${schema}'`);
        await owner.run(`create schema ${schema}; set search_path = ${schema}, pg_temp; ${dump}`);
        const database = await as('worker');
        await owner.query(`select ${schema}.grant_access($1, 'worker')`, [nameOf('worker')]);
        const ran = await migrate({ database: owner, schema });
        expect(ran).toEqual(
          migrations()
            .map((one) => one.name)
            .filter((other) => other > name),
        );
        await migrate({ database: owner, schema: anew.schema });
        expect(await describeSchema(owner, schema)).toBe(await describeSchema(owner, anew.schema));
        const store = createPostgresStore({ database, schema, keys: frozenKeys });
        const [ana] = await store.load(harbor, ['ana']);
        expect(ana?.revision).toBe(2);
        expect(ana?.document.journey.patient[0]).toMatchObject({ familyName: secrets.familyName });
        expect(await store.facts(harbor, 'ana')).toEqual([...factsAbout('ana'), ...factsAbout('ana')]);
        expect(await store.findByAddress(harbor, secrets.phone)).toEqual(['ana', 'ben']);
        expect(await store.feed(mesa, 'chart')).toEqual({ cursor: '7', asOf: dueAt });
        expect((await store.claimDue({ now: '2026-03-02T15:00:00Z', limit: 9, leaseMs: 1000 })).length).toBe(2);
        expect((await store.verifyAudit(harbor)).findings).toEqual([]);
        await store.apply(harbor, [{ ...journeyDue(harbor, 'ana', dueAt), expectedRevision: 2 }]);
        expect((await store.verifyAudit(harbor)).findings).toEqual([]);
      },
    );
  });
}
