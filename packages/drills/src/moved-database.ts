// A server whose clock shows when the drill plays. In: a database, how far to move. Out: the same, but that the question of
// `createDatabaseClock` gets another instant. Nothing else of it is touched.
import type { Database } from '@implant-journey/store-postgres';

export const movedDatabase = (database: Database, offsetMs: number): Database => ({
  async query(text, params) {
    const { rows } = await database.query(text, params);
    if (!text.includes('clock_timestamp')) return { rows };
    return { rows: rows.map((row) => ({ ms: (row as { readonly ms: number }).ms + offsetMs })) };
  },
});
