import { describe } from 'vitest';
import { auditCases } from './audit.js';
import { embeddedPlace } from './embedded.js';

describe('the audit on an embedded Postgres', () => auditCases(embeddedPlace));
