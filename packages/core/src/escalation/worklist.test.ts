import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { action, at, opened } from '../../test/escalations.js';
import { OutreachOutcomeFact } from '../journey/fact.js';
import { compareTiers } from '../questionnaires/tier.js';
import { applyAction } from './act.js';
import type { Escalation } from './escalation.js';
import { rankWorklist, type WorklistItem } from './worklist.js';

const now = at('2026-06-30 12:00');
/** Tier S, due at 14:00. */
const base = opened('2026-06-30 10:00');

function item(id: string, fields: Partial<WorklistItem> & { readonly of?: Partial<Escalation> } = {}): WorklistItem {
  const { of, ...rest } = fields;
  const escalation = { ...base, id, ...of };
  return { escalation, valueCents: null, daysStalled: null, lastEngagedAt: null, attempts: [], history: [], ...rest };
}
const order = (items: readonly WorklistItem[], when = now) =>
  rankWorklist(items, when).map(({ escalation }) => escalation.id);

describe('the worklist', () => {
  it.each([
    [
      'the worse tier first, whatever the deadline, value or wait',
      item('b', { of: { tier: 'U', respondBy: at('2026-06-30 13:00') } }),
      item('a', { of: { respondBy: at('2026-06-30 09:00') }, valueCents: 900_000, daysStalled: 300 }),
    ],
    [
      'the passed deadline before the one to come, whatever the value',
      item('b', { of: { respondBy: at('2026-06-30 11:59') } }),
      item('a', { of: { respondBy: at('2026-06-30 12:01') }, valueCents: 900_000 }),
    ],
    [
      'the earlier deadline',
      item('b', { of: { respondBy: at('2026-06-30 13:00') } }),
      item('a', { of: { respondBy: at('2026-06-30 13:01') }, valueCents: 900_000 }),
    ],
    ['the higher value', item('b', { valueCents: 300_000 }), item('a', { valueCents: 200_000, daysStalled: 300 })],
    ['the known value', item('b', { valueCents: 0 }), item('a', { daysStalled: 300 })],
    ['the longer stalled', item('b', { daysStalled: 40 }), item('a', { daysStalled: 39, lastEngagedAt: now })],
    [
      'the more recently engaged',
      item('b', { lastEngagedAt: at('2026-06-29 10:00') }),
      item('a', { lastEngagedAt: at('2026-06-28 10:00') }),
    ],
    ['the engaged before the silent', item('b', { lastEngagedAt: at('2025-06-29 10:00') }), item('a')],
    ['the one opened earlier', item('b', { of: { openedAt: at('2026-06-30 09:59') } }), item('a')],
    ['the smaller id when all else is equal', item('a'), item('b')],
  ])('puts %s', (_what, first, second) => {
    expect(order([second, first])).toEqual(order([first, second]));
    expect(order([second, first])[0]).toBe(first.escalation.id);
  });

  it('leaves out what is closed and keeps what is acknowledged', () => {
    const closed = {
      ...item('a'),
      escalation: applyAction(base, action('closed', '2026-06-30 11:00')),
    };
    const seen = {
      ...item('b'),
      escalation: applyAction(base, action('acknowledged', '2026-06-30 11:00')),
    };
    expect(rankWorklist([closed, seen], now).map(({ escalation }) => escalation.state)).toEqual(['acknowledged']);
  });

  it('says why in the order in which it counts', () => {
    const [row] = rankWorklist(
      [item('a', { valueCents: 215_050, daysStalled: 47, lastEngagedAt: at('2026-06-27 11:00') })],
      now,
    );
    expect(row?.position).toBe(1);
    expect(row?.priority).toEqual([
      { kind: 'tier', tier: 'S', words: 'To be called the same day.' },
      { kind: 'due', minutes: 120, words: 'Due in 2 hours.' },
      { kind: 'value', cents: 215_050, words: '$2,151 of treatment still to come.' },
      { kind: 'stalled', days: 47, words: 'Stalled for 47 days.' },
      { kind: 'engagement', days: 3, words: 'Last read or answered 3 days ago.' },
    ]);
  });

  it.each([
    ['2026-06-30 13:59', 'Due in 1 minute.'],
    ['2026-06-30 14:00', 'Due in less than a minute.'],
    ['2026-06-30 14:01', 'The deadline passed 1 minute ago.'],
    ['2026-06-30 15:59', 'The deadline passed 119 minutes ago.'],
    ['2026-06-30 16:30', 'The deadline passed 2 hours ago.'],
    ['2026-07-03 15:00', 'The deadline passed 3 days ago.'],
  ])('at %s says of a deadline at 14:00: %s', (when, words) => {
    const [row] = rankWorklist([item('a')], at(when));
    expect(row?.priority[1]?.words).toBe(words);
  });

  it('says of a silent patient that nothing was read, and nothing of what is unknown', () => {
    const [row] = rankWorklist([item('a')], now);
    expect(row?.priority.map(({ kind }) => kind)).toEqual(['tier', 'due', 'engagement']);
    expect(row?.priority[2]?.words).toBe('Never read or answered a message.');
  });

  it('shows attempts and history in order of time', () => {
    const attempt = (id: string, wallClock: string) =>
      OutreachOutcomeFact.parse({
        kind: 'outreach-outcome',
        id,
        revision: 1,
        recordedAt: now,
        patientId: 'made-up-1',
        by: 'ana',
        at: at(wallClock),
        channel: 'voice',
        outcome: 'no-answer',
        returnToAutomation: false,
      });
    const entry = (wallClock: string, words: string) => ({ at: at(wallClock), kind: 'sms', words });
    const [row] = rankWorklist(
      [
        item('a', {
          attempts: [attempt('2', '2026-06-29 10:00'), attempt('1', '2026-06-28 10:00')],
          history: [entry('2026-06-29 09:00', 'second'), entry('2026-06-28 09:00', 'first')],
        }),
      ],
      now,
    );
    expect([row?.attempts.map(({ id }) => id), row?.history.map(({ words }) => words)]).toEqual([
      ['1', '2'],
      ['first', 'second'],
    ]);
  });
});

