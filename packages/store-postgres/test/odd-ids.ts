// Ids with every character that means something to SQL, JSON or an array literal. The same cases run embedded and on a server.
import { expect } from 'vitest';
import type { PostgresStore } from '../src/index.js';
import { dueAt, journeyDue, secrets } from './journeys.js';

const odd = [
  `it's`,
  'a"b',
  'c,d',
  '{e}',
  'f\\g',
  'NULL',
  'null',
  ' ',
  '$1',
  '--',
  'é',
  '\u{ff21}',
  '😀',
  'line\nbreak',
  '%s',
  `'; drop table journey; --`,
];

export async function oddIdsWork(store: PostgresStore): Promise<void> {
  for (const practiceId of [`o'hara "&" sons`, '{mesa}']) {
    const results = await store.apply(
      practiceId,
      odd.map((id) => journeyDue(practiceId, id, dueAt)),
    );
    expect(results.every(({ kind }) => kind === 'applied')).toBe(true);
    const loaded = await store.load(practiceId, odd);
    expect(loaded.map(({ patientId, revision }) => [patientId, revision])).toEqual(odd.map((id) => [id, 1]));
    expect(await store.patients(practiceId)).toEqual([...odd].sort());
    expect(await store.findByAddress(practiceId, secrets.phone)).toEqual([...odd].sort());
    await store.saveFeed(practiceId, `it's a "chart"`, { cursor: '\\x00', asOf: dueAt });
    expect((await store.feed(practiceId, `it's a "chart"`))?.cursor).toBe('\\x00');
    expect((await store.anchorAudit(practiceId)).number).toBe(1);
    expect(await store.verifyAudit(practiceId)).toMatchObject({ isIntact: true, rows: odd.length });
  }
  const claims = await store.claimDue({ now: dueAt, limit: 100, leaseMs: 1000 });
  expect(new Set(claims.map(({ patientId }) => patientId))).toEqual(new Set(odd));
  expect(await store.extend(claims, { now: dueAt, leaseMs: 1000 })).toEqual(claims);
  await store.release(claims);
  expect((await store.claimDue({ now: dueAt, limit: 100, leaseMs: 1000 })).length).toBe(claims.length);
}
