import { describe, expect, it } from 'vitest';
import { day, event, message, stored } from '../../test/plans.js';
import type { Evidence } from './clinical-event.js';
import { followChart, sameEventBy, sightingsOf } from './follow-chart.js';

/** A placement of one row; tooth 9 on that Monday unless told. */
const placed = (row: string, fields: Partial<Evidence> = {}): Evidence => event({ factIds: [row], ...fields });
/** What is known after charts seen one after the other. */
const after = (...charts: readonly (readonly Evidence[])[]) => charts.reduce(followChart, followChart([], []));
const areOne = (a: string, b: string, ...charts: readonly (readonly Evidence[])[]) =>
  sameEventBy(after(...charts))({ factIds: [a] }, { factIds: [b] });

describe('an event is known again', () => {
  const a = placed('a');
  it.each<[string, readonly (readonly Evidence[])[]]>([
    ['when its row is deleted and posted again in one batch', [[a], [placed('b')]]],
    ['when the row comes back under another number weeks later', [[a], [], [], [placed('b')]]],
    ['within 60 days at its site', [[a], [placed('b', { on: day(60) })]]],
    ['within 14 days at another tooth', [[a], [placed('b', { teeth: ['10'], on: day(14) })]]],
    ['moved step by step, anew each time', [[a], [placed('x', { on: day(60) })], [placed('b', { on: day(120) })]]],
    [
      'moved under one row before it is posted anew',
      [[a], [placed('a', { on: day(90), teeth: ['30'] })], [placed('b', { on: day(95), teeth: ['30'] })]],
    ],
    [
      'as one of two events it was parted into',
      [[placed('a', { factIds: ['a', 'x'], teeth: ['9', '10'] })], [placed('x', { teeth: ['10'] }), placed('b')]],
    ],
    ['when its first row stands again', [[placed('b')], [a], [placed('b')]]],
  ])('%s', (_title, charts) => {
    expect([areOne('a', 'b', ...charts), areOne('b', 'a', ...charts)]).toEqual([true, true]);
  });
});

describe('an event stays another', () => {
  const a = placed('a');
  it.each<[string, readonly (readonly Evidence[])[]]>([
    ['while both stand', [[a], [a, placed('b')]]],
    ['when it stood already as the other went', [[a, placed('b')], [placed('b')]]],
    ['of another milestone', [[a], [placed('b', { milestone: 'abutment' })]]],
    ['more than 60 days away at its site', [[a], [placed('b', { on: day(61) })]]],
    ['more than 14 days away elsewhere', [[a], [placed('b', { teeth: ['30'], on: day(15) })]]],
    ['elsewhere, when a row at the site came with it', [[a], [placed('c'), placed('b', { teeth: ['30'] })]]],
    [
      'elsewhere, when a row at the site came before it',
      [[a], [placed('c')], [placed('c'), placed('b', { teeth: ['30'] })]],
    ],
    [
      'when the row that went had taken the place of one that stands again',
      [[placed('c')], [a], [placed('c')], [placed('c'), placed('b', { teeth: ['30'] })]],
    ],
  ])('%s', (_title, charts) => {
    expect([areOne('a', 'b', ...charts), areOne('b', 'a', ...charts)]).toEqual([false, false]);
  });

  it('though both may have taken the place of a third', () => {
    const charts = [[placed('a')], [placed('b', { teeth: ['30'] })], [placed('b', { teeth: ['30'] }), placed('c')]];
    expect([areOne('a', 'b', ...charts), areOne('a', 'c', ...charts), areOne('b', 'c', ...charts)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the rows seen', () => {
  it('are the very same list while the chart is', () => {
    const seen = after([placed('a')], [placed('b')]);
    expect(followChart(seen, [placed('b')])).toBe(seen);
  });

  it('are kept as they last stood', () => {
    expect(after([placed('a')], [placed('a', { on: day(3), teeth: ['10'] })], [])).toEqual([
      { factId: 'a', milestone: 'placement', on: day(3), teeth: ['10'], arch: null, replaces: [], mayReplace: [] },
    ]);
  });

  it('are those of the stored messages where nobody followed them, answers left out', () => {
    const steps = [
      message({ event: event({ factIds: ['a', 'b'] }) }),
      message({ event: event({ factIds: ['reply/1'] }), isAnswer: true }),
    ];
    expect(sightingsOf(steps.map((step) => stored(step))).map(({ factId }) => factId)).toEqual(['a', 'b']);
  });
});
