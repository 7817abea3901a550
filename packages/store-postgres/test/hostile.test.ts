import { describe } from 'vitest';
import { freshSchema, pglite } from './embedded.js';
import { type Client, hostileCases } from './hostile.js';

describe('row-level security on an embedded Postgres', () => {
  hostileCases(async () => {
    const database = await pglite();
    const made = new Set<string>();

    /** The one connection, as a role for the time of a call. */
    function client(role: string | null): Client {
      const inRole = async <T>(call: () => Promise<T>): Promise<T> => {
        if (role !== null) await database.exec(`set role ${role}`);
        try {
          return await call();
        } finally {
          await database.exec(
            `rollback; reset role; reset implant_journey.practice_id; reset implant_journey.claiming`,
          );
        }
      };
      return {
        query: (text, params) => inRole(() => database.query(text, params)),
        run: (statements) =>
          inRole(
            async () => ((await database.exec(statements)).at(-1)?.rows ?? []) as Readonly<Record<string, unknown>>[],
          ),
      };
    }
    async function as(role: string): Promise<Client> {
      if (!made.has(role)) await database.exec(`create role ${role}`);
      made.add(role);
      return client(role);
    }
    await database.exec('create role owner_of_schema; grant create on database postgres to owner_of_schema');
    return {
      schema: freshSchema(),
      superuser: client(null),
      owner: client('owner_of_schema'),
      as,
      nameOf: (role) => role,
    };
  });
});
