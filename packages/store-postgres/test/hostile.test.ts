import { describe } from 'vitest';
import { embeddedPlace } from './embedded.js';
import { hostileCases } from './hostile.js';

describe('row-level security on an embedded Postgres', () => hostileCases(embeddedPlace));
