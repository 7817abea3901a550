import {
  assessJourney,
  emptyJourney,
  type Fact,
  foldFacts,
  type JourneyFact,
  standardCaseRules,
} from '@implant-journey/core';
import { describe, expect, it } from 'vitest';
import { fromOpenDental, type OpenDentalLists } from './from-open-dental.js';
import { readSettings } from './settings.js';

const office = {
  serverZone: 'America/Chicago',
  clinics: [
    { clinicNum: 1, name: 'Harbor', zone: 'America/Chicago' },
    { clinicNum: 2, name: 'Mesa', zone: 'America/Phoenix', phone: '(602)555-0101' },
  ],
  providerRoles: { 3: 'surgeon' },
};
const recordedAt = '2026-11-20T23:00:00Z';
const read = (lists: OpenDentalLists, settings: object = {}) =>
  fromOpenDental(lists, { settings: readSettings({ ...office, ...settings }), recordedAt });

const procedureRow = {
  ProcNum: 48213,
  PatNum: 3071,
  AptNum: 90217,
  ProcDate: '2026-10-06',
  ProcFee: '2150.00',
  Surf: '',
  ToothNum: '19',
  ToothRange: '',
  ProcStatus: 'C',
  ProvNum: 3,
  ClinicNum: 2,
  procCode: 'D6010',
  UnitQty: 1,
  DateTP: '0001-01-01',
  DateTStamp: '2026-10-06 11:42:08',
};
const visitRow = {
  AptNum: 90217,
  PatNum: 3071,
  AptStatus: 'Scheduled',
  Pattern: '//XXXX//',
  Note: '',
  ProvNum: 3,
  AptDateTime: '2026-12-22 09:00:00',
  ProcDescript: '',
  ClinicNum: 2,
  IsHygiene: 'false',
  AppointmentTypeNum: 0,
  DateTStamp: '2026-11-01 08:00:00',
};
const patientRow = {
  PatNum: 3071,
  LName: 'Made',
  FName: 'Up',
  PatStatus: 'Patient',
  Birthdate: '1961-03-01',
  WirelessPhone: '(602) 555-0100',
  Email: '',
  SSN: '900000000',
  Guarantor: 3071,
  ClinicNum: '2',
  PreferContactMethod: 'TextMessage',
  TxtMsgOk: 'Yes',
  Language: 'spa',
  SecDateEntry: '2018-03-26',
  DateTStamp: '2026-11-01 08:00:00',
};
const onlyOf = <Kind extends Fact['kind']>(kind: Kind, lists: OpenDentalLists, settings?: object) => {
  const { facts, rejected } = read(lists, settings);
  expect(rejected).toEqual([]);
  const found = facts.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
  expect(found.length).toBe(1);
  return found[0] as Extract<Fact, { kind: Kind }>;
};
const procedure = (fields: object, settings?: object) =>
  onlyOf('procedure', { procedurelogs: [{ ...procedureRow, ...fields }] }, settings);
const visit = (fields: object, others: OpenDentalLists = {}) => {
  const { facts } = read({ ...others, appointments: [{ ...visitRow, ...fields }] });
  return facts.find((fact) => fact.kind === 'appointment');
};

