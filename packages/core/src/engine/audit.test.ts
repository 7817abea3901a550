import { describe, expect, it } from 'vitest';
import { attempt, documentWith, reachable } from '../../test/documents.js';
import { action, at, harbor, opened } from '../../test/escalations.js';
import { message, stored } from '../../test/plans.js';
import { settle } from '../escalation/act.js';
import { climb } from '../escalation/route.js';
import { standardEscalationPolicy } from '../escalation/standard-policy.js';
import { checkAnswer, consent, contactPoint, outreachOutcome, patient, reply } from '../testing/facts.js';
import { auditOf } from './audit.js';

const told = (entries: ReturnType<typeof auditOf>) =>
  entries.map(({ about, id, by, what }) => `${about} ${id} ${by}: ${what}`);
const nothing = documentWith([]);

describe('auditOf', () => {
  it('names each fact with who reported it', () => {
    const facts = [
      patient({ familyName: 'Quill' }),
      consent({ id: 'yes' }),
      consent({ id: 'no', decision: 'revoked', deleted: true, revision: 4 }),
      reply({ id: 'r', text: 'it hurts' }),
      action('closed', '2026-01-12 10:00', { id: 'a', outcome: 'spoke to her husband' }),
      outreachOutcome({ id: 'o', by: 'ben' }),
    ];
    expect(told(auditOf(nothing, nothing, facts))).toEqual([
      'fact patient/made-up-1 chart: recorded, revision 1',
      'fact consent/yes chart: granted care by sms',
      'fact consent/no chart: deleted, revision 4',
      'fact reply/r patient: recorded, revision 1',
      'fact escalation-action/a ana: closed e-1',
      'fact outreach-outcome/o ben: called: no-answer',
    ]);
  });

  it('tells the new lines of a step alone, with its rule and protocol', () => {
    const step = message();
    const first = { at: at('2026-01-12 10:00'), what: 'planned: new' };
    const second = { at: at('2026-01-13 10:00'), what: 'moved: the visit moved' };
    const before = documentWith([{ ...stored(step), trail: [first] }]);
    const after = documentWith([{ ...stored(step), trail: [first, second] }]);
    const [entry, ...others] = auditOf(before, after, []);
    expect(others).toEqual([]);
    expect(entry).toEqual({
      about: 'step',
      id: step.key,
      at: second.at,
      by: 'engine',
      what: second.what,
      why: `${step.because.rule}: ${step.because.why}`,
      consent: null,
      words: null,
      protocol: stored(step).protocol,
    });
    expect(auditOf(after, after, [])).toEqual([]);
  });

  it('names the consent a new attempt rests on: the newest decision about the number it went to', () => {
    const step = message();
    const trail = [{ at: at('2026-01-13 10:00'), what: 'sending by sms, consent newer' }];
    const facts = [
      ...reachable,
      contactPoint({ id: 'second', value: '312-555-0199' }),
      consent({ id: 'newer', decidedAt: '2026-01-08T15:00:00Z', address: '+1 312 555 0142' }),
      consent({ id: 'other', decidedAt: '2026-01-09T15:00:00Z', address: '312-555-0199' }),
    ];
    const before = documentWith([stored(step)], facts);
    const after = documentWith([{ ...stored(step), trail, attempts: [attempt()] }], facts);
    expect(auditOf(before, after, []).map(({ consent, words }) => ({ consent, words }))).toEqual([
      { consent: { id: 'newer', revision: 1 }, words: 'en 1' },
    ]);
    const later = documentWith(
      [{ ...stored(step), trail: [...trail, { at: at('2026-01-13 10:01'), what: 'accepted' }], attempts: [attempt()] }],
      facts,
    );
    expect(auditOf(after, later, []).map(({ consent, words }) => ({ consent, words }))).toEqual([
      { consent: null, words: null },
    ]);
  });

  it('tells how an escalation was opened, climbed and closed, and by whom', () => {
    const first = opened('2026-01-12 10:00');
    const climbed = climb(first, harbor, standardEscalationPolicy, at('2026-01-12 16:59'));
    const closed = settle({
      ...climbed,
      actions: [action('closed', '2026-01-12 17:00', { outcome: 'spoke to her husband' })],
    });
    const states = [
      nothing,
      ...[first, climbed, closed].map((one) => documentWith([], reachable, { escalations: [one] })),
    ];
    const lines = states.slice(1).map((after, index) => told(auditOf(states[index] as typeof after, after, [])));
    expect(lines[0]).toEqual(['escalation e-1 engine: opened: low-score, tier S']);
    expect(lines[1]?.length).toBeGreaterThan(0);
    expect(lines[1]?.every((line) => line.startsWith('escalation e-1 engine: alerted '))).toBe(true);
    expect(lines[2]).toEqual(['escalation e-1 ana: closed']);
  });

  it('tells which notices were handed over', () => {
    const before = documentWith([], reachable, { notified: ['e-1/notice-0'] });
    const after = documentWith([], reachable, { notified: ['e-1/notice-0', 'e-1/notice-1'] });
    expect(told(auditOf(before, after, []))).toEqual(['notice e-1/notice-1 engine: handed to the notifier']);
  });

  it('tells that a notice was not taken, once, and after how many tries it was', () => {
    const tried = (tries: number) =>
      documentWith([], reachable, { unheard: [{ id: 'e-1/notice-0', tries, until: at('2026-01-12 10:00') }] });
    const line = 'notice e-1/notice-0 engine: not taken by the notifier; tried again';
    expect(told(auditOf(documentWith([]), tried(1), []))).toEqual([line]);
    expect(told(auditOf(tried(1), tried(2), []))).toEqual([]);
    expect(told(auditOf(tried(2), documentWith([], reachable, { notified: ['e-1/notice-0'] }), []))).toEqual([
      'notice e-1/notice-0 engine: handed to the notifier; not taken 2 times before',
    ]);
  });

  it('holds nothing anybody wrote and no way to reach a patient', () => {
    const facts = [
      patient({ givenName: 'Robinetta', familyName: 'Quillfeather', preferredName: 'Robbie' }),
      contactPoint({ value: '(312) 555-0142' }),
      consent({ address: '(312) 555-0142', evidence: 'she said so on the phone' }),
      reply({ text: 'my jaw has been swelling' }),
      checkAnswer({ answers: { comfort: 2, note: 'swelling' } }),
      action('closed', '2026-01-12 10:00', { outcome: 'spoke to her husband' }),
    ];
    const step = message();
    const after = documentWith(
      [{ ...stored(step), trail: [{ at: at('2026-01-13 10:00'), what: 'sending by sms' }], attempts: [attempt()] }],
      facts,
    );
    const text = JSON.stringify(auditOf(nothing, after, facts));
    for (const secret of ['Robinetta', 'Quillfeather', 'Robbie', '555', 'said so', 'swelling', 'comfort', 'husband'])
      expect(text).not.toContain(secret);
  });
});
