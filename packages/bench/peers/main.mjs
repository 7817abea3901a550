// Runs one contender as a process: node main.mjs <name> <settings as JSON>.
import { serve } from './serve.mjs';

const adapters = {
  floor: async (settings) => (await import('./floor-lean.mjs')).floorLean(settings),
  'pg-boss': async (settings) => (await import('./pg-boss.mjs')).pgBoss(settings),
  'graphile-worker': async (settings) => (await import('./graphile-worker.mjs')).graphileWorker(settings),
  bullmq: async (settings) => (await import('./bullmq.mjs')).bullmq(settings),
};

const [name, settings] = process.argv.slice(2);
serve(await adapters[name](JSON.parse(settings)));
