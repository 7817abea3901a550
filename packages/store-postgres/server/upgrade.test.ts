import { describe } from 'vitest';
import { upgradeCases } from '../test/upgrades.js';
import { serverPlace, testDatabase } from './server.js';

const database = await testDatabase();
let schemas = 0;

describe('on a Postgres server', () =>
  upgradeCases(async () => {
    schemas += 1;
    return serverPlace(database, `upgraded_${schemas}`);
  }));
