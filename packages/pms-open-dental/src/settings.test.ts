import { JourneyError } from '@implant-journey/core';
import { describe, expect, it } from 'vitest';
import { codeMapOf, readSettings } from './settings.js';

const office = { serverZone: 'America/Chicago', clinics: [{ clinicNum: 1, name: 'Harbor', zone: 'America/Chicago' }] };

describe('the settings of an office', () => {
  it('need the zones and nothing else', () => {
    expect(readSettings(office)).toMatchObject({ crownPosting: 'seat', clinics: [{ clinicNum: '1', hours: {} }] });
  });

  it.each([
    ['a missing zone', { ...office, serverZone: undefined }, 'serverZone', /America\/Chicago/],
    [
      'a city for a zone',
      { ...office, clinics: [{ ...office.clinics[0], zone: 'Chicago' }] },
      'clinics[0].zone',
      /IANA/,
    ],
    ['no clinic', { ...office, clinics: [] }, 'clinics', /at least one/],
    ['a misspelt field', { ...office, crownPostings: 'seat' }, 'crownPostings', /correct its spelling/],
    ['an unknown word', { ...office, crownPosting: 'prep' }, 'crownPosting', /seat, impression/],
    [
      'hours that are no time',
      { ...office, clinics: [{ ...office.clinics[0], hours: { monday: { open: '8', close: '17:00' } } }] },
      'clinics[0].hours.monday.open',
      /08:00/,
    ],
  ])('refuse %s by name, with the mend', (_what, input, field, mend) => {
    try {
      readSettings(input);
    } catch (error) {
      if (!JourneyError.is(error)) throw error;
      expect([error.code, error.problems[0]?.field, error.message]).toEqual([
        'pms/invalid-settings',
        field,
        expect.stringMatching(mend),
      ]);
      return;
    }
    throw new Error('accepted');
  });

  it('map office codes by treatment or by a description of an impression, and leave others for staff to see', () => {
    const officeCodes = {
      IMPRS: 'implant impression, never a milestone',
      UNC: 'second_stage',
      GIFT: 'welcome present',
    };
    expect(codeMapOf(readSettings({ ...office, officeCodes }))).toEqual([
      { codes: ['IMPRS'], treatment: 'impression' },
      { codes: ['UNC'], treatment: 'second_stage' },
    ]);
  });
});