describe('rows of procedures', () => {
  it('become facts of the site, the day and the fee', () => {
    expect(procedure({})).toMatchObject({
      id: '48213',
      patientId: '3071',
      revision: 20261006114208,
      status: 'completed',
      code: 'D6010',
      teeth: ['19'],
      serviceOn: '2026-10-06',
      plannedOn: null,
      feeCents: 215000,
      appointmentId: '90217',
      locationId: '2',
      postedAt: 'seat',
    });
  });

  it.each([
    ['TP', 'planned', false],
    ['TPi', 'planned-inactive', false],
    ['EC', 'existing', false],
    ['EO', 'existing-elsewhere', false],
    ['R', 'referred', false],
    ['Cn', 'condition', false],
    ['D', 'condition', true],
  ])('of status %s are %s', (ProcStatus, status, deleted) => {
    expect(procedure({ ProcStatus })).toMatchObject({ status, deleted });
  });

  it.each([
    ['a tooth', { ToothNum: '19', Surf: 'L' }, { teeth: ['19'], arch: null }],
    ['the lower arch in the surface', { ToothNum: '', Surf: 'L', procCode: 'D6115' }, { teeth: [], arch: 'L' }],
    [
      'the upper arch with its teeth',
      { ToothNum: '', Surf: 'U', ToothRange: '4-6,11' },
      { teeth: ['4', '5', '6', '11'], arch: 'U' },
    ],
    ['a quadrant', { ToothNum: '', Surf: 'UL' }, { teeth: [], quadrant: 'UL' }],
    ['a supernumerary tooth', { ToothNum: '58' }, { teeth: ['58'] }],
    ['a range with spaces', { ToothNum: '', ToothRange: '3, 4,5' }, { teeth: ['3', '4', '5'] }],
  ])('name %s', (_what, fields, place) => {
    expect(procedure(fields)).toMatchObject(place);
  });

  it('with an empty date are undated, with the date of a plan planned', () => {
    expect(procedure({ ProcDate: '0001-01-01' }).serviceOn).toBeNull();
    expect(procedure({ ProcStatus: 'TP', ProcDate: '2026-12-01' })).toMatchObject({
      serviceOn: null,
      plannedOn: '2026-12-01',
    });
    expect(procedure({ ProcStatus: 'TP', DateTP: '2026-02-01', ProcDate: '2026-12-01' }).plannedOn).toBe('2026-02-01');
  });

  it('keep the office suffix beside the code', () => {
    expect(procedure({ procCode: 'D6010g' })).toMatchObject({ code: 'D6010', rawCode: 'D6010g' });
  });

  it('of an office that posts at the impression are preparations, unless a suffix says seated', () => {
    expect(procedure({ procCode: 'D6058' }, { crownPosting: 'impression' }).postedAt).toBe('preparation');
    expect(
      procedure({ procCode: 'D6058d' }, { crownPosting: 'impression', codeSuffixes: { d: 'seat' } }).postedAt,
    ).toBe('seat');
    expect(procedure({ procCode: 'D6058p' }, { codeSuffixes: { p: 'preparation' } }).postedAt).toBe('preparation');
  });

  it('with an empty or negative column keep all the others say', () => {
    expect(procedure({ Surf: null, ToothRange: null })).toMatchObject({ teeth: ['19'], arch: null });
    expect(procedure({ ProcFee: '-50.00' }).feeCents).toBeNull();
  });

  it('that are group notes are no facts', () => {
    expect(read({ procedurelogs: [{ ...procedureRow, procCode: '~GRP~', ProcStatus: 'EC' }] })).toEqual({
      facts: [],
      rejected: [],
    });
  });

  it('carry ids as numbers or text alike', () => {
    expect(procedure({ PatNum: '3071', ClinicNum: '2', AptNum: '0' })).toMatchObject({
      patientId: '3071',
      locationId: '2',
      appointmentId: null,
    });
  });

  it('completed and set back to planned, then deleted: the newest stands', () => {
    const rows = [
      procedureRow,
      { ...procedureRow, ProcStatus: 'TP', DateTStamp: '2026-10-07 09:00:00' },
      { ...procedureRow, ProcStatus: 'D', DateTStamp: '2026-10-08 09:00:00' },
    ];
    const cases = (count: number) => {
      const facts = read({ procedurelogs: rows.slice(0, count).reverse() }).facts as JourneyFact[];
      return assessJourney(foldFacts(emptyJourney('office', '3071'), facts), standardCaseRules, '2026-11-20').cases
        .length;
    };
    expect([cases(1), cases(2), cases(3)]).toEqual([1, 0, 0]);
  });
});

