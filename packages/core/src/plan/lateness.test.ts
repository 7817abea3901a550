import { describe, expect, it } from 'vitest';
import { message, staff } from '../../test/plans.js';
import { instantOf, msOf } from '../shared/instant.js';
import { isStale, lateness } from './lateness.js';

const late = { sendWithinHours: 18, variant: null, otherwise: 'drop', why: 'old words', source: 'test' } as const;
const withVariant = { ...late, variant: { template: 'day-0-late', withinHours: 72 } };
const after = (due: string, hours: number, ms = 0) => instantOf(msOf(due) + hours * 3_600_000 + ms);

describe('a late message', () => {
  it.each([
    ['before it is due', late, -1, 0, { kind: 'send', template: 'day-7' }],
    ['when it is due', late, 0, 0, { kind: 'send', template: 'day-7' }],
    ['in the last hour of its time', late, 18, 0, { kind: 'send', template: 'day-7' }],
    ['a moment later', late, 18, 1, { kind: 'drop' }],
    ['a moment later with other words', withVariant, 18, 1, { kind: 'send', template: 'day-0-late' }],
    ['in the last hour of its other words', withVariant, 72, 0, { kind: 'send', template: 'day-0-late' }],
    ['a moment after those', withVariant, 72, 1, { kind: 'drop' }],
    ['when staff take over', { ...late, otherwise: 'staff' as const }, 18, 1, { kind: 'staff' }],
  ])('%s', (_what, rule, hours, ms, verdict) => {
    const step = message({ late: rule });
    expect(lateness(step, after(step.dueAt, hours, ms))).toEqual(verdict);
  });

  it('that the caps moved is late from its new day on', () => {
    const step = message({ late, due: '2026-01-20', cappedFrom: message().dueAt });
    expect(lateness(step, after(step.dueAt, 18))).toEqual({ kind: 'send', template: 'day-7' });
  });
});

describe('a staff item', () => {
  it.each([
    ['is fresh in its last hour', 168, 168, 0, false],
    ['is stale a moment later', 168, 168, 1, true],
    ['without a limit is never stale', null, 9_000, 0, false],
  ])('%s', (_what, dropAfterHours, hours, ms, stale) => {
    const step = staff({ dropAfterHours });
    expect(isStale(step, after(step.dueAt, hours, ms))).toBe(stale);
  });
});
