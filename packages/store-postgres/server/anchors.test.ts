// A worker that keeps the anchors of this store, with no rights but a worker's, and what they are good for afterwards.
import { createImplantJourneys, standardProtocol } from '@implant-journey/core';
import { fixedClock, practice, recordedNotifier } from '@implant-journey/core/testing';
import { createWorker } from '@implant-journey/worker';
import { expect, it } from 'vitest';
import type { AuditAnchor } from '../src/index.js';
import { harbor, journeyDue } from '../test/journeys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();

it('a worker keeps an anchor of what was recorded, and a check holds the audit against it', async () => {
  const store = await workerStore(database, 'anchors');
  const clock = fixedClock('2026-03-01T09:00:00Z');
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: practice({ id: harbor }), protocol: standardProtocol }],
    channels: [],
    content: { render: () => null },
    notifier: recordedNotifier(),
    newId: () => crypto.randomUUID(),
  });
  await store.apply(harbor, [journeyDue(harbor, 'ana', '2026-03-02T09:00:00Z')]);
  const kept: AuditAnchor[] = [];
  let anchored = () => {};
  const isAnchored = new Promise<void>((resolve) => {
    anchored = resolve;
  });
  const worker = createWorker({
    journeys,
    clock,
    anchors: { store, keep: async (anchor) => void kept.push(anchor) },
    draw: () => 0,
    onEvent: ({ kind }) => kind === 'anchored' && anchored(),
  });
  worker.start();
  await isAnchored;
  await worker.stop();
  expect(kept).toMatchObject([{ practiceId: harbor, number: 1, kind: 'periodic' }]);
  expect(await store.verifyAudit(harbor, { anchors: kept })).toMatchObject({ isIntact: true, anchors: 1 });
  const another = kept.map((anchor) => ({ ...anchor, hash: '00'.repeat(32) }));
  expect((await store.verifyAudit(harbor, { anchors: another })).isIntact).toBe(false);
});
