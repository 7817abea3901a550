// F3: the connection to Postgres breaks at every step of the protocol, of every call a record or a dispatch makes. Above all
// after a commit and before its answer: the caller cannot know, repeats, and nothing is there twice.
import { fixedClock } from '@implant-journey/core/testing';
import { Pool } from 'pg';
import { type Cut, cutPlaces, startCuttingProxy } from './cutting-proxy.js';
import type { Drill } from './drill.js';
import { chartOf, eveningAt } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, recordSurely, within } from './play.js';
import { onStage } from './stage.js';

const sizes = { full: { stored: 1_000, others: 200 }, short: { stored: 6, others: 2 } };

interface Target extends Omit<Cut, 'place'> {
  readonly during: 'record' | 'dispatch';
  readonly isCommit: boolean;
}

/** Every call of recording and of dispatch, by what it says. A dispatch stores twice: the attempt, then its outcome. */
const targets: readonly Target[] = [
  { during: 'record', call: 'apply_and_wake', nth: 1, isCommit: true },
  { during: 'record', call: 'load_journeys', nth: 1, isCommit: false },
  { during: 'dispatch', call: 'claim_due', nth: 1, isCommit: false },
  { during: 'dispatch', call: 'load_journeys', nth: 1, isCommit: false },
  { during: 'dispatch', call: 'apply_and_wake', nth: 1, isCommit: false },
  { during: 'dispatch', call: 'apply_and_wake', nth: 2, isCommit: false },
  { during: 'dispatch', call: 'release_claims', nth: 1, isCommit: false },
];

export const connectionCuts: Drill = {
  id: 'F3',
  name: 'connections cut at every step of the protocol',
  run: (size, seed) =>
    onStage({ seed, startsAt: eveningAt, host: { batchSize: 1 } }, async (stage) => {
      const { stored, others } = sizes[size];
      const address = new URL(stage.host.databaseUrl);
      const proxy = await startCuttingProxy({ host: address.hostname, port: Number(address.port) });
      address.port = String(proxy.port);
      const pool = new Pool({ connectionString: address.href, max: 1 });
      const clock = fixedClock(eveningAt);
      const host = stage.hostWith(clock, pool);
      const recorded = nothingRecorded();
      const all = targets.reduce((sum, { isCommit }) => sum + (isCommit ? stored : others) * cutPlaces.length, 0);
      const tell = progress('F3', all, 'cuts');
      let [number, made, failedDispatches] = [0, 0, 0];

      const cutRecord = async () => {
        await recordSurely(host, chartOf(number), recorded);
      };
      const cutDispatch = async () => {
        const enough = new AbortController();
        const one = host.journeys.dispatchDue({ signal: enough.signal });
        // It takes one batch of one and no more.
        enough.abort();
        await one.catch(() => {
          failedDispatches += 1;
        });
      };

      try {
        for (const { during, isCommit, ...target } of targets)
          for (const place of cutPlaces)
            for (let turn = 0; turn < (isCommit ? stored : others); turn += 1) {
              number += 1;
              if (during === 'dispatch') await recordSurely(stage.hostWith(clock), chartOf(number), recorded);
              // Only who has no connection yet can be cut while connecting.
              if (place === 'while connecting')
                await pool.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
              proxy.cutNext({ ...target, place });
              await within(
                30_000,
                `a cut ${place} of ${target.call}`,
                during === 'record' ? cutRecord() : cutDispatch(),
              );
              if (proxy.wasCut()) made += 1;
              tell(made);
            }
        const now = await anHourLater(stage, { from: eveningAt });
        return await bill(stage, recorded, {
          tries: made,
          now,
          notes: [
            `of ${all} cuts ${made} were made; ${recorded.errors} records were repeated, ${failedDispatches} dispatches failed`,
          ],
        });
      } finally {
        await pool.end();
        await proxy.close();
      }
    }),
};
