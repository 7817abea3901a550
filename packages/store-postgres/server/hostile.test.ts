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

  it('binds a pool that was granted nothing to whom it becomes, and to all it inherits once it becomes a worker', async () => {
    const pool = clientOf(await database.as('pool'));
    const [clinic, worker] = [database.nameOf('clinic'), database.nameOf('worker')];
    const anchor = (role: string, practiceId: string) =>
      pool.run(`set role ${role}; select ${schema}.anchor_audit('${practiceId}')`);
    await database.superuser.query(`grant ${clinic}, ${worker} to ${database.nameOf('pool')}`);
    for (const role of [clinic, worker]) {
      expect((await anchor(role, 'mesa')).length).toBe(1);
      await expect(anchor(role, 'harbor')).rejects.toThrow('bound to another');
    }
    await expect(pool.run(`set role ${worker}; select ${schema}.next_due()`)).rejects.toThrow('bound to one practice');
    await database.superuser.query(`revoke ${clinic} from ${database.nameOf('pool')}`);
    expect((await anchor(worker, 'harbor')).length).toBe(1);
    await database.superuser.query(`revoke ${worker} from ${database.nameOf('pool')}`);
  });

  it('binds a login whose role is renamed while it is connected', async () => {
    const session = await (await database.as('clinic')).connect();
    await database.superuser.query(`alter role ${database.nameOf('clinic')} rename to renamed_clinic`);
    try {
      const seen = async (practiceId: string) => {
        await session.query(`set implant_journey.practice_id = '${practiceId}'`);
        return (await session.query(`select from ${schema}.journey`)).rowCount;
      };
      expect(await seen('harbor')).toBe(0);
      expect(await seen('mesa')).toBeGreaterThan(0);
      await expect(session.query(`select ${schema}.anchor_audit('harbor')`)).rejects.toThrow('bound to another');
    } finally {
      await database.superuser.query(`alter role renamed_clinic rename to ${database.nameOf('clinic')}`);
      await session.query('reset all');
      session.release();
    }
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
