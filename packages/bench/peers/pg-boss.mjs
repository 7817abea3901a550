// pg-boss with its faster settings: a partition of its own, ids of the caller, batches of 500, bursts, results by job.
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { appTables, recordInTransaction, seedApp, uuidsOf } from './record-app.mjs';
import { differs, dueMs, payloadOf, steps, uuidOf, versionOf } from './task.mjs';

const queue = 'send';

export function pgBoss({ url }) {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const boss = new PgBoss({ connectionString: url, max: 10, supervise: false, schedule: false });
  boss.on('error', (error) => console.error(error));
  let started = null;
  const ready = () => {
    started ??= boss.start();
    return started;
  };
  let worker = null;
  let table = null;
  const sent = [];

  const jobOf = (number, step, atMs) => ({
    id: uuidOf(number, step),
    data: payloadOf(number, step),
    startAfter: new Date(atMs),
    retentionSeconds: 10 * 365 * 86_400,
  });
  const jobsOf = (cases, shiftDays = 0) =>
    cases.flatMap((number) => steps.map((step) => jobOf(number, step, dueMs(step, shiftDays))));
  const idsOf = (number) => steps.map((step) => uuidOf(number, step));
  const rowsFrom = (text, values) => pool.query(text, values).then(({ rows }) => rows);
  const tableOfQueue = async () => {
    table ??= (await rowsFrom(`select table_name from pgboss.queue where name = $1`, [queue]))[0].table_name;
    return `pgboss.${table}`;
  };

  return {
    casesPerCall: 22,
    async prepare() {
      await ready();
      await boss.createQueue(queue, { partition: true });
      await pool.query(appTables);
    },
    versions: () => ({ 'pg-boss': versionOf('pg-boss') }),
    async load(cases) {
      await ready();
      await boss.insert(queue, jobsOf(cases));
    },
    plan: (number) => boss.insert(queue, jobsOf([number])),
    async replan(number, { shiftDays }) {
      await boss.deleteJob(queue, idsOf(number));
      await boss.insert(queue, jobsOf([number], shiftDays));
    },
    book: (number) => boss.cancel(queue, idsOf(number)),
    async check(operation, number, turn) {
      const rows = await rowsFrom(
        `select start_after from ${await tableOfQueue()} where name = $1 and id = any ($2::uuid[]) and state < 'active'
         order by start_after`,
        [queue, idsOf(number)],
      );
      return differs(
        rows.map(({ start_after }) => start_after.getTime()),
        operation,
        turn,
      );
    },
    async pending() {
      const [row] = await rowsFrom(`select count(*)::int as n from ${await tableOfQueue()} where state < 'active'`);
      return row.n;
    },
    async seedRecords(cases) {
      await this.load(cases);
      await seedApp(pool, cases);
    },
    async record(number, turn) {
      await recordInTransaction(pool, number, turn, async (client, moves) => {
        const db = { executeSql: (text, values) => client.query(text, values) };
        await boss.deleteJob(queue, uuidsOf(moves), { db });
        await boss.insert(
          queue,
          moves.map(({ step, atMs }) => jobOf(number, step, atMs)),
          { db },
        );
      });
    },
    async makeDue(from, count) {
      const startAfter = new Date(Date.now() - 60_000);
      for (let first = 0; first < count; first += 1000)
        await boss.insert(
          queue,
          Array.from({ length: Math.min(1000, count - first) }, (_none, index) => ({
            id: dueId(from + first + index),
            data: payloadOf(0, 0),
            startAfter,
          })),
        );
    },
    async due({ from, count }) {
      const [row] = await rowsFrom(
        `select count(*)::int as n from ${await tableOfQueue()}
         where name = $1 and id between $2 and $3 and state < 'completed'`,
        [queue, dueId(from), dueId(from + count - 1)],
      );
      return row.n;
    },
    ready,
    async go() {
      const options = { batchSize: 500, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true, perJobResults: true };
      worker = await boss.work(queue, options, async (jobs) => {
        for (const { id } of jobs) sent.push(id);
        return jobs.map(({ id }) => ({ id, status: 'completed' }));
      });
    },
    async halt() {
      await boss.offWork(queue, { id: worker, wait: true });
      return sent.splice(0);
    },
  };
}

const dueId = (number) => `10000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
