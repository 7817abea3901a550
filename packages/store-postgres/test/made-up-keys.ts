// Random keys for tests.
import { randomBytes } from 'node:crypto';
import { createLocalKeys } from '../src/index.js';

export const base64Key = () => randomBytes(32).toString('base64');

export const madeUpKeys = () =>
  createLocalKeys({ keys: { first: base64Key() }, newest: 'first', hashSecret: base64Key() });
