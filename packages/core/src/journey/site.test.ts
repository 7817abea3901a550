import { describe, expect, it } from 'vitest';
import { archOf, areNeighbours, compareTeeth, parseTeeth, quadrantOf } from './site.js';

describe('parseTeeth', () => {
  it.each([
    ['a tooth', '19', ['19']],
    ['a list', '3, 5', ['3', '5']],
    ['a range', '6-9', ['6', '7', '8', '9']],
    ['a list with ranges, sorted around the mouth', '#14,2-4', ['2', '3', '4', '14']],
    ['primary and supernumerary teeth', 'a,51,AS', ['51', 'A', 'AS']],
    ['nothing', '', []],
    ['a leading zero', '08', ['8']],
  ])('reads %s', (_what, text, teeth) => {
    expect(parseTeeth(text)).toEqual(teeth);
  });

  it.each(['33', '0', 'UL', '5-3', '14-18', '19x'])('refuses %s', (text) => {
    expect(parseTeeth(text)).toBeNull();
  });
});

describe('places in the mouth', () => {
  it.each([
    ['1', 'U', 'UR'],
    ['8', 'U', 'UR'],
    ['9', 'U', 'UL'],
    ['16', 'U', 'UL'],
    ['17', 'L', 'LL'],
    ['24', 'L', 'LL'],
    ['25', 'L', 'LR'],
    ['32', 'L', 'LR'],
    ['51', 'U', 'UR'],
    ['82', 'L', 'LR'],
  ])('tooth %s is in arch %s, quadrant %s', (tooth, arch, quadrant) => {
    expect([archOf(tooth), quadrantOf(tooth)]).toEqual([arch, quadrant]);
  });

  it('knows neighbours across the midline but not across the arches', () => {
    expect([
      areNeighbours('8', '9'),
      areNeighbours('24', '25'),
      areNeighbours('16', '17'),
      areNeighbours('3', '5'),
    ]).toEqual([true, true, false, false]);
  });

  it('orders numbers before letters', () => {
    expect(['A', '10', '9'].sort(compareTeeth)).toEqual(['9', '10', 'A']);
  });
});
