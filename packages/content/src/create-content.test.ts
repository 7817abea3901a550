import { type ContentRequest, JourneyError, standardProtocol, triageReply } from '@implant-journey/core';
import { describe, expect, it } from 'vitest';
import { createContent } from './create-content.js';
import { english } from './english/index.js';

const content = createContent();
const values = {
  name: 'Robin',
  practice: 'Harbor Street Dental',
  phone: '(312) 555-0100',
  afterHoursPhone: '(312) 555-0199',
  bookingUrl: 'https://book.example.test/harbor',
  milestone: 'placement',
  next: 'restoration',
};
const request = (template: string, more: Partial<ContentRequest> = {}): ContentRequest => ({
  templates: [template],
  channel: 'sms',
  level: 'L1',
  language: 'en',
  traits: ['surgery', 'lower-jaw', 'implant', 'single'],
  values,
  ...more,
});
const bodyOf = (template: string, more: Partial<ContentRequest> = {}) => content.render(request(template, more))?.body;

describe('levels and channels', () => {
  it('names the procedure at L2 only', () => {
    expect(bodyOf('day-0')).not.toMatch(/implant/i);
    expect(bodyOf('day-0', { level: 'L2' })).toContain('Your implant was placed today.');
  });

  it('a level without words uses those of the level below', () => {
    expect(bodyOf('day-7', { level: 'L1' })).toBe(bodyOf('day-7', { level: 'L0' }));
  });

  it('the portal uses the words of the email', () => {
    expect(content.render(request('day-30', { channel: 'portal' }))).toEqual(
      content.render(request('day-30', { channel: 'email' })),
    );
  });

  it('a text message has no subject, an email has one', () => {
    expect(content.render(request('day-7'))?.subject).toBeNull();
    expect(content.render(request('day-7', { channel: 'email' }))?.subject).toBe('One week after your visit');
  });

  it.each(['voice', 'mail'] as const)('has no words for %s yet', (channel) => {
    expect(content.render(request('day-7', { channel }))).toBeNull();
  });

  it.each(['day-77', 'toString', '__proto__'])('has no words for a template nobody wrote: %s', (template) => {
    expect(content.render(request(template))).toBeNull();
  });
});

describe('slots', () => {
  it('greets without a name, and gives no booking link, when there is none', () => {
    const { name: _, bookingUrl: __, ...less } = values;
    expect(bodyOf('reactivation-1', { values: less })).toBe(
      'This is Harbor Street Dental. Your next visit is not booked yet. We are glad to find a time that suits you. Call (312) 555-0100 to find a time.',
    );
  });

  it('fills in words of the patient as they are, Liquid or not', () => {
    expect(bodyOf('day-7', { values: { ...values, name: '{{ phone }}<b>' } })).toContain('Hi {{ phone }}<b>, this is');
  });

  it('names the month while the window is far, from L1 on', () => {
    const far = { values: { ...values, opensOn: '2026-06-29' } };
    expect(bodyOf('day-45', far)).toContain('Your next visit can be in about June. It is a good time to reserve it.');
    expect(bodyOf('day-45', { ...far, level: 'L0' })).not.toContain('June');
    expect(bodyOf('day-45', { ...far, level: 'L2' })).toContain('It can be in about June.');
    expect(bodyOf('day-45')).toContain('It is time to plan your next visit.');
  });

  it('gives no message rather than half a sentence', () => {
    const { practice: _, ...less } = values;
    expect(content.render(request('day-7', { values: less }))).toBeNull();
  });

  it('the emergency text needs no slot', () => {
    expect(bodyOf('answer-emergency', { values: {} })).toBe(
      'Call 911 or go to the nearest emergency department now. Please do not wait for us to call you.',
    );
  });

  it('tells the number for closed hours once, where it is another', () => {
    expect(bodyOf('answer-low')).toContain('When we are closed: (312) 555-0199.');
    const same = { ...values, afterHoursPhone: values.phone };
    expect(bodyOf('answer-low', { values: same })).not.toContain('closed');
    expect(bodyOf('answer-urgent', { values: same })).toContain('at any hour: (312) 555-0100. If you');
  });
});

