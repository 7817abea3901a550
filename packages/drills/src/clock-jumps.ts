// F6: the clocks of workers jump by an hour and by a day, both ways, go back, stand still; and whole workers are frozen for longer
// than a lease. They go by the database's clock: nothing goes out early, nothing twice, and nothing waits for a clock.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from './drill.js';
import { chartOf, patientAt } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, recordSurely, seconds, untilQuiet } from './play.js';
import { oneOf, seeded } from './seeded.js';
import { onStage } from './stage.js';
import { startWorker } from './workers.js';

const sizes = { full: { jumps: 50, everyMs: 1_000 }, short: { jumps: 8, everyMs: 200 } };
/** The message of the evening is due in Chicago at 17:00. */
const dueAt = '2026-01-12T23:00:00Z';
const hourMs = 3_600_000;
const jumps = [hourMs, -hourMs, 24 * hourMs, -24 * hourMs, 90_000, -90_000, 0];
/** What reading the database's clock may be off by. */
const toleranceMs = 100;

/** Patients of Chicago have even numbers. */
const chicago = (index: number) => index * 2;

export const clockJumps: Drill = {
  id: 'F6',
  name: 'clocks of workers jump, go back and stand still',
  run: (size, seed) => {
    const { jumps: count, everyMs } = sizes[size];
    // Half of the jumps come before anything is due.
    const startsAt = new Date(Date.parse(dueAt) - (count / 2) * everyMs - 4_000).toISOString();
    return onStage({ seed, startsAt, host: { leaseMs: 2_000 } }, async (stage) => {
      const draw = seeded(seed);
      const recorded = nothingRecorded();
      const waiting = Array.from({ length: 200 }, (_, index) => chicago(index));
      await recordSurely(
        stage.here,
        waiting.flatMap((number) => chartOf(number)),
        recorded,
      );
      const workers = await Promise.all(
        ['w1', 'w2', 'w3'].map((name) => startWorker(stage, name, { clock: 'database' })),
      );
      const tell = progress('F6', count, 'jumps');
      const freezes: Promise<void>[] = [];
      let next = waiting.length;
      for (let jump = 0; jump < count; jump += 1) {
        const { process: one } = oneOf(draw, workers);
        const kind = draw();
        if (kind < 0.2) {
          one.kill('SIGSTOP');
          freezes.push(sleep(2_500).then(() => void one.kill('SIGCONT')));
        } else if (kind < 0.4) one.stdin?.write(`${JSON.stringify({ freeze: true })}\n`);
        else one.stdin?.write(`${JSON.stringify({ moveMs: oneOf(draw, jumps) })}\n`);
        // New ones come in all the time: due at once when it is evening.
        await recordSurely(stage.here, chartOf(chicago(next)), recorded);
        next += 1;
        await sleep(everyMs);
        tell(jump + 1);
      }
      await Promise.all(freezes);
      await untilQuiet(stage, 120_000);
      await Promise.all(workers.map((worker) => worker.stop()));
      const sent = stage.provider.accepted().map((one) => ({ ...one, atMs: one.at + stage.host.offsetMs }));
      const early = sent.filter(({ atMs }) => atMs < Date.parse(dueAt) - toleranceMs);
      const waits = sent.map(({ to, atMs }) => {
        const knownAt = (recorded.acknowledgedAt.get(patientAt(to)) ?? 0) + stage.host.offsetMs;
        return atMs - Math.max(knownAt, Date.parse(dueAt));
      });
      const now = await anHourLater(stage);
      return bill(stage, recorded, {
        tries: count,
        now,
        notes: [
          `${next} messages, the earliest ${seconds(Math.min(...sent.map(({ atMs }) => atMs)) - Date.parse(dueAt))} after it was due, the latest ${seconds(Math.max(...waits))}`,
          `${freezes.length} times a worker was frozen for longer than its lease`,
          ...early.slice(0, 3).map(({ to }) => `${patientAt(to)} was sent early`),
        ],
        more: { doubled: early.length },
      });
    });
  },
};
