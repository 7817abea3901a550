import { describe, expect, it } from 'vitest';
import { documentWith, reachable } from '../../test/documents.js';
import { at, opened } from '../../test/escalations.js';
import { message, stored } from '../../test/plans.js';
import { nextAlertAt, nextDueAt } from './document.js';

describe('nextAlertAt', () => {
  const alert = opened('2026-01-12 10:00');
  const alerting = (notified: readonly string[] = []) =>
    documentWith([stored(message({ due: '2026-01-12 08:00' }))], reachable, { escalations: [alert], notified });

  it('is the first notice nobody was sent, then the next climb; ordinary messages do not count', () => {
    expect(nextDueAt(alerting())).toBe(at('2026-01-12 08:00'));
    expect(nextAlertAt(alerting())).toBe(at('2026-01-12 10:00'));
    expect(nextAlertAt(alerting(['e-1/notice-0']))).toBe(alert.nextClimbAt);
    expect(nextAlertAt(documentWith([stored(message())]))).toBe(null);
  });

  it('is an answer a patient waits for, when that is earlier', () => {
    const answer = stored(message({ due: '2026-01-12 09:00', isAnswer: true }));
    expect(nextAlertAt(documentWith([answer], reachable, { escalations: [alert] }))).toBe(at('2026-01-12 09:00'));
    expect(nextAlertAt(documentWith([answer]))).toBe(at('2026-01-12 09:00'));
  });

  it('is no notice for the next working day, and none of what is closed and told', () => {
    const routine = opened('2026-01-12 10:00', { tier: 'R', reason: 'early-escalation' });
    expect(nextAlertAt(documentWith([], reachable, { escalations: [routine] }))).toBe(null);
    const closed = { ...alert, nextClimbAt: null };
    expect(nextAlertAt(documentWith([], reachable, { escalations: [closed], notified: ['e-1/notice-0'] }))).toBe(null);
  });
});
