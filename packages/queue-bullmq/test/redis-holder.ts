// A process that holds a test Redis until it is killed: what redis.test.ts kills. Out: the pid of that Redis.
import { createTestRedis } from './redis.js';

const redis = await createTestRedis();
await redis.start();
console.log(redis.pid());
