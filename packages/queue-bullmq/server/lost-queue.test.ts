// Redis is killed while Postgres, and not a store in memory, is the truth.
import { describe, expect, it, onTestFinished } from 'vitest';
import { testDatabase, workerStore } from '../../store-postgres/server/server.js';
import { createPostgresStore } from '../../store-postgres/src/index.js';
import { madeUpKeys } from '../../store-postgres/test/made-up-keys.js';
import { patientIds } from '../test/hosts.js';
import { sendsAllOfALostQueue, startEmpty } from '../test/lost-queue.js';
import { createTestRedis, redisPath } from '../test/redis.js';

const database = await testDatabase();

describe.skipIf(redisPath === undefined)('a carrier on Postgres (skipped without redis-server on the PATH)', () => {
  it('sends all, none twice, when Redis is killed and started again empty', async () => {
    const redis = await createTestRedis();
    onTestFinished(() => redis.kill());
    await redis.start();
    const schema = 'lost_queue';
    await workerStore(database, schema);
    const [worker, keys] = [await database.as('worker'), madeUpKeys()];
    const store = createPostgresStore({ database: worker, schema, keys });
    const other = createPostgresStore({ database: worker, schema, keys });
    await sendsAllOfALostQueue(redis, [store, other], () => startEmpty(redis));
    const stored = await store.load('harbor', patientIds(40));
    const states = stored.map(({ document }) => document.steps.find(({ step }) => step.stepId === 'day-0')?.state.kind);
    expect(states).toEqual(patientIds(40).map(() => 'sent'));
    expect((await store.verifyAudit('harbor')).findings).toEqual([]);
  });
});
