import { randomBytes } from 'node:crypto';
import { JourneyError } from '@implant-journey/core';
import { casesFor, keysContract } from '@implant-journey/core/contracts';
import { describe, expect, it } from 'vitest';
import { createLocalKeys } from './local-keys.js';

const key = () => randomBytes(32).toString('base64');
const [first, second, hashSecret] = [key(), key(), key()];
const owner = { practiceId: 'harbor', patientId: 'ana' };
const dataKey = randomBytes(32);

async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return JourneyError.is(error) ? error.code : String(error);
}

describe('Keys contract on local keys', () => {
  for (const { name, run } of casesFor(keysContract, { exempt: {} }))
    it(name, () =>
      run({
        keys: createLocalKeys({ keys: { first }, newest: 'first', hashSecret }),
        rotate: async () => createLocalKeys({ keys: { first, second }, newest: 'second', hashSecret }),
      }),
    );
});

describe('createLocalKeys', () => {
  it('unwraps what it wrapped, in order, and wraps under the newest key', async () => {
    const keys = createLocalKeys({ keys: { first, second }, newest: 'second', hashSecret });
    const others = { practiceId: 'harbor', patientId: null };
    const wrapped = await keys.wrap([
      { ...owner, dataKey },
      { ...others, dataKey: Buffer.alloc(32, 7) },
    ]);
    expect(wrapped.map(({ keyId }) => keyId)).toEqual(['second', 'second']);
    const [one, two] = wrapped;
    if (one === undefined || two === undefined) throw new Error('two keys were given');
    expect(Buffer.from(one.wrapped).includes(dataKey)).toBe(false);
    expect(
      await keys.unwrap([
        { ...others, ...two },
        { ...owner, ...one },
      ]),
    ).toEqual([Buffer.alloc(32, 7), dataKey]);
  });

  it('unwraps after a rotation what an old key wrapped, while that key is held', async () => {
    const old = createLocalKeys({ keys: { first }, newest: 'first', hashSecret });
    const [wrapped] = await old.wrap([{ ...owner, dataKey }]);
    if (wrapped === undefined) throw new Error('a key was given');
    const rotated = createLocalKeys({ keys: { first, second }, newest: 'second', hashSecret });
    expect(await rotated.unwrap([{ ...owner, ...wrapped }])).toEqual([dataKey]);
    const without = createLocalKeys({ keys: { second }, newest: 'second', hashSecret });
    expect(await codeOf(without.unwrap([{ ...owner, ...wrapped }]))).toBe('keys/refused');
  });

  it.each([
    ['another patient', { practiceId: 'harbor', patientId: 'ben' }],
    ['another practice', { practiceId: 'mesa', patientId: 'ana' }],
    ['the practice itself', { practiceId: 'harbor', patientId: null }],
  ])('refuses a key that was wrapped for somebody else: %s', async (_who, other) => {
    const keys = createLocalKeys({ keys: { first }, newest: 'first', hashSecret });
    const [wrapped] = await keys.wrap([{ ...owner, dataKey }]);
    if (wrapped === undefined) throw new Error('a key was given');
    expect(await codeOf(keys.unwrap([{ ...other, ...wrapped }]))).toBe('keys/refused');
  });

  it('names the setting at fault, without its value', () => {
    const short = randomBytes(16).toString('base64');
    const refuses = (options: Parameters<typeof createLocalKeys>[0], field: string) =>
      expect(() => createLocalKeys(options)).toThrow(
        expect.objectContaining({ code: 'store/invalid-settings', message: expect.stringMatching(`^${field}: `) }),
      );
    refuses({ keys: { first: short }, newest: 'first', hashSecret }, 'keys.first');
    refuses({ keys: { first }, newest: 'second', hashSecret }, 'newest');
    refuses({ keys: { first }, newest: 'first', hashSecret: short }, 'hashSecret');
    expect(() => createLocalKeys({ keys: { first: short }, newest: 'first', hashSecret })).not.toThrow(short);
  });
});
