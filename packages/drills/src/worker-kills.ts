// F1: workers are killed as by kill -9 while they send. Others must do the work of the dead: what was surely not begun within
// the lease and a second, what may have gone out by asking the provider.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill } from './drill.js';
import { eveningAt, patientAt, practiceId } from './made-up.js';
import { anHourLater, bill, claimsOf, nothingRecorded, progress, recordPatients, seconds } from './play.js';
import type { AcceptedMessage } from './provider.js';
import { oneOf, seeded } from './seeded.js';
import { onStage, type Stage } from './stage.js';
import { type RunningWorker, startWorker } from './workers.js';

const sizes = {
  full: { kills: 200, patients: 20_000, perSecond: 100, leaseMs: 5_000 },
  short: { kills: 4, patients: 240, perSecond: 80, leaseMs: 1_500 },
};

interface Kill {
  readonly worker: RunningWorker;
  readonly at: number;
}

export const workerKills: Drill = {
  id: 'F1',
  name: 'workers killed while they send',
  run: (size, seed) => {
    const { kills, patients, perSecond, leaseMs } = sizes[size];
    const options = { seed, startsAt: eveningAt, provider: { answersWithinMs: 40 }, host: { leaseMs } };
    return onStage(options, async (stage) => {
      const draw = seeded(seed);
      const recorded = nothingRecorded();
      const done: Kill[] = [];
      let named = 0;
      const start = () => {
        named += 1;
        return startWorker(stage, `w${named}`);
      };
      const workers = await Promise.all([start(), start(), start(), start()]);
      const recording = recordPatients(stage, recorded, { patients, perSecond });
      const tell = progress('F1', kills, 'kills');
      const everyMs = ((patients / perSecond) * 1000) / kills;
      const startedAt = Date.now();
      while (done.length < kills) {
        await sleep(Math.max(0, startedAt + everyMs * (done.length + draw()) - Date.now()));
        const victim = oneOf(draw, workers);
        await victim.kill();
        done.push({ worker: victim, at: Date.now() });
        workers[workers.indexOf(victim)] = await start();
        tell(done.length);
      }
      await recording;
      await sleep(leaseMs + 1_000);
      const inDoubt = await perhapsSent(stage);
      const waits = waitsOf(recorded.acknowledgedAt, stage.provider.accepted(), done).filter(
        ({ patientId }) => !inDoubt.has(patientId),
      );
      // A machine that is busy with other things is slow with everything: what nobody was killed over shows how slow.
      const undisturbedMs = longest(waits.filter(({ deaths }) => deaths === 0));
      const disturbed = waits.filter(({ deaths }) => deaths > 0);
      const slow = waits.filter(({ ms }) => ms > leaseMs + Math.max(1_000, undisturbedMs));
      const ends = await Promise.all(workers.map((worker) => worker.stop()));
      const now = await anHourLater(stage);
      return bill(stage, recorded, {
        tries: kills,
        now,
        notes: [
          `lease ${seconds(leaseMs)}; ${disturbed.length} messages lost their worker, the longest wait after that ${seconds(longest(disturbed))}, of others ${seconds(undisturbedMs)}`,
          `${inDoubt.size} may have gone out when their worker died: looked up at the provider`,
          ...slow.slice(0, 5).map(({ patientId, ms }) => `${patientId} waited ${seconds(ms)}`),
        ],
        more: { unresolved: slow.length + ends.filter((code) => code !== 0).length },
      });
    });
  },
};

/** Patients whose message may have gone out when its worker died. */
async function perhapsSent({ here: { store } }: Stage): Promise<ReadonlySet<string>> {
  const inDoubt = new Set<string>();
  const ids = await store.patients(practiceId);
  for (let from = 0; from < ids.length; from += 200)
    for (const { patientId, document } of await store.load(practiceId, ids.slice(from, from + 200)))
      for (const { state, attempts } of document.steps)
        if (state.kind === 'claimed' || state.kind === 'unknown' || attempts.length > 1) inDoubt.add(patientId);
  return inDoubt;
}

interface Wait {
  readonly patientId: string;
  /** How many workers died over it. */
  readonly deaths: number;
  readonly ms: number;
}

const longest = (waits: readonly Wait[]) => waits.reduce((most, { ms }) => Math.max(most, ms), 0);

/** How long each first message took, since it was due or since the last worker who held it died. */
function waitsOf(
  dueAt: ReadonlyMap<string, number>,
  accepted: readonly AcceptedMessage[],
  kills: readonly Kill[],
): readonly Wait[] {
  const deathsOf = new Map<string, number[]>();
  for (const { worker, at } of kills)
    for (const { patientIds } of claimsOf(worker.claimsPath))
      for (const patientId of patientIds) deathsOf.set(patientId, [...(deathsOf.get(patientId) ?? []), at]);
  const sentAt = new Map<string, number>();
  for (const { to, at } of accepted) if (!sentAt.has(patientAt(to))) sentAt.set(patientAt(to), at);
  return [...dueAt].map(([patientId, since]) => {
    const sent = sentAt.get(patientId) ?? Number.POSITIVE_INFINITY;
    const deaths = (deathsOf.get(patientId) ?? []).filter((at) => at < sent);
    return { patientId, deaths: deaths.length, ms: sent - Math.max(since, ...deaths) };
  });
}
