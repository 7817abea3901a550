import { describe, expect, it } from 'vitest';
import { journeyOf } from '../../test/plans.js';
import { type ChannelName, channels } from '../cadence/protocol.js';
import type { JourneyFact } from '../journey/fact.js';
import { consent, contactPoint, patient, preference } from '../testing/facts.js';
import { canSend, sameAddress } from './can-send.js';

const mobile = contactPoint({ id: 'mobile' });
const email = contactPoint({ id: 'email', use: 'email', value: 'robin@example.test' });
const postal = contactPoint({ id: 'postal', use: 'postal', value: '1 Harbor Street' });
const yes = consent({ id: 'yes' });
const decide = (channel: ChannelName, facts: readonly JourneyFact[], messageClass: 'care' | 'marketing' = 'care') => {
  const decision = canSend(journeyOf(facts), channel, messageClass);
  return decision.kind === 'allowed' ? `${decision.address} by ${decision.recordId}` : decision.reason;
};

describe('care', () => {
  it.each<[string, ChannelName, readonly JourneyFact[], string]>([
    ['by text with a recorded yes', 'sms', [mobile, yes], '(312) 555-0142 by yes'],
    ['by text without one', 'sms', [mobile], 'no-consent'],
    ['by text without a mobile number', 'sms', [email, yes], 'no-address'],
    ['by voice with a yes for texts alone', 'voice', [mobile, yes], 'no-consent'],
    [
      'by voice with a yes of its own',
      'voice',
      [mobile, consent({ id: 'voice', channel: 'voice' })],
      '(312) 555-0142 by voice',
    ],
    ['by email without a yes', 'email', [email], 'robin@example.test by null'],
    ['by mail without a yes', 'mail', [postal], '1 Harbor Street by null'],
    ['by portal without a yes', 'portal', [patient()], 'made-up-1 by null'],
    ['by portal to somebody the chart does not know', 'portal', [mobile], 'no-address'],
    ['by text to a deleted number', 'sms', [{ ...mobile, deleted: true }, yes], 'no-address'],
    ['by text with a deleted yes', 'sms', [mobile, { ...yes, deleted: true }], 'no-consent'],
  ])('%s', (_what, channel, facts, expected) => {
    expect(decide(channel, facts)).toBe(expected);
  });
});

describe('marketing', () => {
  it.each(channels)('by %s needs its own yes', (channel) => {
    const own = consent({ id: 'own', channel, messageClass: 'marketing' });
    const known = [patient(), mobile, email, postal, consent({ channel })];
    expect(decide(channel, known, 'marketing')).toBe('no-consent');
    expect(decide(channel, [...known, own], 'marketing')).toMatch(/ by own$/);
  });
});

describe('a stop', () => {
  const stop = (fields: Parameters<typeof consent>[0] = {}) =>
    consent({ id: 'stop', decision: 'revoked', decidedAt: '2026-02-01T15:00:00Z', ...fields });

  it.each<[string, readonly JourneyFact[], string]>([
    ['after a yes holds', [mobile, yes, stop()], 'stopped'],
    [
      'before a yes is over',
      [mobile, consent({ id: 'new', decidedAt: '2026-02-02T15:00:00Z' }), stop()],
      '(312) 555-0142 by new',
    ],
    ['at the instant of a yes holds', [mobile, consent({ decidedAt: '2026-02-01T15:00:00Z' }), stop()], 'stopped'],
    [
      'a moment after a yes within the second holds',
      [mobile, consent({ decidedAt: '2026-02-01T15:00:00Z' }), stop({ decidedAt: '2026-02-01T15:00:00.250Z' })],
      'stopped',
    ],
    [
      'a moment before a yes within the second is over',
      [mobile, consent({ id: 'new', decidedAt: '2026-02-01T15:00:00.250Z' }), stop()],
      '(312) 555-0142 by new',
    ],
    ['for the number, written otherwise, holds', [mobile, yes, stop({ address: '+13125550142' })], 'stopped'],
    ['for another number does not', [mobile, yes, stop({ address: '+13125550143' })], '(312) 555-0142 by yes'],
    ['by voice does not stop texts', [mobile, yes, stop({ channel: 'voice' })], '(312) 555-0142 by yes'],
    ['of marketing does not stop care', [mobile, yes, stop({ messageClass: 'marketing' })], '(312) 555-0142 by yes'],
    [
      'for one number leaves the other',
      [mobile, contactPoint({ id: 'second', value: '312-555-0199' }), yes, stop({ address: '3125550142' })],
      '312-555-0199 by yes',
    ],
  ])('%s', (_what, facts, expected) => {
    expect(decide('sms', facts)).toBe(expected);
  });

  it('said by another at the number holds for whoever uses it, until they say yes anew', () => {
    const theirs = [stop({ id: 'theirs', patientId: 'made-up-2', address: '3125550142' })];
    const after = (facts: readonly JourneyFact[]) => canSend(journeyOf(facts), 'sms', 'care', theirs).kind;
    expect(after([mobile, yes])).toBe('refused');
    expect(after([contactPoint({ value: '312-555-0199' }), yes])).toBe('allowed');
    expect(after([mobile, consent({ decidedAt: '2026-02-02T15:00:00Z' })])).toBe('allowed');
  });

  it('holds on channels that need no yes', () => {
    expect(decide('email', [email, stop({ channel: 'email' })])).toBe('stopped');
    expect(decide('portal', [patient(), stop({ channel: 'portal' })])).toBe('stopped');
  });
});

describe('a channel the patient does not want', () => {
  it('is refused whatever was consented to', () => {
    expect(decide('sms', [mobile, yes, preference({ declinedChannels: ['sms'] })])).toBe('declined');
    expect(decide('portal', [patient(), preference({ declinedChannels: ['sms'] })])).toBe('made-up-1 by null');
  });
});

describe('addresses', () => {
  it.each([
    ['(312) 555-0142', '+1 312.555.0142', true],
    ['312-555-0142', '312-555-0143', false],
    ['Robin@Example.test ', 'robin@example.test', true],
    ['robin5550142@example.test', '5550142', false],
  ])('%s and %s', (a, b, same) => {
    expect([sameAddress(a, b), sameAddress(b, a)]).toEqual([same, same]);
  });
});
