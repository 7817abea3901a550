import { type Content, type Protocol, standardProtocol } from '@implant-journey/core';
import { describe, expect, it } from 'vitest';
import { type ContentOptions, createContent } from '../create-content.js';
import { english } from '../english/index.js';
import { lintContent } from './lint-content.js';
import { smsSize } from './sms-size.js';

const changed = (change: (standard: Protocol) => Partial<Protocol>) => ({
  ...standardProtocol,
  ...change(standardProtocol),
});
/** The standard protocol with one step, for the tests of one text. */
const onlyDay7 = changed(({ cadence, reactivation }) => ({
  cadence: cadence.filter(({ id }) => id === 'day-7'),
  reactivation: { ...reactivation, enabled: false },
}));
const day7 = (sms: NonNullable<ContentOptions['texts']>[string]['sms'] = {}) =>
  lintContent(onlyDay7, createContent({ texts: { 'day-7': { sms } } }));
const neutral = (says: string) => day7({ L1: { says, callIf: ['anything worries you'] } });
const withEmpty = (template: string): Content => {
  const content = createContent();
  return { render: (request) => (request.templates.includes(template) ? null : content.render(request)) };
};

describe('the standard words', () => {
  it('have no findings for the standard protocol', () => {
    expect(lintContent(standardProtocol, createContent())).toEqual([]);
  });

  it('fit one segment in most neutral texts, two in all, also with a longer name and a link', () => {
    const content = createContent();
    const values = {
      name: 'Robin',
      practice: 'Harbor Street Dental',
      phone: '(312) 555-0100',
      afterHoursPhone: '(312) 555-0199',
      milestone: 'placement',
      next: 'restoration',
    };
    const segments = (template: string, more: Record<string, string> = {}) => {
      const request = {
        templates: [template],
        channel: 'sms',
        level: 'L1',
        language: 'en',
        traits: ['surgery'],
      } as const;
      return smsSize(content.render({ ...request, values: { ...values, ...more } })?.body ?? '').segments;
    };
    const names = Object.keys(english.texts);
    const long = {
      name: 'Christopher',
      practice: 'Lakeside Family Dental Group',
      bookingUrl: 'https://book.example.test/h',
    };
    expect(names.filter((name) => segments(name) > 1)).toEqual([
      'day-1-check',
      'answer-urgent',
      'answer-low',
      'answer-middle',
    ]);
    expect(names.filter((name) => segments(name, { ...long, opensOn: '2026-09-14' }) > 2)).toEqual([]);
  });
});

describe('words that are missing', () => {
  it('are told for each channel and level of the step', () => {
    const found = lintContent(standardProtocol, withEmpty('recall'));
    expect(found.map(({ rule, template, channel, level }) => [rule, template, channel, level])).toEqual(
      ['sms', 'portal', 'email'].flatMap((channel) =>
        ['L0', 'L1', 'L2'].map((level) => ['no-words', 'recall', channel, level]),
      ),
    );
  });

  it('are told for late variants and answers', () => {
    for (const template of ['day-0-late', 'answer-low'])
      expect(lintContent(standardProtocol, withEmpty(template)).length).toBe(9);
  });

  it('do not matter while the step is switched off', () => {
    const quiet = changed(({ cadence }) => ({
      cadence: cadence.map((step) => (step.id === 'recall' ? { ...step, enabled: false } : step)),
    }));
    expect(lintContent(quiet, withEmpty('recall'))).toEqual([]);
  });

  it('for voice are told once a step uses it', () => {
    const calling = changed(({ reactivation }) => ({
      reactivation: {
        ...reactivation,
        messages: reactivation.messages.map((message) => ({ ...message, enabled: true })),
      },
    }));
    const found = lintContent(calling, createContent());
    expect([...new Set(found.map(({ rule, template, channel }) => `${rule} ${template} ${channel}`))]).toEqual([
      'no-words reactivation-voice voice',
    ]);
  });
});

describe('words that may not be said', () => {
  it.each([
    ['forbidden-words', 'There is an infection.'],
    ['forbidden-words', 'You are healing well.'],
    ['forbidden-words', 'Take ibuprofen.'],
    ['forbidden-words', 'Take your medicine.'],
    ['forbidden-words', 'Please book within the next 60 days.'],
    ['forbidden-words', 'You may lose your place.'],
    ['forbidden-words', 'It works for 98% of patients.'],
    ['forbidden-words', 'We offer a discount.'],
    ['forbidden-words', 'It is $50.'],
    ['forbidden-words', 'Reply YES to book.'],
    ['forbidden-words', 'Text STOP to leave.'],
    ['forbidden-words', 'This is a no-reply number.'],
    ['above-level', 'How is your implant?'],
    ['above-level', 'It is a week since your surgery.'],
    ['optional-slot', 'Hello {{ name }}.'],
    ['sms-too-long', 'We hope it gets a little better each day. '.repeat(10)],
    ['sms-too-long', 'It’s a week. We hope it gets a little better each day. We look forward to seeing you. ✨'],
    ['too-hard', 'Postoperative rehabilitation necessitates conscientious individual responsibility throughout.'],
  ])('%s: %s', (rule, says) => {
    expect(neutral(says).map((finding) => finding.rule)).toContain(rule);
  });

  it('an expectation without its limit', () => {
    const found = day7({ L1: { says: 'A little pain is normal.' } });
    expect(found.map(({ rule, words }) => [rule, words.split(' (')[0]])).toEqual([
      ['call-line-missing', 'says "normal" without its limit; add callIf'],
    ]);
  });

  it('a month at L0', () => {
    expect(day7({ L0: { says: 'See you in June.' } }).map(({ rule }) => rule)).toContain('above-level');
  });

  it('a message that leaves out who writes, to whom, and the phone', () => {
    const bare = day7({ L1: { says: 'It is a week.', standsAlone: true } });
    expect(bare.map(({ rule }) => rule)).toEqual(['name-missing', 'practice-missing', 'phone-missing']);
  });

  it('an emergency text that differs by level, or lacks its two sentences', () => {
    const texts = { 'answer-emergency': { sms: { L2: { says: 'Please call us.', standsAlone: true } } } };
    const found = lintContent(standardProtocol, createContent({ texts })).filter(
      ({ rule }) => rule === 'emergency-words',
    );
    expect(found.map(({ words }) => words.split(/[;(]/)[0])).toEqual(
      expect.arrayContaining(['lacks "call 911" or "nearest emergency department now"', 'differs from level to level']),
    );
  });

  it('an urgent answer without the number for closed hours', () => {
    const texts = { 'answer-urgent': { sms: { L0: { says: 'Please call us now.' } } } };
    const found = lintContent(standardProtocol, createContent({ texts }));
    expect(found.map(({ rule, words }) => `${rule} ${words}`).join()).toContain(
      'phone-missing lacks {{ afterHoursPhone }}',
    );
  });
});
