// Months of made-up patients on the pure halves of the engine; after every tick the books must be in order.
import { standardProtocol, update } from '@implant-journey/core';
import { patient, practice } from '@implant-journey/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBooks, faultsOfSending, repeated } from './books.js';
import { life, liveThrough } from './lives.js';
import { runs } from './runs.js';
import type { World } from './world.js';

const american = ['America/New_York', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'Pacific/Honolulu'];
/** Where the patient is known to be, or else may be. */
const whereabouts = fc.oneof(
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')).map((zone) => ({ zone, possibleZones: [] as string[] })),
  fc.subarray(american).map((possibleZones) => ({ zone: null, possibleZones })),
);

describe('laws of a life', () => {
  it('every step is accounted for and sent once, every escalation closed or open, hours, caps and stops are kept', () => {
    const law = fc.property(life, whereabouts, (one, { zone, possibleZones }) => {
      const faults = createBooks();
      const world = liveThrough(one, {
        rules: { practice: practice({ possibleZones }), protocol: standardProtocol },
        facts: [patient({ revision: 9, zone, locationId: 'chicago' })],
        afterTick: (after) => expect(faults(after)).toEqual([]),
      });
      expect(repeated(world)).toEqual([]);
      expect(faultsOfSending(world, zone === null ? ['America/Chicago', ...possibleZones] : [zone])).toEqual([]);
    });
    fc.assert(law, { numRuns: runs(800) });
  });

  it('bringing a journey up to date twice changes nothing the second time', () => {
    const law = fc.property(life, (one) => {
      const again = (world: World) => {
        const fresh = update(world.document, [], world.rules, world.now).document;
        expect(update(fresh, world.document.journey.procedure, world.rules, world.now).document).toBe(fresh);
      };
      liveThrough(one, { afterTick: again });
    });
    fc.assert(law, { numRuns: runs(80) });
  });

  it('time alone changes no due time', () => {
    const law = fc.property(life, (one) => {
      const world = liveThrough({ ...one, happenings: one.happenings.slice(0, 3) });
      const dueTimes = () => new Map(world.document.steps.map(({ step }) => [step.key, step.dueAt]));
      world.record([]);
      const before = dueTimes();
      world.runUntil('2027-01-12T12:00:00Z');
      for (const [key, dueAt] of dueTimes()) if (before.has(key)) expect(dueAt).toBe(before.get(key));
    });
    fc.assert(law, { numRuns: runs(120) });
  });
});
