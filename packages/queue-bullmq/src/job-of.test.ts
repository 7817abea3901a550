import { describe, expect, it } from 'vitest';
import { jobOf, journeyKey } from './job-of.js';

describe('a journey in Redis', () => {
  it('is named without its ids, always the same, in one length', () => {
    const key = journeyKey({ practiceId: 'harbor', patientId: '4711' });
    expect(key).toMatch(/^[\w-]{22}$/);
    expect(key).not.toContain('4711');
    expect(journeyKey({ patientId: '4711', practiceId: 'harbor' })).toBe(key);
    expect(journeyKey({ practiceId: 'h', patientId: 'x'.repeat(500) })).toHaveLength(22);
  });

  it('is not taken for another whose ids join to the same text', () => {
    expect(journeyKey({ practiceId: 'a', patientId: 'b/c' })).not.toBe(
      journeyKey({ practiceId: 'a/b', patientId: 'c' }),
    );
  });

  it('is told by ids only, whatever else the caller holds', () => {
    const held = { practiceId: 'harbor', patientId: '1', name: 'Maria' };
    expect(jobOf(held, 10).data).toEqual({ practiceId: 'harbor', patientId: '1' });
  });

  it('waits whole milliseconds, none when it is late', () => {
    expect([
      jobOf({ practiceId: 'a', patientId: '1' }, 0.2),
      jobOf({ practiceId: 'a', patientId: '1' }, -5),
    ]).toMatchObject([{ opts: { delay: 1 } }, { opts: { delay: 0 } }]);
  });
});
