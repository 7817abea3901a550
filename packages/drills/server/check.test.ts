// The check of the drills finds what it looks for. In: a stage where all went well, then one thing done behind the host's
// back. Out: that it is counted, as what it is.
import type { JourneyFact, StoredJourney } from '@implant-journey/core';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../src/check.js';
import { chartOf, eveningAt, patientIdOf, phoneOf, practiceId } from '../src/made-up.js';
import { nothingRecorded, recordSurely } from '../src/play.js';
import { createStage, endSharedServer, type Stage } from '../src/stage.js';

let stage: Stage;
let superuser: Pool;
const recorded = nothingRecorded();
const now = '2026-01-13T01:00:00Z';

beforeAll(async () => {
  stage = await createStage({ seed: 1, startsAt: eveningAt });
  const url = new URL(stage.host.databaseUrl);
  url.username = 'postgres';
  superuser = new Pool({ connectionString: url.href, max: 1 });
  // The end of the database ends connections that are still closing.
  superuser.on('error', () => undefined);
  for (let number = 0; number < 8; number += 1) await recordSurely(stage.here, chartOf(number), recorded);
  while ((await stage.here.journeys.dispatchDue()).journeys > 0);
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await stage.end();
  await endSharedServer();
});

const found = async (at = now, more: readonly JourneyFact[] = []) => {
  const { evidence: _, ...counts } = await check(stage, { acknowledged: [...recorded.facts, ...more], now: at });
  return counts;
};
const journeyOf = async (number: number) =>
  (await stage.here.store.load(practiceId, [patientIdOf(number)]))[0] as StoredJourney;
const clean = {
  factsLost: 0,
  stepsLost: 0,
  doubled: 0,
  alertsLost: 0,
  unresolved: 0,
  beforeStaff: 0,
  safetyRepeats: 0,
};

// Each case adds to what the ones before have done.
describe('the check', () => {
  it('finds nothing where all went well', async () => {
    expect(await found()).toEqual({ ...clean, sent: 8 });
  });

  it('finds a message that is due and was not sent', async () => {
    expect((await found('2026-01-14T01:00:00Z')).unresolved).toBe(8);
  });

  it('finds a fact that was acknowledged and is not stored', async () => {
    expect((await found(now, chartOf(99))).factsLost).toBe(1);
    expect((await found(now, [{ ...chartOf(1)[0], id: 'never stored' } as JourneyFact])).factsLost).toBe(1);
  });

  it('finds a message nobody has on record', async () => {
    const body = JSON.stringify({ attemptId: 'nobody', to: phoneOf(1), worker: 'a stranger' });
    await fetch(`${stage.provider.url}/messages`, { method: 'POST', body });
    expect(await found()).toMatchObject({ ...clean, doubled: 1 });
  });

  it('finds a message that went out twice', async () => {
    const sent = stage.provider.accepted().find(({ to }) => to === phoneOf(2));
    await fetch(`${stage.provider.url}/messages`, { method: 'POST', body: JSON.stringify(sent) });
    expect(await found()).toMatchObject({ ...clean, doubled: 2 });
  });

  it('finds a step that is gone, and one that is stored as sent and never was', async () => {
    const { patientId, revision, document } = await journeyOf(3);
    const steps = document.steps.flatMap((one) =>
      one.step.stepId === 'day-7' ? [] : [one.step.stepId === 'day-0' ? { ...one, attempts: [] } : one],
    );
    await stage.here.store.apply(practiceId, [
      { patientId, expectedRevision: revision, document: { ...document, steps }, facts: [] },
    ]);
    const { stepsLost, doubled } = await found();
    // The plan without it is another one too, and the message of the lost attempt is nobody's.
    expect([stepsLost, doubled]).toEqual([3, 3]);
  });

  it('finds an alert that reached nobody', async () => {
    const cry = {
      kind: 'reply',
      id: 'cry',
      channel: 'sms',
      from: phoneOf(4),
      text: 'I can not breathe',
    } as const;
    await stage.here.journeys.receive(practiceId, { ...cry, at: eveningAt });
    expect((await found()).alertsLost).toBeGreaterThan(0);
  });

  it('finds facts that are gone from the ledger', async () => {
    await superuser.query(`delete from ${stage.host.schema}.ledger where patient_id = $1`, [patientIdOf(5)]);
    // Four and the enrolment that came of them; the journey is another one than the ledger gives.
    expect((await found()).factsLost).toBe(5);
  });
});
