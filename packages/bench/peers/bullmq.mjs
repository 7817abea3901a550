// BullMQ on a Redis of its own; the caller says how that is to survive a crash. It cannot take part in a transaction of the
// database: what a record moves is rescheduled after the commit.
import { Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { appTables, recordInTransaction, seedApp } from './record-app.mjs';
import { differs, dueMs, keyOf, payloadOf, steps, versionOf } from './task.mjs';

const queueName = 'send';

export function bullmq({ url, redisPort }) {
  const connection = new Redis({ port: redisPort, maxRetriesPerRequest: null });
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const queue = new Queue(queueName, { connection });
  let worker = null;
  const sent = [];
  const done = { removeOnComplete: true, removeOnFail: true };
  // A colon is not allowed in ids, a slash is.
  const jobsOf = (cases, shiftDays = 0) =>
    cases.flatMap((number) =>
      steps.map((step) => ({
        name: 'send',
        data: payloadOf(number, step),
        opts: { jobId: keyOf(number, step), delay: dueMs(step, shiftDays) - Date.now(), ...done },
      })),
    );
  /** A job by its id alone, without reading it. */
  const known = (number, step) => new Job(queue, 'send', {}, {}, keyOf(number, step));

  return {
    casesPerCall: 22,
    prepare: () => pool.query(appTables),
    versions: () => ({ bullmq: versionOf('bullmq'), ioredis: versionOf('ioredis') }),
    load: (cases) => queue.addBulk(jobsOf(cases)),
    plan: (number) => queue.addBulk(jobsOf([number])),
    replan: (number, { shiftDays }) =>
      Promise.all(steps.map((step) => known(number, step).changeDelay(dueMs(step, shiftDays) - Date.now()))),
    book: (number) => Promise.all(steps.map((step) => queue.remove(keyOf(number, step)))),
    async check(operation, number, turn) {
      const scores = await connection.zmscore(
        queue.toKey('delayed'),
        steps.map((step) => keyOf(number, step)),
      );
      // The score is the instant in milliseconds times 4,096, and a count.
      const foundMs = scores.filter((score) => score !== null).map((score) => Math.floor(Number(score) / 4096));
      return differs(
        foundMs.sort((a, b) => a - b),
        operation,
        turn,
      );
    },
    pending: () => queue.getDelayedCount(),
    async seedRecords(cases) {
      await this.load(cases);
      await seedApp(pool, cases);
    },
    async record(number, turn) {
      const moves = await recordInTransaction(pool, number, turn, async () => undefined);
      await Promise.all(moves.map(({ step, atMs }) => known(number, step).changeDelay(atMs - Date.now())));
    },
    async makeDue(from, count) {
      for (let first = 0; first < count; first += 1000)
        await queue.addBulk(
          Array.from({ length: Math.min(1000, count - first) }, (_none, index) => ({
            name: 'send',
            data: payloadOf(0, 0),
            opts: { jobId: `due-${from + first + index}`, ...done },
          })),
        );
    },
    async due() {
      const { waiting, active, prioritized } = await queue.getJobCounts('waiting', 'active', 'prioritized');
      return waiting + active + prioritized;
    },
    async ready() {
      worker = new Worker(queueName, async ({ id }) => void sent.push(id), {
        connection: connection.duplicate(),
        concurrency: 100,
        autorun: false,
      });
      worker.on('error', (error) => console.error(error));
      await worker.waitUntilReady();
    },
    go() {
      void worker.run();
    },
    async halt() {
      await worker.close();
      return sent.splice(0);
    },
  };
}
