// A stop by text, through the engine's front door. In: two patients who may share a number, written in different ways, a
// reply at any time, a third recorded after it. Rule owned: from the instant it is recorded no text goes to that number, whoever it is for.
import { createImplantJourneys, type JourneyFact, standardProtocol } from '@implant-journey/core';
import {
  consent,
  contactPoint,
  fixedClock,
  patient,
  practice,
  procedure,
  recordedChannel,
  recordedNotifier,
} from '@implant-journey/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparable } from '../../src/consent/can-send.js';
import { addHours } from '../../src/shared/instant.js';
import { mapStore } from '../map-store.js';
import { runs } from './runs.js';

const ways = ['(312) 555-0142', '+13125550142', '312-555-0142', '1 312 555 0142'] as const;
const other = '(312) 555-0177';
const startAt = '2026-01-12T15:00:00Z';

/** Both had an implant that day, and may be texted at their number. */
function chartOf(patientId: string, mobile: string): readonly JourneyFact[] {
  return [
    patient({ patientId }),
    contactPoint({ patientId, id: `${patientId}-mobile`, value: mobile }),
    consent({ patientId, id: `${patientId}-form` }),
    procedure({ patientId, id: `${patientId}-implant`, teeth: ['19'], serviceOn: '2026-01-12' }),
  ];
}

describe('a stop by text', () => {
  it('holds at once for the number, for everybody who uses it, and for nobody else', async () => {
    const script = fc.record({
      mine: fc.constantFrom(...ways),
      theirs: fc.constantFrom(...ways, other),
      from: fc.constantFrom(...ways),
      text: fc.constantFrom(
        'STOP',
        'stop',
        'Stop please.',
        'unsubscribe',
        'please stop texting me',
        'ALTO',
        'wrong number',
      ),
      afterHours: fc.integer({ min: 9, max: 24 * 4 }),
    });
    const law = fc.asyncProperty(script, async ({ mine, theirs, from, text, afterHours }) => {
      const clock = fixedClock(startAt);
      const [sms, portal] = [recordedChannel('sms'), recordedChannel('portal')];
      let ids = 0;
      const engine = createImplantJourneys({
        store: mapStore(),
        clock,
        practices: [{ practice: practice(), protocol: standardProtocol }],
        channels: [sms, portal],
        content: {
          render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
        },
        notifier: recordedNotifier(),
        newId: () => {
          ids += 1;
          return `attempt-${ids}`;
        },
      });
      const run = async (hours: number) => {
        for (let hour = 0; hour < hours; hour += 8) {
          await engine.dispatchDue();
          clock.advance({ hours: 8 });
        }
      };
      await engine.record('harbor', [...chartOf('me', mine), ...chartOf('them', theirs)]);
      await run(afterHours);
      const before = sms.sent.length;
      await engine.receive('harbor', { kind: 'reply', id: 'reply-1', channel: 'sms', from, text, at: clock.now() });
      await engine.record('harbor', chartOf('newcomer', theirs));
      await run(24 * 5);
      const after = sms.calls.slice(before).map(({ to }) => comparable(to));
      expect(after).not.toContain(comparable(from));
      if (theirs === other && afterHours < 60)
        expect(after.length, `texts since ${addHours(startAt, afterHours)}`).toBeGreaterThan(0);
      expect(portal.sent.length).toBeGreaterThan(0);
    });
    await fc.assert(law, { numRuns: runs(60) });
  });
});
