// One worker of many, as a host would write it. In: the environment. Out: a line when it works. It ends on SIGTERM when what
// it holds is done, and when whoever started it is gone.
import type { Clock } from '@implant-journey/core';
import { createDatabaseClock, listenOn } from '@implant-journey/store-postgres';
import { createWorker } from '@implant-journey/worker';
import { Client, Pool } from 'pg';
import { createHost, type HostSettings, movedClock } from './host.js';
import { movedDatabase } from './moved-database.js';
import { moveClockAsTold } from './wall-clock.js';
import type { WorkerSettings } from './workers.js';

moveClockAsTold(process.stdin);
const settings = JSON.parse(process.env.HOST as string) as HostSettings;
const { name, claimsPath, clock: whose, poolSize } = JSON.parse(process.env.WORKER as string) as WorkerSettings;
const database = new Pool({ connectionString: settings.databaseUrl, max: poolSize });

const clock: Clock =
  whose === 'database'
    ? await createDatabaseClock(movedDatabase(database, settings.offsetMs), { everyMs: 1_000 })
    : movedClock(settings.offsetMs);

const { journeys } = createHost(settings, { name, database, clock, claimsPath });
const worker = createWorker({
  clock,
  // To find out what a drill found: DRILLS_VERBOSE=1.
  onEvent(event) {
    if (process.env.DRILLS_VERBOSE !== undefined) console.error(new Date().toISOString(), name, event);
  },
  journeys,
  listen: listenOn(() => new Client({ connectionString: settings.databaseUrl, keepAlive: true }), settings),
});

process.once('SIGTERM', () => {
  void worker
    .stop()
    .then(() => database.end())
    .then(() => process.exit(0));
});
worker.start();
process.stdout.write('working\n');
process.stdin.on('end', () => process.exit(0)).resume();
