import type { Channel, JourneyStore } from '@implant-journey/core';
import { createMemoryStore } from '@implant-journey/store-memory';
import { describe, expect, it } from 'vitest';
import { rereading } from './rereading.js';
import { liveThroughYear } from './year.js';

/** A third of a year will do. */
const periods = 4;

/** True every so many times. */
function every(times: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % times === 0;
  };
}

describe('a simulated year', () => {
  it('breaks no law, and the same seed goes the same way, also on a store that reads everything back', async () => {
    const year = await liveThroughYear({ seed: 1, periods, store: createMemoryStore() });
    expect(year.broken).toEqual([]);
    expect(Math.min(year.sent, year.faults, year.facts)).toBeGreaterThan(30);
    const again = await liveThroughYear({ seed: 1, periods, store: rereading(createMemoryStore()) });
    expect(again.hash).toBe(year.hash);
  });

  it('of another seed goes another way', async () => {
    const years = [2, 3].map((seed) => liveThroughYear({ seed, periods: 1, store: createMemoryStore() }));
    expect(new Set((await Promise.all(years)).map(({ hash }) => hash)).size).toBe(2);
  });

  it('finds a store that loses a change', async () => {
    const isTime = every(50);
    const storeAs = (store: JourneyStore) => {
      const apply: JourneyStore['apply'] = async (practiceId, changes) =>
        isTime()
          ? changes.map(({ expectedRevision }) => ({ kind: 'applied', revision: expectedRevision + 1 }))
          : store.apply(practiceId, changes);
      return Object.assign(Object.create(store) as JourneyStore, { apply });
    };
    const { broken } = await liveThroughYear({ seed: 2, periods, store: createMemoryStore(), storeAs });
    expect(broken.map(({ law }) => law)).toContain('factsLost');
  });

  it('finds a channel that sends twice', async () => {
    const isTime = every(5);
    const channelAs = (channel: Channel): Channel => ({
      ...channel,
      async send(message) {
        if (isTime()) await channel.send(message);
        return channel.send(message);
      },
    });
    const { broken } = await liveThroughYear({ seed: 2, periods, store: createMemoryStore(), channelAs });
    expect(broken.map(({ law }) => law)).toContain('doubled');
  });
});