describe('what must be said', () => {
  it('after lower-jaw surgery the neutral texts of days 0 and 1 speak of numbness', () => {
    expect(bodyOf('day-0')).toContain('if anything is still numb tomorrow morning');
    expect(bodyOf('day-1-check')).toContain('if anything is still numb');
    expect(bodyOf('day-0', { traits: ['surgery', 'upper-jaw'] })).not.toContain('numb');
  });

  it.each(['day-1-check', 'day-3-check', 'day-14-check', 'monthly-check'])('%s asks for one number', (check) => {
    for (const level of ['L0', 'L1', 'L2'] as const) {
      expect(bodyOf(check, { level })).toMatch(
        /How comfortable are you today\? Reply 1 \(very uncomfortable\) to 5 \(comfortable\)\./,
      );
    }
  });

  it('"CALL ME", as the third invitation suggests, reaches a person', () => {
    expect(bodyOf('reactivation-3')).toContain('Reply CALL ME');
    const triage = triageReply('CALL ME', { openQuestion: 'reactivation' });
    expect(triage).toMatchObject({ wantsCall: true, toHuman: true, optOut: false });
  });
});

describe('languages', () => {
  const spanish = {
    ...english,
    tag: 'es',
    version: 4,
    texts: { 'day-7': { sms: { L0: { says: 'Ha pasado una semana.' } } } },
  };
  const both = createContent({ languages: [english, spanish] });

  it.each([
    ['es', 'es'],
    ['es-MX', 'es'],
    ['en-US', 'en'],
    ['vi', 'en'],
    [null, 'en'],
  ])('a patient of %s reads %s', (language, expected) => {
    expect(both.render(request('day-7', { language }))?.language).toBe(expected);
  });

  it('has every template of the standard protocol in English', () => {
    const { cadence, reactivation, checks } = standardProtocol;
    const wanted = [
      ...cadence.map(({ template }) => template),
      ...cadence.flatMap(({ late }) => late.variant?.template ?? []),
      ...reactivation.messages.filter(({ enabled }) => enabled).map(({ template }) => template),
      ...Object.values(checks.answers),
    ];
    expect(Object.keys(english.texts)).toEqual(expect.arrayContaining(wanted));
  });
});

describe('texts of a vendor', () => {
  it('replace one text; the other levels and channels stay', () => {
    const own = createContent({ texts: { 'day-7': { sms: { L1: { says: 'One week.' } } } } });
    expect(own.render(request('day-7'))?.body).toBe(
      'Hi Robin, this is Harbor Street Dental. One week. Questions? Call (312) 555-0100.',
    );
    for (const other of [request('day-7', { level: 'L0' }), request('day-7', { channel: 'email' }), request('day-30')])
      expect(own.render(other)?.body).toEqual(content.render(other)?.body);
  });

  it('have a version of their own, which changes with any of them', () => {
    const versionWith = (says: string) =>
      createContent({ texts: { 'day-7': { sms: { L1: { says } } } } }).render(request('day-30'))?.version;
    expect(content.render(request('day-30'))?.version).toBe('en 1');
    expect(versionWith('One week.')).toMatch(/^en 1, own texts [0-9a-z]{14}$/);
    expect(versionWith('One week.')).toBe(versionWith('One week.'));
    expect(versionWith('One week.')).not.toBe(versionWith('A week.'));
  });

  it('may add a template and a channel', () => {
    const own = createContent({ texts: { 'day-100': { voice: { L0: { says: 'Hello.' } } } } });
    expect(own.render(request('day-100', { channel: 'voice' }))?.body).toContain('Hello.');
  });

  it.each([
    ['is no Liquid', { says: '{% if name %}Hi' }, 'says', 'not closed'],
    ['uses a slot nobody fills', { says: 'Hi {{ firstName }}' }, 'says', 'firstName'],
    ['reads a file', { says: "{% include 'other' %}" }, 'says', 'include'],
    ['uses a filter there is not', { says: '{{ name | shout }}' }, 'says', 'shout'],
    ['says nothing', {}, '', 'says nothing'],
    ['has a field nobody knows', { say: 'Hi' }, '.say', 'not a known field'],
  ])('are refused when one %s, naming it', (_what, words, field, problem) => {
    let caught: unknown;
    try {
      createContent({ texts: { 'day-7': { sms: { L1: words as { says: string } } } } });
    } catch (error) {
      caught = error;
    }
    if (!JourneyError.is(caught)) throw new Error('not refused');
    expect(caught.code).toBe('protocol/invalid');
    const path = `texts.day-7.sms.L1${field && !field.startsWith('.') ? '.' : ''}${field}`;
    const found = caught.problems.find((one) => one.field === path);
    expect(found?.problem).toContain(problem);
  });
});
