// What a call of the database comes to when it fails, and which names a schema may have.
import { describe, expect, it } from 'vitest';
import { asked, checkedSchema, type Database } from './database.js';

const failing = (cause: unknown): Database => ({ query: () => Promise.reject(cause) });

describe('a call that fails', () => {
  it.each(['EPIPE', 'ECONNRESET', ''])('with "%s" had no answer: it may be tried again, and says why', async (code) => {
    const cause = Object.assign(new Error('write failed'), { code });
    await expect(asked(failing(cause), 'select 1')).rejects.toMatchObject({
      message: 'the database did not answer',
      retryable: true,
      cause,
    });
  });

  it.each([
    ['23505', false],
    ['40P01', true],
    ['57P01', true],
    ['P0001', false],
  ])('with SQLSTATE %s was refused, and may be tried again: %s', async (code, retryable) => {
    const error = await asked(failing({ code, detail: 'a row' }), 'select 1').catch((thrown) => thrown);
    expect(error).toMatchObject({ message: `the database refused (SQLSTATE ${code})`, retryable });
    expect(error.cause).toBe(undefined);
  });
});

describe('the name of a schema', () => {
  it('has 59 letters at most, so that four more make the name that workers are woken by', () => {
    expect(checkedSchema('s'.repeat(59))).toBe(`"${'s'.repeat(59)}"`);
    for (const name of ['s'.repeat(60), 's'.repeat(63), '', 'Upper', '1st', 'a-b'])
      expect(() => checkedSchema(name), name).toThrow(/59 at most/);
  });
});
