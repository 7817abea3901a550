import { describe, expect, it } from 'vitest';
import { hostileCases } from '../test/hostile.js';
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
    const rows = await clinic.run(
      `set role ${database.nameOf('worker')}; set implant_journey.practice_id = 'harbor'; select * from ${schema}.journey`,
    );
    expect(rows).toEqual([]);
    await database.superuser.query(`revoke ${database.nameOf('worker')} from ${database.nameOf('clinic')}`);
  });

  it('copies out the rows of the own practice alone, and nothing in', async () => {
    const clinic = await database.as('clinic');
    for (const [practiceId, rows] of [
      ['harbor', 0],
      ['mesa', 1],
    ] as const) {
      const session = await clinic.connect();
      try {
        await session.query(`set implant_journey.practice_id = '${practiceId}'`);
        expect((await session.query(`copy ${schema}.journey to stdout`)).rowCount).toBe(rows);
        await expect(session.query(`copy ${schema}.journey from stdin`)).rejects.toThrow(
          /not supported with row-level security/,
        );
        await expect(session.query(`copy ${schema}.journey to '/tmp/journeys'`)).rejects.toMatchObject({
          code: '42501',
        });
      } finally {
        session.release();
      }
    }
  });
});
