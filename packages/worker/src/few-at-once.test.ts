import { describe, expect, it } from 'vitest';
import { fewAtOnce } from './few-at-once.js';

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('a narrow door', () => {
  it('lets so many in, and the next when one is done, also when it failed', async () => {
    const door = fewAtOnce(2);
    const begun: number[] = [];
    const ends: ((failure?: Error) => void)[] = [];
    const done = [0, 1, 2, 3].map((id) =>
      door(
        () =>
          new Promise<number>((resolve, reject) => {
            begun.push(id);
            ends[id] = (failure) => (failure === undefined ? resolve(id) : reject(failure));
          }),
      ),
    );
    const ended = Promise.allSettled(done);
    await soon();
    expect(begun).toEqual([0, 1]);
    ends[1]?.(new Error('the database is gone'));
    await soon();
    expect(begun).toEqual([0, 1, 2]);
    for (const id of [0, 2]) ends[id]?.();
    await soon();
    expect(begun).toEqual([0, 1, 2, 3]);
    ends[3]?.();
    expect((await ended).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    await expect(door(async () => 4)).resolves.toBe(4);
  });
});
