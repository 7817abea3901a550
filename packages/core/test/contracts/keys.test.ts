import { describe } from 'vitest';
import { type KeysUnderTest, keysContract } from '../../src/contracts/index.js';
import { JourneyError, type KeyOwner, type Keys, type WrappedKey } from '../../src/index.js';
import { itCatches, itHolds } from './holds.js';

interface Held extends KeyOwner {
  readonly keyId: string;
  readonly dataKey: Uint8Array;
}

const refused = () => new JourneyError('keys/refused', 'not wrapped by a key held here for this owner');
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A service that hides nothing: a wrapped key is a random number under which it keeps the data key. */
function kept(): KeysUnderTest {
  const held = new Map<string, Held>();
  const secret = crypto.getRandomValues(new Uint8Array(32));
  let isDown = false;
  const service = (newest: string): Keys => ({
    newest: async () => newest,
    hashSecret: async () => secret,
    wrap: async (keys) =>
      keys.map((one) => {
        const wrapped = crypto.getRandomValues(new Uint8Array(16));
        held.set(hex(wrapped), { ...one, keyId: newest });
        return { keyId: newest, wrapped };
      }),
    unwrap: async (keys) =>
      keys.map(({ wrapped, keyId, practiceId, patientId }) => {
        if (isDown) throw new JourneyError('keys/unavailable', 'no answer', { retryable: true });
        const one = held.get(hex(wrapped));
        if (one?.keyId !== keyId || one.practiceId !== practiceId || one.patientId !== patientId) throw refused();
        return one.dataKey;
      }),
  });
  return {
    keys: service('first'),
    rotate: async () => service('second'),
    beDown: () => {
      isDown = true;
    },
  };
}

/** The service with some of its deeds done otherwise, before and after a rotation. */
const broken = (change: (whole: Keys, isRotated: boolean) => Partial<Keys>) => (): KeysUnderTest => {
  const under = kept();
  const changed = (whole: Keys, isRotated: boolean) => ({ ...whole, ...change(whole, isRotated) });
  return { ...under, keys: changed(under.keys, false), rotate: async () => changed(await under.rotate(), true) };
};

/** The service that binds a key to so much of its owner. */
const boundTo = (ownerOf: (owner: KeyOwner) => KeyOwner) =>
  broken(({ wrap, unwrap }) => ({
    wrap: (keys) => wrap(keys.map((one) => ({ ...one, ...ownerOf(one) }))),
    unwrap: (keys) => unwrap(keys.map((one) => ({ ...one, ...ownerOf(one) }))),
  }));

const joined = (between: string) =>
  boundTo(({ practiceId, patientId }) => ({ practiceId: `${practiceId}${between}${patientId}`, patientId: null }));

/** The service that answers a refusal with another error, which may know what the key was. */
const refusing = (errorFor: (dataKey: Uint8Array, cause: unknown) => unknown) =>
  broken(({ wrap, unwrap }) => {
    let last = new Uint8Array();
    return {
      wrap: (keys) => {
        last = Uint8Array.from(keys.at(-1)?.dataKey ?? []);
        return wrap(keys);
      },
      unwrap: (keys) =>
        unwrap(keys).catch((cause) => {
          throw errorFor(last, cause);
        }),
    };
  });

const xor = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 7);

