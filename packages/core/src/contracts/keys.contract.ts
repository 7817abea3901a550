// The promises of Keys. In: a key service that can be told to rotate, and to be out of reach where it can be. Rules owned: a
// data key comes back to whom it belongs and to nobody else, and no error tells it.
import type { KeyOwner, Keys, WrappedKey } from '../ports/keys.js';
import { JourneyError, type JourneyErrorCode } from '../shared/error.js';
import { equal, holds, settled } from './assert.js';
import type { Contract } from './contract.js';

export interface KeysUnderTest {
  readonly keys: Keys;
  /** Gives the service as it is once another key-encryption key wraps; the one before is still held. */
  rotate(): Promise<Keys>;
  /** Makes it answer no more. Left out by one that has nothing to reach. */
  beDown?(): void;
}

const ana: KeyOwner = { practiceId: 'harbor', patientId: 'ana' };
const practiceItself: KeyOwner = { practiceId: 'harbor', patientId: null };
/** Owners whose ids are easily taken for one another. */
const confusable: readonly (readonly [KeyOwner, KeyOwner])[] = [
  [ana, { practiceId: 'harbor', patientId: 'ben' }],
  [ana, { practiceId: 'mesa', patientId: 'ana' }],
  [ana, practiceItself],
  [practiceItself, { practiceId: 'mesa', patientId: null }],
  ...['null', ''].map((patientId) => [practiceItself, { ...practiceItself, patientId }] as const),
  ...['', ' ', '/', ':', '|', ',', '\0'].map(
    (between) =>
      [
        { practiceId: `a${between}b`, patientId: 'c' },
        { practiceId: 'a', patientId: `b${between}c` },
      ] as const,
  ),
];

/** Made-up data keys, each different from the others. */
const dataKey = (number: number) =>
  Uint8Array.from({ length: 32 }, (_, index) => (number * 59 + index * 37 + 11) % 256);

async function wrapOne(keys: Keys, owner: KeyOwner, key: Uint8Array): Promise<WrappedKey> {
  const [wrapped, ...more] = await settled(() => keys.wrap([{ ...owner, dataKey: key }]), 'wrap');
  holds(wrapped !== undefined && more.length === 0, 'one key given to wrap is one wrapped key');
  return wrapped;
}

async function unwraps(keys: Keys, owned: readonly (KeyOwner & WrappedKey)[], wanted: readonly Uint8Array[]) {
  const found = await settled(() => keys.unwrap(owned), 'unwrap');
  equal(found.map(numbersOf), wanted.map(numbersOf), 'the data keys unwrapped');
}

async function fails(call: () => Promise<unknown>, code: JourneyErrorCode, what: string): Promise<JourneyError> {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  holds(JourneyError.is(error), `${what} is a JourneyError`);
  equal(error.code, code, `the code of ${what}`);
  return error;
}