describe('rows of appointments', () => {
  it('start by the wall clock of their clinic', () => {
    expect(visit({})).toMatchObject({
      startsAt: '2026-12-22T16:00:00Z',
      zone: 'America/Phoenix',
      lengthMinutes: 40,
      status: 'scheduled',
      typeId: null,
    });
    expect(visit({ ClinicNum: 1 })).toMatchObject({ startsAt: '2026-12-22T15:00:00Z' });
  });

  it.each([
    ['Complete', 'completed'],
    ['UnschedList', 'unscheduled'],
    ['ASAP', 'scheduled'],
    ['Broken', 'broken'],
    ['Planned', 'planned'],
    ['PtNote', 'note'],
    ['PtNoteCompleted', 'note'],
  ])('of status %s are %s', (AptStatus, status) => {
    expect(visit({ AptStatus })).toMatchObject({ status });
  });

  it('without a date are templates', () => {
    expect(visit({ AptStatus: 'Planned', AptDateTime: '0001-01-01 00:00:00' })).toMatchObject({ startsAt: null });
  });

  it('tell missed from cancelled by the history, else by the posted code', () => {
    const event = { ...visitRow, HistApptNum: 1, AptStatus: 'Broken', HistDateTStamp: '2026-11-02 08:00:00' };
    const missed = { ...procedureRow, procCode: 'D9986' };
    expect(
      visit({ AptStatus: 'Broken' }, { histappointments: [{ ...event, HistApptAction: 'Cancelled' }] }),
    ).toMatchObject({ brokenBy: 'cancelled' });
    expect(visit({ AptStatus: 'Broken' }, { procedurelogs: [missed] })).toMatchObject({ brokenBy: 'missed' });
    expect(visit({ AptStatus: 'Broken' })).toMatchObject({ brokenBy: null });
    expect(visit({ AptStatus: 'Scheduled' }, { procedurelogs: [missed] })).toMatchObject({ brokenBy: null });
  });

  it('that were deleted are known from the history alone, and stay deleted', () => {
    const event = { ...visitRow, HistApptNum: 1, HistApptAction: 'Deleted', HistDateTStamp: '2026-11-02 08:00:00' };
    const { facts } = read({ appointments: [visitRow], histappointments: [event] });
    const { appointment } = foldFacts(emptyJourney('office', '3071'), facts as JourneyFact[]);
    expect(appointment).toMatchObject([{ id: '90217', deleted: true }]);
  });

  it('say what they are for by the abbreviations of the office', () => {
    const procedurecodes = [{ ProcCode: 'D6010', AbbrDesc: 'ImpSurg' }];
    expect(visit({ ProcDescript: '#19-ImpSurg' }, { procedurecodes })).toMatchObject({
      work: [{ teeth: ['19'], code: 'D6010' }],
    });
    expect(visit({ AptStatus: 'PtNote', Note: 'implant impression #3' })).toMatchObject({ work: [] });
  });

  it('of a clinic the settings do not name are set aside, with the mend', () => {
    expect(read({ appointments: [{ ...visitRow, ClinicNum: 9 }] })).toMatchObject({
      facts: [],
      rejected: [{ resource: 'appointments', row: 0, field: 'ClinicNum', mend: expect.stringContaining('zone') }],
    });
  });
});

