// F4: the provider accepts a message, then hangs, resets the connection or answers 500; or it puts it off. Some look-ups tell
// nothing, some delivery reports come late. No ordinary message goes out twice, and what nobody can find out waits for staff.
import type { Drill } from './drill.js';
import { chartOf, eveningAt, patientAt, practiceId } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, recordSurely, untilQuiet } from './play.js';
import { drawFor } from './seeded.js';
import { onStage } from './stage.js';
import { startWorker } from './workers.js';

const sizes = { full: { patients: 10_000, workers: 4 }, short: { patients: 300, workers: 2 } };
const shares = { hang: 0.03, reset: 0.03, error: 0.03, reject: 0.01 };

export const providerFaults: Drill = {
  id: 'F4',
  name: 'a provider that accepts and does not say so',
  run: (size, seed) => {
    const { patients, workers: count } = sizes[size];
    const provider = { shares, unclearLookUps: 0.5, answersWithinMs: 10 };
    return onStage({ seed, startsAt: eveningAt, provider, host: { sendTimeoutMs: 1_500 } }, async (stage) => {
      const recorded = nothingRecorded();
      const tell = progress('F4', patients, 'patients');
      for (let from = 0; from < patients; from += 100) {
        const numbers = Array.from({ length: 100 }, (_, index) => from + index);
        await recordSurely(
          stage.here,
          numbers.flatMap((number) => chartOf(number)),
          recorded,
        );
        tell(from);
      }
      const names = Array.from({ length: count }, (_, index) => `w${index + 1}`);
      const workers = await Promise.all(names.map((name) => startWorker(stage, name)));
      await untilQuiet(stage, 600_000);
      const ends = await Promise.all(workers.map((worker) => worker.stop()));
      const faults = stage.provider.accepted().filter(({ does }) => does !== 'accept');
      const reports = faults.filter(({ attemptId }) => drawFor(seed, `report ${attemptId}`) < 0.4);
      const now = await anHourLater(stage, {
        // After the first look-up, before the last.
        async onLeap({ journeys }, minutes) {
          if (minutes !== 11) return;
          for (const { attemptId, to } of reports) {
            const report = { kind: 'delivery', patientId: patientAt(to), attemptId, state: 'delivered' } as const;
            await journeys.receive(practiceId, { ...report, at: stage.clock.now() });
          }
        },
      });
      return bill(stage, recorded, {
        tries: faults.length,
        now,
        notes: [`${reports.length} delivery reports came late; half of the look-ups told nothing`],
        more: { unresolved: ends.filter((code) => code !== 0).length },
      });
    });
  },
};