export const keysContract: Contract<KeysUnderTest> = [
  {
    name: 'gives data keys back in the order given, whatever was asked together',
    async run({ keys }) {
      const owners = [ana, practiceItself, { ...ana, patientId: 'ben' }, { ...ana, practiceId: 'mesa' }, ana];
      const given = owners.map((owner, index) => ({ ...owner, dataKey: dataKey(index) }));
      const wrapped = await settled(() => keys.wrap(given), 'wrap');
      equal(wrapped.length, given.length, 'the number of wrapped keys');
      const owned = owners.map((owner, index) => ({ ...owner, ...(wrapped[index] as WrappedKey) }));
      const dataKeys = given.map((one) => one.dataKey);
      await unwraps(keys, owned, dataKeys);
      await unwraps(keys, owned.toReversed(), dataKeys.toReversed());
      for (const [index, one] of owned.entries()) await unwraps(keys, [one], [dataKey(index)]);
      equal(await settled(() => keys.wrap([]), 'wrap of nothing'), [], 'nothing wrapped');
      await unwraps(keys, [], []);
    },
  },
  {
    name: 'wraps under the key it calls the newest, and shows nothing of the data key',
    async run({ keys }) {
      const { keyId, wrapped } = await wrapOne(keys, ana, dataKey(1));
      equal(keyId, await keys.newest(), 'the name of the key that wrapped');
      holds(!told(wrapped).includes(told(dataKey(1))), 'a wrapped key does not hold the data key as it is');
    },
  },
  {
    name: 'refuses a key that was wrapped for somebody else',
    async run({ keys }) {
      for (const [owner, other] of confusable) {
        const wrapped = await wrapOne(keys, owner, dataKey(1));
        const moved = () => keys.unwrap([{ ...other, ...wrapped }]);
        await fails(moved, 'keys/refused', `unwrapping the key of ${named(owner)} for ${named(other)}`);
      }
    },
  },
  {
    name: 'refuses what was altered, and what a key wrapped that is not held here',
    async run({ keys }) {
      const { keyId, wrapped } = await wrapOne(keys, ana, dataKey(1));
      const ways: readonly [string, WrappedKey][] = [
        ...numbersOf(wrapped).map((_byte, place): [string, WrappedKey] => {
          const altered = Uint8Array.from(wrapped, (byte, index) => (index === place ? byte ^ 1 : byte));
          return [`a key altered in byte ${place}`, { keyId, wrapped: altered }];
        }),
        ['a key cut short', { keyId, wrapped: wrapped.slice(0, -1) }],
        ['a key of no bytes', { keyId, wrapped: new Uint8Array() }],
        ['what an unknown key wrapped', { keyId: `${keyId} of another`, wrapped }],
      ];
      for (const [what, one] of ways)
        await fails(() => keys.unwrap([{ ...ana, ...one }]), 'keys/refused', `unwrapping ${what}`);
    },
  },
  {
    name: 'still unwraps after a rotation what the key before it wrapped, and wraps under the new one',
    async run({ keys, rotate }) {
      const before = await wrapOne(keys, ana, dataKey(1));
      const rotated = await rotate();
      holds((await rotated.newest()) !== before.keyId, 'after a rotation another key is the newest');
      const after = await wrapOne(rotated, ana, dataKey(2));
      equal(after.keyId, await rotated.newest(), 'the name of the key that wrapped after a rotation');
      const both = [before, after].map((wrapped) => ({ ...ana, ...wrapped }));
      await unwraps(rotated, both, [dataKey(1), dataKey(2)]);
    },
  },
  {
    name: 'has one secret of 32 bytes or more for hashes, also after a rotation',
    async run({ keys, rotate }) {
      const secret = numbersOf(await settled(() => keys.hashSecret(), 'hashSecret'));
      holds(secret.length >= 32, 'the secret has at least 32 bytes');
      holds(new Set(secret).size > 1, 'the secret is no row of one byte');
      const isSame = async (from: Keys) => told(await from.hashSecret()) === secret.join();
      holds(await isSame(keys), 'the secret is the same when it is asked for again');
      holds(await isSame(await rotate()), 'the secret is the same after a rotation');
    },
  },
  {
    name: 'tells no key in an error',
    async run({ keys }) {
      const secrets = [dataKey(1), await keys.hashSecret()];
      const { keyId, wrapped } = await wrapOne(keys, ana, dataKey(1));
      const altered = wrapped.map((byte, index) => (index === 0 ? byte ^ 1 : byte));
      const moved = { ...ana, patientId: 'ben', keyId, wrapped };
      for (const asked of [[moved], [{ ...ana, keyId, wrapped }, moved], [{ ...ana, keyId, wrapped: altered }]]) {
        const words = wordsOf(await fails(() => keys.unwrap(asked), 'keys/refused', 'a refusal'));
        for (const secret of secrets)
          holds(!formsOf(secret).some((form) => words.includes(form)), 'an error holds neither data key nor secret');
      }
    },
  },
  {
    name: 'calls a service that does not answer unavailable, to be tried again, where it can be out of reach',
    async run({ keys, beDown }) {
      if (beDown === undefined) return;
      const wrapped = await wrapOne(keys, ana, dataKey(1));
      beDown();
      const what = 'unwrapping while the service is down';
      const error = await fails(() => keys.unwrap([{ ...ana, ...wrapped }]), 'keys/unavailable', what);
      holds(error.retryable, `${what} may be tried again`);
    },
  },
];

const numbersOf = (bytes: Uint8Array): readonly number[] => [...bytes];
const told = (bytes: Uint8Array): string => numbersOf(bytes).join();
const named = (owner: KeyOwner): string => JSON.stringify([owner.practiceId, owner.patientId]);

/** How bytes may stand in a text. */
function formsOf(bytes: Uint8Array): readonly string[] {
  const hex = numbersOf(bytes).map((byte) => byte.toString(16).padStart(2, '0'));
  const base64 = btoa(String.fromCharCode(...bytes)).replaceAll('=', '');
  return [hex.join(''), base64, base64.replaceAll('+', '-').replaceAll('/', '_'), told(bytes)];
}

/** All that an error and its causes would leave in a log. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const fields = Object.entries(error).filter(([name]) => name !== 'cause');
  return [error.message, error.stack, JSON.stringify(fields), wordsOf(error.cause)].join('\n');
}
