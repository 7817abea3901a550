import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createContent } from './create-content.js';
import { english } from './english/index.js';

const content = createContent();
const phone = '(312) 555-0100';
const values = {
  name: 'Robin',
  practice: 'Harbor Street Dental',
  phone,
  afterHoursPhone: phone,
  milestone: 'placement',
  next: 'restoration',
};
const traits = ['surgery', 'lower-jaw', 'implant', 'single'];
const bodyOf = (templates: readonly string[], channel: 'sms' | 'email' = 'sms', level: 'L1' | 'L2' = 'L1') =>
  content.render({ templates, channel, level, language: 'en', values, traits })?.body ?? '';
const timesIn = (body: string, part: string) => body.split(part).length - 1;

describe('one message of several texts', () => {
  it('greets once, asks once at the end, and has one call line with the reasons of all', () => {
    expect(bodyOf(['day-3-check', 'day-45'])).toBe(
      'Hi Robin, this is Harbor Street Dental. It is time to plan your next visit. How comfortable are you today? Reply 1 (very uncomfortable) to 5 (comfortable). Call (312) 555-0100 to find a time, or if you are worried.',
    );
  });

  it('the same text of two cases is told once', () => {
    expect(bodyOf(['day-3-check', 'day-3-check'])).toBe(bodyOf(['day-3-check']));
    expect(timesIn(bodyOf(['day-3-check', 'day-14-check']), 'How comfortable')).toBe(1);
  });

  it('an email lists the reasons to call on lines of their own, each once', () => {
    const body = bodyOf(['day-3-check', 'day-14-check'], 'email', 'L2');
    expect(timesIn(body, '\n- pain or swelling grows\n')).toBe(1);
    expect(timesIn(body, `Call us at ${phone} if:`)).toBe(1);
  });

  it('the leading text gives the subject', () => {
    const request = { channel: 'email', level: 'L2', language: 'en', values, traits } as const;
    expect(content.render({ ...request, templates: ['day-7', 'day-45'] })?.subject).toBe(
      content.render({ ...request, templates: ['day-7'] })?.subject,
    );
  });

  it('a text that stands alone silences the others', () => {
    expect(bodyOf(['day-45', 'answer-emergency'])).toBe(bodyOf(['answer-emergency']));
  });

  it('has no message when one of its texts has no words', () => {
    expect(bodyOf(['day-45', 'reactivation-voice'])).toBe('');
  });

  it('whatever is carried: one greeting, one phone, one line in a text message', () => {
    const { texts } = english;
    const framed = Object.keys(texts).filter((name) => texts[name]?.sms?.L0?.standsAlone !== true);
    fc.assert(
      fc.property(
        fc.subarray(framed, { minLength: 1 }),
        fc.constantFrom('sms' as const, 'email' as const),
        fc.constantFrom('L1' as const, 'L2' as const),
        (templates, channel, level) => {
          const body = bodyOf(templates, channel, level);
          expect(timesIn(body, 'Hi Robin')).toBe(1);
          expect(timesIn(body, 'Harbor Street Dental')).toBe(1);
          expect(timesIn(body, phone)).toBe(1);
          expect(body).not.toMatch(/ {2}|\{\{|undefined|null|\n\n\n|\.\.| ,|,,/);
          if (channel === 'sms') expect(body).not.toContain('\n');
        },
      ),
    );
  });
});
