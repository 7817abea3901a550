import { describe } from 'vitest';
import { auditCases } from '../test/audit.js';
import { serverPlace, testDatabase } from './server.js';

const database = await testDatabase();
let schemas = 0;

describe('the audit on a Postgres server, written by a worker without other rights', () =>
  auditCases(async () => {
    schemas += 1;
    return serverPlace(database, `audited_${schemas}`);
  }));
