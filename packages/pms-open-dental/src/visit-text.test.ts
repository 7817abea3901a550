import { describe, expect, it } from 'vitest';
import { purposeOfWords, readVisitText } from './visit-text.js';

const abbreviations = new Map([
  ['ImpSurg', ['D6010']],
  ['ImpImpr', ['IMPRS']],
  ['OvdU', ['D6110']],
  ['Crn', ['D2740', 'D2750']],
  ['SinusLift', ['D7951']],
]);
const read = (description: string, note = '') =>
  readVisitText(description, note, abbreviations).map(({ teeth, arch, quadrant, code, purpose }) =>
    [teeth.join('+'), arch, quadrant, code, purpose].filter((part) => part !== null && part !== '').join(' '),
  );

describe('the text of a visit', () => {
  it.each([
    ['an abbreviation at a tooth', '#19-ImpSurg', ['19 D6010']],
    ['several procedures', '#19-ImpSurg, UL-SinusLift, Pro', ['19 D6010', 'UL D7951']],
    ['one procedure at several teeth', '#31 #21-ImpImpr', ['31+21 IMPRS']],
    ['an abbreviation of an arch', 'OvdU', ['U D6110']],
    ['an abbreviation with words: the words, at its arch', 'OvdU records', ['U impression']],
    ['an abbreviation with words at a tooth', '#3-Crn seat', ['3 final']],
    ['an abbreviation two codes share: both', '#3-Crn', ['3 D2740', '3 D2750']],
    ['words with an arch', 'Lower arch records', ['L impression']],
    ['a code number with an office suffix', '#8-D6010g', ['8 D6010']],
    [
      'a description cut off at the length of its column',
      `${'#2-Pro, '.repeat(9)}#9-ImpSu`.padStart(80, 'Pro, '),
      ['9 D6010'],
    ],
    ['the same end in a text that was not cut', '#9-ImpSu', []],
    ['nothing known', 'Pro, PerEx', []],
  ])('%s', (_what, description, works) => {
    expect(read(description)).toEqual(works);
  });

  it('reads the note only where the description is blank', () => {
    expect(read('', 'implant impression #30')).toEqual(['30 impression']);
    expect(read('#2-Pro', 'implant impression #30')).toEqual([]);
  });

  it.each([
    ['implant impression #30', 'impression'],
    ['uncover implants', 'second_stage'],
    ['stage 2 at 14', 'second_stage'],
    ['deliver final bridge', 'final'],
    ['seat crown', 'final'],
    ['place implant', 'placement'],
    ['sinus lift left', 'graft_sinus'],
    ['crown seat #19 call to confirm', 'final'],
    ['implant placement #19, no sedation', 'placement'],
    ['uncover #19 after lunch', 'second_stage'],
    ['final bridge delivery cancelled', null],
    ['bring medical records', null],
    ['new patient records', null],
    ['upper arch records', 'impression'],
    ['post-op look after implant placement', null],
    ['call about impression', null],
    ['wants no crown seat before noon', null],
    ['wants morning visits', null],
    ['', null],
  ])('%s says %s', (words, purpose) => {
    expect(purposeOfWords(words)).toBe(purpose);
  });
});
