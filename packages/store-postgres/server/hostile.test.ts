import { describe, expect, it } from 'vitest';
import { createPostgresStore, migrate } from '../src/index.js';
import { hostileCases } from '../test/hostile.js';
import { dueAt, journeyDue } from '../test/journeys.js';
import { madeUpKeys } from '../test/made-up-keys.js';
import { clientOf, serverPlace, testDatabase } from './server.js';

const database = await testDatabase();
const schema = 'guarded';

describe('row-level security on a server, by logins of their own', () => {
  hostileCases(async () => serverPlace(database, schema));

  it('lets a bound login become nobody else', async () => {
    const clinic = clientOf(await database.as('clinic'));
    for (const role of ['worker', 'owner', 'auditor']) {
      await expect(clinic.run(`set role ${database.nameOf(role)}`)).rejects.toThrow('permission denied');
      await expect(clinic.run(`set session authorization ${database.nameOf(role)}`)).rejects.toThrow(
        'permission denied',
      );
    }
  });

  it('keeps a bound login bound when it is a member of a role that is not', async () => {
    const clinic = clientOf(await database.as('clinic'));
    await database.superuser.query(`grant ${database.nameOf('worker')} to ${database.nameOf('clinic')}`);
    const begin = `set role ${database.nameOf('worker')}; set implant_journey.practice_id = 'harbor';`;
    expect(await clinic.run(`${begin} select * from ${schema}.journey`)).toEqual([]);
    await expect(clinic.run(`${begin} select ${schema}.anchor_audit('harbor')`)).rejects.toThrow('bound to another');
    await database.superuser.query(`revoke ${database.nameOf('worker')} from ${database.nameOf('clinic')}`);
  });

  it('binds who becomes a bound login, as a pool does that connects under one name for all', async () => {
    const worker = clientOf(await database.as('worker'));
    await database.superuser.query(`grant ${database.nameOf('clinic')} to ${database.nameOf('worker')}`);
    const begin = `set role ${database.nameOf('clinic')};`;
    await expect(worker.run(`${begin} select ${schema}.anchor_audit('harbor')`)).rejects.toThrow('bound to another');
    expect((await worker.run(`${begin} select ${schema}.anchor_audit('mesa')`)).length).toBe(1);
    await database.superuser.query(`revoke ${database.nameOf('clinic')} from ${database.nameOf('worker')}`);
  });

  it('holds where a superuser owns the schema, under no policy itself', async () => {
    await migrate({ database: database.superuser, schema: 'careless' });
    await database.superuser.query(`select careless.grant_access($1, 'practice', 'mesa')`, [database.nameOf('clinic')]);
    const keys = madeUpKeys();
    const careless = createPostgresStore({ database: database.superuser, schema: 'careless', keys });
    await careless.apply('harbor', [journeyDue('harbor', 'ana', dueAt)]);
    const clinic = clientOf(await database.as('clinic'));
    expect(await clinic.run(`set implant_journey.practice_id = 'harbor'; select * from careless.journey`)).toEqual([]);
    for (const call of [`shred_patient('harbor', 'ana', 1, '[]', 'AA==')`, `anchor_audit('harbor')`])
      await expect(clinic.run(`select careless.${call}`)).rejects.toThrow('bound to another practice');
    expect(await careless.patients('harbor')).toEqual(['ana']);
  });

  it('copies out the rows of the own practice alone, and nothing in', async () => {
    const clinic = await database.as('clinic');
    for (const [practiceId, rows] of [
      ['harbor', 0],
      ['mesa', 2],
    ] as const) {
      const session = await clinic.connect();
      try {
        await session.query(`set implant_journey.practice_id = '${practiceId}'`);
        expect((await session.query(`copy ${schema}.journey to stdout`)).rowCount).toBe(rows);
        for (const statement of ['from stdin', `to '/tmp/journeys'`])
          await expect(session.query(`copy ${schema}.journey ${statement}`)).rejects.toMatchObject({ code: '42501' });
      } finally {
        session.release();
      }
    }
  });
});
