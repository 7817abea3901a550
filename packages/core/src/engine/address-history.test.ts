import { describe, expect, it } from 'vitest';
import { attempt, documentWith } from '../../test/documents.js';
import { at } from '../../test/escalations.js';
import { day, ended, message, staff, states, stored } from '../../test/plans.js';
import type { StoredStep } from '../plan/step.js';
import { consent } from '../testing/facts.js';
import { addressHistoryOf } from './address-history.js';

const sent = (stepId: string, fields: Parameters<typeof attempt>[0] = {}, step: Parameters<typeof message>[0] = {}) =>
  stored(message({ stepId, ...step }), states.accepted, { attempts: [attempt(fields)] });
const told = (steps: readonly StoredStep[], ...consents: ReturnType<typeof consent>[]) =>
  addressHistoryOf(documentWith(steps, consents));

describe('messages to an address', () => {
  it('are told by address, however it was written, in order of time', () => {
    const [early, late] = [at(`${day(1)} 10:00`), at(`${day(3)} 10:00`)];
    const steps = [
      sent('b', { at: late, to: '+1 312 555 0142' }),
      sent('a', { at: early }),
      sent('c', { at: early, to: '312-555-0001' }),
    ];
    expect(told(steps)).toEqual([
      { patientId: 'made-up-1', address: '3125550001', stops: [], sentAt: [early] },
      { patientId: 'made-up-1', address: '3125550142', stops: [], sentAt: [early, late] },
    ]);
  });

  it.each<[string, StoredStep]>([
    ['that answer a patient', sent('a', {}, { isAnswer: true })],
    ['by mail or portal', sent('a', { channel: 'email' })],
    ['that never went out', stored(message(), ended('failed'), { attempts: [attempt({ outcome: 'rejected' })] })],
    ['not tried yet', stored(message())],
    ['for staff', stored(staff())],
  ])('%s count for no cap', (_what, step) => {
    expect(told([step])).toEqual([]);
  });

  it('may count before anybody knows what became of them', () => {
    const steps = [states.claimed, states.unknown].map((state, index) =>
      stored(message({ stepId: `${index}` }), state, { attempts: [attempt()] }),
    );
    expect(told(steps)[0]?.sentAt).toHaveLength(2);
  });
});

describe('a stop at an address', () => {
  const stop = (fields: Parameters<typeof consent>[0] = {}) =>
    consent({ id: 'stop', decision: 'revoked', address: '+13125550142', decidedAt: at(`${day(3)} 10:00`), ...fields });
  const start = (fields: Parameters<typeof consent>[0] = {}) =>
    consent({ id: 'start', address: '312-555-0142', decidedAt: at(`${day(4)} 10:00`), ...fields });
  const stops = (...consents: ReturnType<typeof consent>[]) =>
    told([], ...consents).flatMap((one) => one.stops.map(({ id, address }) => `${id} at ${address}`));

  it('is told until the same patient says yes there', () => {
    expect(stops(stop())).toEqual(['stop at 3125550142']);
    expect(stops(stop(), start())).toEqual([]);
    expect(stops(stop(), start({ decidedAt: at(`${day(2)} 10:00`) }))).toEqual(['stop at 3125550142']);
  });

  it('outlives a yes of another channel, class or number, and one for every number', () => {
    const others = [
      start({ channel: 'voice' }),
      start({ messageClass: 'marketing' }),
      start({ address: '312-555-0199' }),
      start({ address: null }),
    ];
    for (const other of others) expect(stops(stop(), other)).toEqual(['stop at 3125550142']);
  });

  it('is not told of a person who wants no texts at any number: that is theirs alone', () => {
    expect(stops(stop({ address: null }))).toEqual([]);
  });
});
