// F2: Postgres crashes under recording and dispatch, by SIGQUIT and SIGKILL in turn, with its durable settings. A caller that
// got no answer repeats; workers find their way back by themselves.
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../../scripts/postgres-server.js';
import type { Drill } from './drill.js';
import { eveningAt } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, recordPatients, seconds, until, untilQuiet } from './play.js';
import { seeded } from './seeded.js';
import { onStage, serverSettings } from './stage.js';
import { startWorker } from './workers.js';

const sizes = {
  full: { crashes: 100, perSecond: 60, workers: 4, leaseMs: 5_000 },
  short: { crashes: 2, perSecond: 60, workers: 2, leaseMs: 1_500 },
};

export const serverCrashes: Drill = {
  id: 'F2',
  name: 'Postgres crashed under recording and dispatch',
  async run(size, seed) {
    const { crashes, perSecond, workers: count, leaseMs } = sizes[size];
    const server = await startPostgres(serverSettings);
    const options = { seed, startsAt: eveningAt, provider: { answersWithinMs: 20 }, host: { leaseMs }, server };
    try {
      return await onStage(options, async (stage) => {
        const draw = seeded(seed);
        const recorded = nothingRecorded();
        const names = Array.from({ length: count }, (_, index) => `w${index + 1}`);
        const workers = await Promise.all(names.map((name) => startWorker(stage, name)));
        let isOver = false;
        const recording = recordPatients(stage, recorded, { patients: 1_000_000, perSecond, isEnough: () => isOver });
        // Looked at below; that it fails meanwhile is not unhandled.
        recording.catch(() => undefined);
        const tell = progress('F2', crashes, 'crashes');
        const backAfter: number[] = [];
        const firstSendAfter: number[] = [];
        for (let crash = 0; crash < crashes; crash += 1) {
          await sleep(600 + 800 * draw());
          const crashedAt = Date.now();
          await server.crash(crash % 2 === 0 ? 'SIGQUIT' : 'SIGKILL');
          await server.restart();
          const backAt = Date.now();
          backAfter.push(backAt - crashedAt);
          const before = await stage.provider.count();
          await until(async () => (await stage.provider.count()) > before, 60_000, 'the first send after a crash');
          firstSendAfter.push(Date.now() - backAt);
          tell(crash + 1);
        }
        isOver = true;
        await recording;
        await untilQuiet(stage, 120_000);
        const fallen = workers.filter((worker) => worker.hasFallen()).length;
        const ends = await Promise.all(workers.filter((worker) => !worker.hasFallen()).map((worker) => worker.stop()));
        const now = await anHourLater(stage);
        return bill(stage, recorded, {
          tries: crashes,
          now,
          notes: [
            `${recorded.facts.length} facts acknowledged, ${recorded.errors} calls repeated`,
            `the server was back after ${seconds(Math.max(...backAfter))} at most, the next message went out ${seconds(Math.max(...firstSendAfter))} later at most`,
            `${fallen} worker processes ended`,
          ],
          more: { unresolved: fallen + ends.filter((code) => code !== 0).length },
        });
      });
    } finally {
      await server.close();
    }
  },
};
