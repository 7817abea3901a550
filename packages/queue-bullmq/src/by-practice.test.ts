import { describe, expect, it } from 'vitest';
import { byPractice } from './by-practice.js';

/** Work that is done when the test says so. */
function underHand() {
  const groups: string[] = [];
  const ends: (() => void)[] = [];
  const add = byPractice(
    (practiceId, patientIds) =>
      new Promise((resolve) => {
        groups.push(`${practiceId} ${patientIds.join()}`);
        ends.push(resolve);
      }),
  );
  return { groups, ends, add };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('jobs of one practice', () => {
  it('that come while it is worked on go together after that', async () => {
    const { groups, ends, add } = underHand();
    const done: string[] = [];
    for (const id of ['1', '2']) void add('harbor', id).then(() => done.push(id));
    await soon();
    for (const id of ['3', '4', '3']) void add('harbor', id).then(() => done.push(id));
    await soon();
    expect(groups).toEqual(['harbor 1,2']);
    ends.shift()?.();
    await soon();
    expect([groups, done]).toEqual([
      ['harbor 1,2', 'harbor 3,4'],
      ['1', '2'],
    ]);
    ends.shift()?.();
    await soon();
    expect(done).toEqual(['1', '2', '3', '4', '3']);
  });

  it('hold up no other practice', async () => {
    const { groups, add } = underHand();
    void add('harbor', '1');
    void add('mesa', '1');
    await soon();
    expect(groups).toEqual(['harbor 1', 'mesa 1']);
  });
});
