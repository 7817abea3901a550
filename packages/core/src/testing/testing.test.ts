import { describe, expect, it } from 'vitest';
import { parseFact } from '../journey/fact.js';
import * as facts from './facts.js';
import { fixedClock } from './fixed-clock.js';
import { practice } from './practice.js';

describe('fact builders', () => {
  it.each(Object.entries(facts))('%s gives a fact that parses, with the fields told', (_name, build) => {
    const fact = build({ id: 'told', revision: 7 });
    expect(parseFact(fact)).toEqual(fact);
    expect(fact).toMatchObject({ id: 'told', revision: 7 });
  });

  it.each(['acknowledged', 'assigned', 'noted', 'closed'] as const)('an action may be %s', (action) => {
    expect(facts.escalationAction({ action }).action).toBe(action);
  });
});

describe('fixedClock', () => {
  it('stands until it is moved, forwards or back', () => {
    const clock = fixedClock('2026-03-02T15:00:00Z');
    expect([clock.now(), clock.now()]).toEqual(['2026-03-02T15:00:00Z', '2026-03-02T15:00:00Z']);
    clock.advance({ days: 1, hours: 2, minutes: 3, ms: 4 });
    expect(clock.now()).toBe('2026-03-03T17:03:00.004Z');
    clock.advance({ hours: -3 });
    expect(clock.now()).toBe('2026-03-03T14:03:00.004Z');
    clock.set('2026-01-01T00:00:00Z');
    expect(clock.now()).toBe('2026-01-01T00:00:00Z');
  });
});

describe('practice', () => {
  it('has a location in Chicago and one in Phoenix, open on weekdays', () => {
    const { locations } = practice();
    expect(locations.map(({ zone }) => zone)).toEqual(['America/Chicago', 'America/Phoenix']);
    for (const { hours } of locations)
      expect(Object.keys(hours)).toEqual(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']);
  });

  it('takes the fields told', () => {
    expect(practice({ id: 'mesa', freshForHours: 6 })).toMatchObject({ id: 'mesa', freshForHours: 6 });
  });
});
