// The floor: a hand-written table, a row for each message with what a sender needs, one statement for each operation, two
// updates for each batch that is sent. It encrypts nothing, keeps no attempts, checks nothing again and audits nothing.
import { caseId, differs, dueMs, keyOf, payloadOf, steps, versionOf } from './task.mjs';

const batch = 500;

export function floorWide({ pool }) {
  let working = null;
  const sent = [];

  const rowsOf = (cases) =>
    cases.flatMap((number) =>
      steps.map((step) => ({
        case_id: caseId(number),
        key: keyOf(number, step),
        due_at: new Date(dueMs(step)),
        payload: payloadOf(number, step),
      })),
    );
  const insert = (rows) =>
    pool.query({
      name: 'plan',
      text: `insert into message (case_id, key, due_at, payload)
        select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::json[])`,
      values: [
        rows.map((row) => row.case_id),
        rows.map((row) => row.key),
        rows.map((row) => row.due_at),
        rows.map((row) => JSON.stringify(row.payload)),
      ],
    });

  /** Claims and sends until nothing is due. */
  async function work() {
    for (;;) {
      const { rows } = await pool.query({
        name: 'claim',
        text: `update message m set state = 'claimed', leased_until = now() + interval '30 seconds'
          from (
            select case_id, key from message where state = 'pending' and due_at <= now()
            order by due_at limit ${batch} for update skip locked
          ) as c
          where m.case_id = c.case_id and m.key = c.key returning m.case_id, m.key, m.payload`,
      });
      if (rows.length === 0) return;
      for (const { key } of rows) sent.push(key);
      await pool.query({
        name: 'done',
        text: `update message m set state = 'sent', leased_until = null
          from unnest($1::text[], $2::text[]) as s (case_id, key) where m.case_id = s.case_id and m.key = s.key`,
        values: [rows.map((row) => row.case_id), rows.map((row) => row.key)],
      });
    }
  }

  return {
    casesPerCall: 22,
    async prepare() {
      await pool.query(`create table message (
        case_id text not null, key text not null, due_at timestamptz not null, state text not null default 'pending',
        leased_until timestamptz, payload json not null, primary key (case_id, key));
        create index message_due on message (due_at) where state = 'pending'`);
    },
    versions: () => ({ pg: versionOf('pg') }),
    load: (cases) => insert(rowsOf(cases)),
    plan: (number) => insert(rowsOf([number])),
    replan: (number, { shiftDays }) =>
      pool.query({
        name: 'replan',
        text: `update message m set due_at = d.due_at from unnest($2::text[], $3::timestamptz[]) as d (key, due_at)
          where m.case_id = $1 and m.key = d.key and m.state = 'pending'`,
        values: [
          caseId(number),
          steps.map((step) => keyOf(number, step)),
          steps.map((step) => new Date(dueMs(step, shiftDays))),
        ],
      }),
    book: (number) =>
      pool.query({
        name: 'book',
        text: `update message set state = 'cancelled' where case_id = $1 and state = 'pending'`,
        values: [caseId(number)],
      }),
    async check(operation, number, turn) {
      const { rows } = await pool.query(
        `select due_at from message where case_id = $1 and state = 'pending' order by due_at`,
        [caseId(number)],
      );
      return differs(
        rows.map(({ due_at }) => due_at.getTime()),
        operation,
        turn,
      );
    },
    async pending() {
      const { rows } = await pool.query(`select count(*)::int as n from message where state = 'pending'`);
      return rows[0].n;
    },
    /** Under one id, so that looking how many are left costs next to nothing. */
    async makeDue(from, count) {
      await pool.query(
        `insert into message (case_id, key, due_at, payload)
         select 'due', 'due-' || n, now() - interval '1 minute', $3::json from generate_series($1::int, $2::int) as n`,
        [from, from + count - 1, JSON.stringify(payloadOf(0, 0))],
      );
    },
    async due() {
      const pending = await pool.query({
        name: 'pending-due',
        text: `select from message where state = 'pending' and due_at <= now() order by due_at limit 1`,
      });
      if (pending.rows.length > 0) return 1;
      const { rows } = await pool.query(
        `select count(*)::int as n from message where case_id = 'due' and state in ('pending', 'claimed')`,
      );
      return rows[0].n;
    },
    async ready() {
      await pool.query('select 1');
    },
    go() {
      working = work();
    },
    async halt() {
      await working;
      return sent.splice(0);
    },
  };
}
