// F9: two and fifty facts of one journey at once, from processes that know nothing of each other. The result is that of one
// after the other, and no caller hears of the others.
import { preference, procedure } from '@implant-journey/core/testing';
import { Pool } from 'pg';
import type { Drill } from './drill.js';
import { chartOf, eveningAt, patientIdOf, practiceId } from './made-up.js';
import { bill, nothingRecorded, progress, recordSurely } from './play.js';
import { onStage } from './stage.js';

const sizes = { full: { pairs: 10_000, fifties: 200 }, short: { pairs: 40, fifties: 1 } };

export const factsAtOnce: Drill = {
  id: 'F9',
  name: 'two and fifty facts of one journey at once',
  run: (size, seed) =>
    onStage({ seed, startsAt: eveningAt }, async (stage) => {
      const { pairs, fifties } = sizes[size];
      const recorded = nothingRecorded();
      const errors: string[] = [];
      const pool = new Pool({ connectionString: stage.host.databaseUrl, max: 50 });
      const clock = { now: () => eveningAt };
      const hosts = Array.from({ length: 50 }, () => stage.hostWith(clock, pool));
      const tell = progress('F9', pairs + fifties, 'journeys');
      const atOnce = async (number: number, facts: number) => {
        await recordSurely(stage.here, chartOf(number), recorded);
        const patientId = patientIdOf(number);
        const news = Array.from({ length: facts }, (_, index) =>
          index % 2 === 0
            ? procedure({ patientId, id: `row-${index}`, code: 'D0140', serviceOn: '2026-01-12' })
            : preference({ patientId, id: `wish-${index}`, preferredChannel: 'sms' }),
        );
        const calls = news.map(async (fact, index) => {
          await hosts[index]?.journeys.record(practiceId, [fact]);
          recorded.facts.push(fact);
        });
        for (const end of await Promise.allSettled(calls))
          if (end.status === 'rejected') errors.push(String(end.reason));
      };
      try {
        const inLine = Array.from({ length: pairs }, (_, number) => number);
        const pair = async () => {
          for (let number = inLine.pop(); number !== undefined; number = inLine.pop()) {
            await atOnce(number, 2);
            tell(pairs - inLine.length);
          }
        };
        await Promise.all([pair(), pair(), pair(), pair()]);
        for (let number = pairs; number < pairs + fifties; number += 1) {
          await atOnce(number, 50);
          tell(number);
        }
        const now = eveningAt;
        const host = stage.hostWith(clock);
        while ((await host.journeys.dispatchDue()).journeys > 0);
        return await bill(stage, recorded, {
          tries: pairs + fifties,
          now,
          notes: [`${errors.length} errors reached a caller`, ...errors.slice(0, 3)],
          more: { factsLost: errors.length },
        });
      } finally {
        await pool.end();
      }
    }),
};