describe('Keys contract on a service that hides nothing', () => {
  itHolds(keysContract, kept);
  itCatches(keysContract, {
    'gives data keys back in the order given, whatever was asked together': {
      'turns the order of a batch round when it wraps': broken(({ wrap }) => ({
        wrap: async (keys) => (await wrap(keys)).toReversed(),
        unwrap: async (keys) => keys.map(() => new Uint8Array(32)),
      })),
      'turns the order of a batch round when it unwraps': broken(({ unwrap }) => ({
        unwrap: async (keys) => (await unwrap(keys)).toReversed(),
      })),
      'knows one key of an owner': broken(({ unwrap }) => {
        const known = new Map<string, Uint8Array>();
        return {
          unwrap: async (keys) =>
            (await unwrap(keys)).map((dataKey, index) => {
              const owner = JSON.stringify([keys[index]?.practiceId, keys[index]?.patientId]);
              const first = known.get(owner) ?? dataKey;
              known.set(owner, first);
              return first;
            }),
        };
      }),
      'cannot do with an empty batch': broken(({ wrap }) => ({
        wrap: async (keys) => {
          if (keys.length === 0) throw new JourneyError('keys/unavailable', 'nothing asked', { retryable: true });
          return wrap(keys);
        },
      })),
    },
    'wraps under the key it calls the newest, and shows nothing of the data key': {
      'names another key': broken(() => ({ newest: async () => 'other' })),
      'wraps nothing': broken(() => ({
        wrap: async (keys) =>
          keys.map(({ dataKey }): WrappedKey => ({ keyId: 'first', wrapped: Uint8Array.from([1, ...dataKey, 2]) })),
      })),
    },
    'refuses a key that was wrapped for somebody else': {
      'binds a key to nobody': boundTo(() => ({ practiceId: '', patientId: null })),
      'binds a key to the practice only': boundTo(({ practiceId }) => ({ practiceId, patientId: null })),
      'binds a key to the patient only': boundTo(({ patientId }) => ({ practiceId: '', patientId })),
      'takes no patient for an empty id': boundTo(({ practiceId, patientId }) => ({
        practiceId,
        patientId: patientId ?? '',
      })),
      'joins the ids with nothing between': joined(''),
      'joins the ids with a slash': joined('/'),
      'joins the ids with a zero byte': joined('\0'),
      'calls a refusal unavailable': refusing(() => new JourneyError('keys/unavailable', 'no', { retryable: true })),
      'throws an error of its vendor': refusing(() => new Error('InvalidCiphertextException')),
    },
    'refuses what was altered, and what a key wrapped that is not held here': {
      'seals nothing': broken(() => ({
        wrap: async (keys) => keys.map(({ dataKey }) => ({ keyId: 'first', wrapped: xor(dataKey) })),
        unwrap: async (keys) => keys.map(({ wrapped }) => xor(wrapped)),
      })),
      'tries whatever key it has': broken(({ unwrap }) => ({
        unwrap: (keys) => unwrap(keys.map((one) => ({ ...one, keyId: 'first' }))),
      })),
      'calls an unknown key unavailable': broken(({ unwrap }) => ({
        unwrap: async (keys) => {
          if (keys.some(({ keyId }) => keyId !== 'first'))
            throw new JourneyError('keys/unavailable', 'no such key', { retryable: true });
          return unwrap(keys);
        },
      })),
    },
    'still unwraps after a rotation what the key before it wrapped, and wraps under the new one': {
      'forgets the old key': broken(({ unwrap }, isRotated) => ({
        unwrap: async (keys) => {
          if (isRotated && keys.some(({ keyId }) => keyId === 'first')) throw refused();
          return unwrap(keys);
        },
      })),
      'goes on with the old key': broken(() => ({ newest: async () => 'first' })),
      'names the new key and wraps under the old one': broken(({ wrap }, isRotated) => ({
        wrap: async (keys) => (await wrap(keys)).map((one) => (isRotated ? { ...one, keyId: 'first' } : one)),
      })),
    },
    'has one secret of 32 bytes or more for hashes, also after a rotation': {
      'has a short secret': broken(() => ({ hashSecret: async () => Uint8Array.from({ length: 16 }, (_, i) => i) })),
      'has an empty secret of the right length': broken(() => ({ hashSecret: async () => new Uint8Array(32) })),
      'makes a secret each time': broken(() => ({
        hashSecret: async () => crypto.getRandomValues(new Uint8Array(32)),
      })),
      'rotates the secret too': broken(({ hashSecret }, isRotated) => ({
        hashSecret: async () => (isRotated ? xor(await hashSecret()) : hashSecret()),
      })),
    },
    'tells no key in an error': {
      'shows the key it opened': refusing((dataKey) => new JourneyError('keys/refused', `opened ${hex(dataKey)}`)),
      'names it in the subject': refusing(
        (dataKey) =>
          new JourneyError('keys/refused', 'no', { subject: { key: btoa(String.fromCharCode(...dataKey)) } }),
      ),
      'hands on a cause that holds it': refusing(
        (dataKey) => new JourneyError('keys/refused', 'no', { cause: new Error(`not for [${[...dataKey]}]`) }),
      ),
      'throws an error of its vendor': refusing((_dataKey, cause) => new Error('vendor', { cause })),
    },
    'calls a service that does not answer unavailable, to be tried again, where it can be out of reach': {
      'calls it refused': refusing(() => refused()),
      'lets it not be tried again': refusing(() => new JourneyError('keys/unavailable', 'no answer')),
      'throws an error of its vendor': refusing(() => new Error('ECONNREFUSED')),
    },
  });
});