describe('laws of the worklist', () => {
  const few = fc.constantFrom(null, 0, 100_000, 200_000);
  const someItem = fc
    .record({
      tier: fc.constantFrom('E', 'U', 'S', 'R'),
      respondBy: fc.constantFrom('2026-06-30 11:00', '2026-06-30 12:00', '2026-06-30 13:00'),
      openedAt: fc.constantFrom('2026-06-29 10:00', '2026-06-29 11:00'),
      valueCents: few,
      daysStalled: few,
      engaged: fc.constantFrom(null, '2026-06-28 10:00', '2026-06-29 10:00'),
    })
    .map(({ tier, respondBy, openedAt, engaged, ...rest }) =>
      item('', {
        ...rest,
        of: { tier, respondBy: at(respondBy), openedAt: at(openedAt) },
        lastEngagedAt: engaged === null ? null : at(engaged),
      }),
    );
  const items = fc
    .array(someItem, { maxLength: 12 })
    .map((list) => list.map((one, index) => ({ ...one, escalation: { ...one.escalation, id: `e-${index}` } })));

  it('one order, whatever order the items come in, whatever the clock says', () => {
    const law = fc.property(
      items.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        expect(rankWorklist(shuffled, now)).toEqual(rankWorklist(list, now));
        expect(order(shuffled, at('2027-06-30 12:00'))).toEqual(order(list));
      },
    );
    fc.assert(law, { numRuns: 2000 });
  });

  it('the order of two rows does not depend on the rows around them', () => {
    const law = fc.property(items, (list) => {
      const whole = order(list);
      const pairs = whole.slice(1).map((id, index) => [whole[index], id]);
      for (const pair of pairs) {
        const two = list.filter(({ escalation }) => pair.includes(escalation.id));
        expect(order(two)).toEqual(pair);
      }
    });
    fc.assert(law, { numRuns: 1000 });
  });

  it('a worse tier never stands below a better one, and within a tier no passed deadline below one to come', () => {
    const law = fc.property(items, (list) => {
      const rows = rankWorklist(list, now).map(({ escalation }) => escalation);
      rows.slice(1).forEach((row, index) => {
        const above = rows[index] as Escalation;
        expect(compareTiers(above.tier, row.tier)).toBeLessThanOrEqual(0);
        if (above.tier === row.tier) expect(above.respondBy <= row.respondBy).toBe(true);
      });
    });
    fc.assert(law, { numRuns: 1000 });
  });
});
