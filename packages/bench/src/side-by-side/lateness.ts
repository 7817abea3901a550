// How late messages go out when they come due one by one. In: the product's entrant. Out: lateness of each. One process stores
// a message every 40 ms, due a little later; another, asleep until then, is woken by the database and sends it.
import { streamAt } from './calendar.js';
import type { Entrant } from './contenders.js';
import { NotExact, quantile } from './rounds.js';

export interface Lateness {
  readonly messages: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

const everyMs = 40;
const aheadMs = 250;
export const latenessGoalMs = 50;

export async function measureLateness(ours: Entrant, from: number, count: number): Promise<Lateness> {
  await ours.control.ask('seedStream', { from, count });
  const worker = ours.startWorker();
  try {
    const offset = Date.parse(streamAt) - Date.now();
    await worker.ask('follow', { offset });
    const due = await ours.control.ask<Record<string, number>>('stream', { from, count, everyMs, aheadMs, offset });
    const sent = await worker.ask<{ to: string; atMs: number }[]>('followed');
    if (sent.length !== count || new Set(sent.map(({ to }) => to)).size !== count)
      throw new NotExact(`lateness: ${count} messages came due, ${sent.length} were sent`);
    const late = sent.map(({ to, atMs }) => atMs - (due[to] ?? Number.NaN));
    if (Math.min(...late) < 0) throw new NotExact(`a message went out ${-Math.min(...late)} ms before it was due`);
    return {
      messages: count,
      perSecond: 1000 / everyMs,
      p50Ms: quantile(late, 0.5),
      p99Ms: quantile(late, 0.99),
      mostMs: Math.max(...late),
    };
  } finally {
    await worker.end();
  }
}
