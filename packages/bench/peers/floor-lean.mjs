// The lean floor of recording a fact: one statement reads all, one writes all, guarded by the version of the case; two round
// trips and a commit. Facts and messages are rows of its own tables.
import pg from 'pg';
import { floorWide } from './floor-wide.mjs';
import { appTables, arriving, movesAfter, seedApp } from './record-app.mjs';
import { caseId, keyOf } from './task.mjs';

/** @param settings - `url`, or a `pool` that answers queries. */
export function floorLean({ url, pool = new pg.Pool({ connectionString: url, max: 10 }) }) {
  const wide = floorWide({ pool });
  return {
    ...wide,
    async prepare() {
      await wide.prepare();
      await pool.query(appTables);
    },
    async seedRecords(cases) {
      await wide.load(cases);
      await seedApp(pool, cases);
    },
    async record(number, turn) {
      const id = caseId(number);
      const {
        rows: [found],
      } = await pool.query({
        name: 'read',
        text: `select version, plan, (select json_agg(body) from app_fact where case_id = $1) as facts
          from app_case where case_id = $1`,
        values: [id],
      });
      const fact = arriving(number, turn);
      const { desired, moves } = movesAfter(number, found.facts, fact, found.plan);
      const written = await pool.query({
        name: 'write',
        text: `with guarded as (
            update app_case set version = version + 1, plan = $3 where case_id = $1 and version = $2 returning case_id
          ), kept as (
            insert into app_fact (case_id, fact_id, body) select case_id, $4, $5 from guarded
            on conflict (case_id, fact_id) do update set body = excluded.body
          ), moved as (
            update message m set due_at = d.due_at
            from guarded g, unnest($6::text[], $7::timestamptz[]) as d (key, due_at)
            where m.case_id = g.case_id and m.key = d.key
          ) select from guarded`,
        values: [
          id,
          found.version,
          JSON.stringify(desired),
          fact.id,
          JSON.stringify(fact),
          moves.map(({ step }) => keyOf(number, step)),
          moves.map(({ atMs }) => new Date(atMs)),
        ],
      });
      if (written.rows.length !== 1) throw new Error('the case changed meanwhile');
    },
  };
}
