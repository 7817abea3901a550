// graphile-worker: batched as its performance guide has it (a local queue of 500, completions together, 24 at once), or
// plain with the same number at once.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { appTables, recordInTransaction, seedApp } from './record-app.mjs';
import { differs, dueMs, keyOf, payloadOf, steps, versionOf } from './task.mjs';

const quiet = new Logger(() => () => undefined);
const batching = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

export function graphileWorker({ url, isBatched }) {
  const pool = new pg.Pool({ connectionString: url, max: 30 });
  // It asks for both; a connection that breaks fails the run by what is left undone.
  const hear = () => undefined;
  pool.on('error', hear).on('connect', (client) => client.on('error', hear));
  let utils = null;
  let runner = null;
  const sent = [];

  const jobsOf = (cases, shiftDays = 0) =>
    cases.flatMap((number) =>
      steps.map((step) => ({
        identifier: 'send',
        payload: payloadOf(number, step),
        runAt: new Date(dueMs(step, shiftDays)),
        jobKey: keyOf(number, step),
      })),
    );
  const start = async () => {
    utils ??= await makeWorkerUtils({ pgPool: pool, logger: quiet });
    return utils;
  };

  return {
    casesPerCall: 22,
    async prepare() {
      await (await start()).migrate();
      await pool.query(appTables);
    },
    versions: () => ({ 'graphile-worker': versionOf('graphile-worker') }),
    load: async (cases) => (await start()).addJobs(jobsOf(cases)),
    plan: async (number) => (await start()).addJobs(jobsOf([number])),
    /** A job key replaces the job of that key. */
    replan: async (number, { shiftDays }) => (await start()).addJobs(jobsOf([number], shiftDays)),
    book: (number) =>
      pool.query({
        name: 'book',
        text: 'select graphile_worker.remove_job(key) from unnest($1::text[]) as key',
        values: [steps.map((step) => keyOf(number, step))],
      }),
    async check(operation, number, turn) {
      const { rows } = await pool.query(
        `select run_at from graphile_worker._private_jobs where key = any ($1) order by run_at`,
        [steps.map((step) => keyOf(number, step))],
      );
      return differs(
        rows.map(({ run_at }) => run_at.getTime()),
        operation,
        turn,
      );
    },
    async pending() {
      const { rows } = await pool.query('select count(*)::int as n from graphile_worker._private_jobs');
      return rows[0].n;
    },
    async seedRecords(cases) {
      await this.load(cases);
      await seedApp(pool, cases);
    },
    async record(number, turn) {
      await recordInTransaction(pool, number, turn, (client, moves) =>
        client.query({
          name: 'move',
          text: `select from graphile_worker.add_jobs(array(
              select row ('send', m.payload, null, m.run_at, null, m.key, null, null)::graphile_worker.job_spec
              from json_to_recordset($1) as m (payload json, run_at timestamptz, key text)))`,
          values: [
            JSON.stringify(
              moves.map(({ step, atMs }) => ({
                payload: payloadOf(number, step),
                run_at: new Date(atMs),
                key: keyOf(number, step),
              })),
            ),
          ],
        }),
      );
    },
    async makeDue(from, count) {
      const runAt = new Date(Date.now() - 60_000);
      for (let first = 0; first < count; first += 1000)
        await (await start()).addJobs(
          Array.from({ length: Math.min(1000, count - first) }, (_none, index) => ({
            identifier: 'send',
            payload: { ...payloadOf(0, 0), number: from + first + index },
            runAt,
            jobKey: `due-${from + first + index}`,
          })),
        );
    },
    async due() {
      const { rows } = await pool.query(
        `select count(*)::int as n from graphile_worker._private_jobs where key >= 'due-' and key < 'due.'`,
      );
      return rows[0].n;
    },
    /** Its runner begins when it is made: the connections are there before. */
    async ready() {
      const clients = await Promise.all(Array.from({ length: 6 }, () => pool.connect()));
      for (const client of clients) client.release();
    },
    async go() {
      runner = await run({
        pgPool: pool,
        noHandleSignals: true,
        logger: quiet,
        taskList: {
          send: async ({ number }) => {
            sent.push(number);
          },
        },
        preset: { worker: { concurrentJobs: 24, ...(isBatched ? batching : {}) } },
      });
    },
    async halt() {
      await runner.stop();
      return sent.splice(0);
    },
  };
}
