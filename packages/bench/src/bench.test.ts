import { describe, expect, it } from 'vitest';
import { type Measurement, median, timeInRounds } from './measurement.js';
import { planDates } from './plan-dates/plan-dates.js';
import { judge } from './report.js';

describe('the bench', () => {
  it('compares contenders that agree on every instant', () => {
    expect(planDates(30).disagreement()).toBeNull();
  });

  it('begins each round with another contender and leaves the warm-up out', () => {
    const order: string[] = [];
    const contenders = ['a', 'b'].map((name) => ({ name, unitsPerRound: 1, run: () => order.push(name) }));
    const timings = timeInRounds(contenders, 2);
    expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
    expect(timings.map(({ name, roundsUs }) => [name, roundsUs.length])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  it('takes the middle of the rounds', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
  });

  it.each([
    [10, 10, 'met'],
    [11, 10, 'missed'],
    [10, 8, 'too noisy to tell'],
  ])('judges ours at %i and the floor at 1 and again at %i tenths', (oursUs, againTenths, verdict) => {
    const goal = { text: 'within 10 times', of: 'ours', over: 'floor', bound: 'at most', factor: 10 } as const;
    const measurement: Measurement = {
      title: '',
      unit: 'plan',
      contenders: [],
      goals: [goal],
      same: ['floor', 'again'],
      disagreement: () => null,
    };
    const timings = Object.entries({ ours: oursUs, floor: 1, again: againTenths / 10 });
    const judged = judge(
      measurement,
      timings.map(([name, medianUs]) => ({ name, roundsUs: [medianUs], medianUs })),
    );
    expect(judged.goals.map((each) => each.verdict)).toEqual([verdict]);
  });
});
