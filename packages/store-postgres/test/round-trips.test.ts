// What a batch costs: statements sent to the database, counted. The same for few journeys as for many.
import { createImplantJourneys, type JourneyFact, standardProtocol } from '@implant-journey/core';
import {
  consent,
  contactPoint,
  patient,
  practice,
  procedure,
  recordedChannel,
  recordedNotifier,
} from '@implant-journey/core/testing';
import { expect, it } from 'vitest';
import { createPostgresStore, migrate } from '../src/index.js';
import { freshSchema, pglite } from './embedded.js';
import { madeUpKeys } from './made-up-keys.js';

const chartOf = (number: number): readonly JourneyFact[] => {
  const patientId = `patient-${number}`;
  return [
    patient({ patientId }),
    contactPoint({ patientId, value: `312555${1000 + number}` }),
    consent({ patientId }),
    procedure({ patientId, id: `implant-${number}`, teeth: ['19'], serviceOn: '2026-01-12' }),
  ];
};

it.each([2, 60])(
  'recording, claiming and recording outcomes of %d journeys is one statement each',
  async (patients) => {
    const [embedded, schema] = [await pglite(), freshSchema()];
    await migrate({ database: embedded, schema });
    const asked: string[] = [];
    const database = {
      query(text: string, params?: unknown[]) {
        asked.push(/\.(\w+)\(/.exec(text)?.[1] ?? text);
        return embedded.query(text, params);
      },
    };
    let now = '2026-01-12T21:40:00Z';
    const sms = recordedChannel('sms');
    const journeys = createImplantJourneys({
      store: createPostgresStore({ database, schema, keys: madeUpKeys() }),
      clock: { now: () => now },
      practices: [{ practice: practice(), protocol: standardProtocol }],
      channels: [sms],
      content: {
        render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
      },
      notifier: recordedNotifier(),
      newId: () => crypto.randomUUID(),
    });
    await journeys.record('harbor', Array.from({ length: patients }, (_, number) => chartOf(number)).flat());
    expect(asked).toEqual(['load_journeys', 'apply_and_wake']);

    asked.length = 0;
    now = '2026-01-13T00:20:00Z';
    await journeys.dispatchDue();
    expect(sms.sent).toHaveLength(patients);
    expect(asked.filter((name) => !/_key/.test(name))).toEqual([
      'claim_due',
      'load_journeys',
      'read_address_history',
      // The attempts, before the provider is called; then what became of them.
      'apply_and_wake',
      'apply_and_wake',
      'release_claims',
      'claim_due',
    ]);
  },
);
