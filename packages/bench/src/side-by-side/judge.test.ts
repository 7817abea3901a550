import { describe, expect, it } from 'vitest';
import { judged, rowsOf } from './judge.js';
import type { Line } from './rounds.js';

/** Milliseconds by contender, round by round; the first round warms up. */
const linesOf = (msByName: Readonly<Record<string, readonly number[]>>, work = 'plan'): readonly Line[] =>
  Object.entries(msByName).flatMap(([name, all]) =>
    all.map((ms, round) => ({ work, workers: 8, name, round, units: 1, ms })),
  );
const verdictsOf = (lines: readonly Line[]) => {
  const { rows, noise } = rowsOf(lines);
  return judged(rows, noise).map(({ peer, verdict }) => [peer, verdict]);
};

describe('ratios', () => {
  it('divide theirs by ours within a round, and leave the warm-up out', () => {
    const { rows } = rowsOf(linesOf({ ours: [9, 1, 2], floor: [1, 2, 2], 'floor again': [1, 2, 2] }));
    expect(rows.find(({ peer }) => peer === 'floor:wide')).toMatchObject({ ratio: 1.5, rounds: [2, 1] });
  });

  it('count by the unit where a contender does fewer', () => {
    const lines = linesOf({ ours: [1, 4], floor: [1, 2], 'floor again': [1, 2] });
    const { rows } = rowsOf(lines.map((line) => (line.name === 'ours' ? { ...line, units: 4 } : line)));
    expect(rows.find(({ peer }) => peer === 'floor:wide')?.ratio).toBe(2);
  });

  it('take the best peer of each round', () => {
    const peers = { 'pg-boss': [1, 4, 9], 'graphile-worker': [1, 8, 3] };
    const { rows } = rowsOf(linesOf({ ours: [1, 1, 1], floor: [1, 1, 1], 'floor again': [1, 1, 1], ...peers }));
    expect(rows.find(({ peer }) => peer === 'best peer')?.rounds).toEqual([4, 3]);
  });

  it('name the floor of a record after what it does', () => {
    const { rows } = rowsOf(linesOf({ ours: [1, 1], floor: [1, 1], 'floor again': [1, 1] }, 'record'));
    expect(rows.map(({ peer }) => peer)).toContain('floor:lean');
  });
});

describe('a goal', () => {
  const floor = { floor: [1, 1, 1, 1, 1], 'floor again': [1, 1, 1, 1, 1] };

  it('is met by the median', () => {
    expect(verdictsOf(linesOf({ ours: [1, 1, 1, 1, 2], ...floor }))).toContainEqual(['floor:wide', 'met']);
  });

  it('is missed when more than a quarter of the rounds miss it', () => {
    expect(verdictsOf(linesOf({ ours: [1, 1, 1, 2, 2], ...floor }))).toContainEqual(['floor:wide', 'missed']);
  });

  it('is not judged when the floor differs from itself', () => {
    const noisy = { ours: [1, 1, 1, 1, 1], floor: [1, 1, 1, 1, 1], 'floor again': [1, 2, 2, 2, 2] };
    expect(verdictsOf(linesOf(noisy))).toContainEqual(['floor:wide', 'too noisy to tell']);
  });
});