describe('rows of patients', () => {
  const patientFacts = (fields: object) => read({ patients: [{ ...patientRow, ...fields }] }).facts;
  const living = (fields: object, kind: Fact['kind']) =>
    patientFacts(fields).filter((fact) => fact.kind === kind && !fact.deleted);

  it('become the patient, in a language tag, without the social security number', () => {
    expect(onlyOf('patient', { patients: [patientRow] })).toMatchObject({
      id: '3071',
      status: 'active',
      language: 'es',
      locationId: '2',
      guarantorId: null,
    });
    expect(JSON.stringify(patientFacts({}))).not.toContain('900000000');
    expect(patientFacts({ Language: 'mother speaks Polish' })[0]).toMatchObject({ language: null });
  });

  it.each([
    ['Inactive', 'departed'],
    ['Archived', 'departed'],
    ['Deceased', 'deceased'],
    ['NonPatient', 'non-patient'],
    ['Prospective', 'prospective'],
  ])('of status %s are %s', (PatStatus, status) => {
    expect(patientFacts({ PatStatus })[0]).toMatchObject({ status });
  });

  it('give the contact points that are filled; an emptied one is gone', () => {
    expect(living({}, 'contact-point')).toMatchObject([{ use: 'mobile', value: '(602) 555-0100' }]);
    expect(living({ WirelessPhone: ' ' }, 'contact-point')).toEqual([]);
  });

  it.each([
    ['Yes', 'TextMessage', ['sms care granted']],
    ['Unknown', 'None', []],
    ['No', 'Email', ['sms care revoked', 'sms marketing revoked']],
    [
      'Yes',
      'DoNotCall',
      ['sms care revoked', 'sms marketing revoked', 'voice care revoked', 'voice marketing revoked'],
    ],
  ])('with TxtMsgOk %s and %s consent to %s', (TxtMsgOk, PreferContactMethod, consents) => {
    const found = living({ TxtMsgOk, PreferContactMethod }, 'consent');
    expect(
      found.map((fact) => (fact.kind === 'consent' ? `${fact.channel} ${fact.messageClass} ${fact.decision}` : '')),
    ).toEqual(consents);
  });

  it('date a grant as early as it can be, so that a later edit never lifts a stop', () => {
    expect(living({}, 'consent')).toMatchObject([{ decidedAt: '2018-03-26T05:00:00Z' }]);
    expect(living({ TxtMsgOk: 'No' }, 'consent')[0]).toMatchObject({ decidedAt: '2026-11-01T14:00:00Z' });
  });
});

describe('rows of providers and clinics', () => {
  it('become practitioners with the role the office tells', () => {
    const row = {
      ProvNum: 3,
      Abbr: 'OS1',
      LName: 'Dunmore',
      FName: 'Priya',
      Specialty: 'General',
      IsSecondary: 'false',
      IsHidden: 'true',
    };
    expect(onlyOf('practitioner', { providers: [row] })).toMatchObject({
      name: 'Priya Dunmore',
      role: 'surgeon',
      hidden: true,
    });
    expect(onlyOf('practitioner', { providers: [{ ...row, ProvNum: 4, IsSecondary: 'true' }] }).role).toBe('hygienist');
  });

  it('become locations with the zone the office tells', () => {
    expect(
      onlyOf('location', { clinics: [{ ClinicNum: 2, Description: 'Mesa Oral', Phone: '', IsHidden: 'false' }] }),
    ).toMatchObject({
      name: 'Mesa Oral',
      zone: 'America/Phoenix',
      phone: '(602)555-0101',
    });
  });
});

describe('bad rows', () => {
  it.each([
    ['no object', 'x', ''],
    ['a date that is none', { ...procedureRow, ProcDate: '2026-13-40' }, 'ProcDate'],
    ['a fee in words', { ...procedureRow, ProcFee: 'free' }, 'ProcFee'],
    ['an unknown status', { ...procedureRow, ProcStatus: 'X' }, 'ProcStatus'],
    ['a tooth that is none', { ...procedureRow, ToothNum: '99' }, 'ToothNum'],
    ['no patient', { ...procedureRow, PatNum: undefined }, 'PatNum'],
  ])('%s: the row is named, its values are not, the rest goes on', (_what, bad, field) => {
    const { facts, rejected } = read({ procedurelogs: [bad, procedureRow] });
    expect(facts.length).toBe(1);
    expect(rejected).toMatchObject([{ resource: 'procedurelogs', row: 0 }]);
    expect(rejected[0]?.field.startsWith(field)).toBe(true);
    expect(rejected[0]?.mend).not.toBe('');
    expect(JSON.stringify(rejected)).not.toContain('3071');
  });
});
