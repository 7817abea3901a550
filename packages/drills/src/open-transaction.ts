// F10: somebody holds a transaction open for minutes, so that no dead row can be cleared away. Two databases of one server do
// the same work at the same time, one of them under such a transaction: the ratio of their rates says what it costs, however
// busy the machine is.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Cost, Drill } from './drill.js';
import { chartOf, eveningAt } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, type Recorded, recordSurely, together } from './play.js';
import { onStage, type Stage } from './stage.js';
import { startWorker } from './workers.js';

const sizes = { full: { ms: 180_000, worst: 0.9 }, short: { ms: 3_000, worst: 0 } };
/** So many messages wait all the time. */
const backlog = 300;

export const openTransaction: Drill = {
  id: 'F10',
  name: 'a transaction held open',
  run: (size, seed) =>
    onStage({ seed, startsAt: eveningAt }, (free) =>
      onStage({ seed, startsAt: eveningAt }, async (held) => {
        const { ms, worst } = sizes[size];
        const holder = new Client({ connectionString: held.host.databaseUrl });
        const workers = await Promise.all([startWorker(free, 'free'), startWorker(held, 'held')]);
        try {
          await holder.connect();
          await holder.query('begin isolation level repeatable read');
          await holder.query('select txid_current()');
          const [ofFree, ofHeld] = [nothingRecorded(), nothingRecorded()];
          const endsAt = Date.now() + ms;
          await Promise.all([keepBusy(free, ofFree, endsAt), keepBusy(held, ofHeld, endsAt)]);
          const [sentFree, sentHeld] = await Promise.all([free.provider.count(), held.provider.count()]);
          await holder.query('rollback');
          await Promise.all(workers.map((worker) => worker.stop()));
          const ratio = sentHeld / sentFree;
          const bills: Cost[] = [];
          for (const [stage, recorded] of [
            [free, ofFree],
            [held, ofHeld],
          ] as const)
            bills.push(await bill(stage, recorded, { tries: 1, now: await anHourLater(stage) }));
          const both = together(bills);
          return {
            ...both,
            tries: 1,
            unresolved: both.unresolved + (ratio < worst ? 1 : 0),
            notes: [
              `${sentHeld} messages in ${ms / 1000} s under the transaction, ${sentFree} beside it: ${ratio.toFixed(2)} of the rate`,
            ],
          };
        } finally {
          await holder.end();
        }
      }),
    ),
};

async function keepBusy(stage: Stage, recorded: Recorded, endsAt: number): Promise<void> {
  const tell = progress('F10', 0, 'messages');
  for (let number = 0; Date.now() < endsAt; ) {
    const sent = await stage.provider.count();
    tell(sent);
    if (number - sent > backlog) {
      await sleep(10);
      continue;
    }
    const numbers = Array.from({ length: 50 }, (_, index) => number + index);
    await recordSurely(
      stage.here,
      numbers.flatMap((one) => chartOf(one)),
      recorded,
    );
    number += numbers.length;
  }
}
