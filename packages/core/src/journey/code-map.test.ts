import { describe, expect, it } from 'vitest';
import { normalizeCode } from './code.js';
import { codeLookup, standardCodeMap } from './code-map.js';

describe('normalizeCode', () => {
  it.each([
    ['D6010', 'D6010'],
    ['D6010g', 'D6010'],
    ['6010', 'D6010'],
    ['6010.0', 'D6010'],
    [' d6058d ', 'D6058'],
    ['D2740.x', 'D2740'],
    ['T1356', 'T1356'],
    ['IMPRS', 'IMPRS'],
    ['~GRP~', '~GRP~'],
    ['D601', 'D601'],
    ['D60100', 'D60100'],
  ])('reads %s as %s', (raw, code) => {
    expect(normalizeCode(raw)).toBe(code);
  });
});

describe('the standard code map', () => {
  const lookup = codeLookup(standardCodeMap);
  const treatmentOf = (code: string, on: string | null = '2026-06-01') => {
    const meaning = lookup(code, on);
    return meaning.kind === 'known' ? meaning.entry.treatment : meaning.kind;
  };

  it.each([
    ['D6010', 'placement'],
    ['D6013', 'placement'],
    ['D6104', 'part'],
    ['D7953', 'graft_socket'],
    ['D6118', 'provisional_arch'],
    ['D6085', 'provisional'],
    ['D6061', 'final_crown'],
    ['D6075', 'bridge_retainer'],
    ['D6245', 'pontic'],
    ['D6750', 'natural_retainer'],
    ['D6112', 'final_removable'],
    ['D6117', 'final_fixed_arch'],
    ['D6105', 'failure'],
    ['D6092', 'complication'],
    ['D7292', 'excluded'],
    ['D7240', 'excluded'],
    ['D6012', 'excluded'],
  ])('%s is %s', (code, treatment) => {
    expect(treatmentOf(code)).toBe(treatment);
  });

  it('matches a code only on the days it is valid', () => {
    expect([treatmentOf('D7252', '2024-12-31'), treatmentOf('D7252', '2025-01-01')]).toEqual([
      'not-valid-then',
      'extraction',
    ]);
    expect([treatmentOf('D6049', '2025-12-31'), treatmentOf('D6049', '2026-01-01')]).toEqual([
      'not-valid-then',
      'complication',
    ]);
  });

  it('skips the dates of a row that has none', () => {
    expect(treatmentOf('D6049', null)).toBe('complication');
  });

  it('keeps other dental treatment apart from implant codes nobody mapped', () => {
    expect([
      treatmentOf('D1110'),
      treatmentOf('D2740'),
      treatmentOf('D6199'),
      treatmentOf('IMPRS'),
      treatmentOf('T1356'),
    ]).toEqual(['other', 'other', 'unknown', 'unknown', 'unknown']);
  });

  it('gives each code one meaning', () => {
    const all = standardCodeMap.flatMap(({ codes }) => codes);
    expect(all.length).toBe(new Set(all).size);
  });

  it('names the arch of every code that has one', () => {
    for (const code of ['D6110', 'D6112', 'D6114', 'D6116', 'D6119'])
      expect(lookup(code, null)).toMatchObject({ entry: { arch: 'U' } });
    for (const code of ['D6111', 'D6113', 'D6115', 'D6117', 'D6118'])
      expect(lookup(code, null)).toMatchObject({ entry: { arch: 'L' } });
  });

  it('lets a practice put its own entries in front', () => {
    const own = codeLookup([
      { codes: ['IMPRS'], treatment: 'impression' },
      { codes: ['D6190'], treatment: 'excluded' },
      ...standardCodeMap,
    ]);
    expect([own('IMPRS', null), own('D6190', null)]).toMatchObject([
      { entry: { treatment: 'impression' } },
      { entry: { treatment: 'excluded' } },
    ]);
  });
});
