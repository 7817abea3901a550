import { describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../ports/channel.js';
import type { Notice } from '../ports/notifier.js';
import { recordedChannel, recordedNotifier, type SendScript } from './recorded.js';

const message = (attemptId: string): OutboundMessage => ({
  attemptId,
  to: '(312) 555-0142',
  subject: null,
  body: 'Please call us.',
  language: 'en',
  validUntil: '2026-03-02T20:00:00Z',
});
const lookUp = { attemptId: 'a', to: '(312) 555-0142', after: '2026-03-02T15:00:00Z' };
const accepted = { kind: 'accepted', providerId: 'sms-a' };

describe('recordedChannel', () => {
  it.each<{ does: SendScript; result: object; found: object; taken: number }>([
    { does: 'accept', result: accepted, found: accepted, taken: 1 },
    { does: 'lost-answer', result: { kind: 'unknown' }, found: accepted, taken: 1 },
    { does: 'lost-message', result: { kind: 'unknown' }, found: { kind: 'not-found' }, taken: 0 },
    { does: 'lost-and-unclear', result: { kind: 'unknown' }, found: { kind: 'unclear' }, taken: 0 },
    {
      does: { reject: 'temporary' },
      result: { kind: 'rejected', reason: 'temporary' },
      found: { kind: 'not-found' },
      taken: 0,
    },
  ])('does as told: $does', async ({ does, result, found, taken }) => {
    const channel = recordedChannel('sms', { script: [does] });
    expect(await channel.send(message('a'))).toEqual(result);
    expect(await channel.find?.(lookUp)).toEqual(found);
    expect(channel.sent).toHaveLength(taken);
    expect(channel.calls).toEqual([message('a')]);
  });

  it('accepts once the script is at its end', async () => {
    const channel = recordedChannel('email');
    channel.next({ reject: 'other' }, 'lost-message');
    const kinds = [];
    for (const id of ['a', 'b', 'c']) kinds.push((await channel.send(message(id))).kind);
    expect(kinds).toEqual(['rejected', 'unknown', 'accepted']);
    expect(channel.sent.map(({ attemptId }) => attemptId)).toEqual(['c']);
  });

  it('has no look-up when told so', () => {
    expect(recordedChannel('mail', { canFind: false })).not.toHaveProperty('find');
  });
});

describe('recordedNotifier', () => {
  it('fails as often as told, then hands over', async () => {
    const notifier = recordedNotifier();
    const notice: Notice = {
      id: 'n',
      practiceId: 'harbor',
      locationId: 'chicago',
      escalationId: 'e',
      tier: 'S',
      recipients: ['ana'],
      respondBy: '2026-03-02T19:00:00Z',
    };
    notifier.failNext(2);
    await expect(notifier.notify(notice)).rejects.toThrow();
    await expect(notifier.notify(notice)).rejects.toThrow();
    await notifier.notify(notice);
    expect([notifier.notices, notifier.calls]).toEqual([[notice], 3]);
  });
});
