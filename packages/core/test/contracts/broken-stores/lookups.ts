// Stores that break a promise of a look-up, a feed or the directory, under the case that catches them.
import { harbor, type StoreUnderTest } from '../../../src/contracts/journey-store/store-under-test.js';
import { type AddressHistory, addressHistoryOf } from '../../../src/engine/address-history.js';
import { emptyDirectory } from '../../../src/journey/journey.js';
import type { Broken } from '../holds.js';
import { broken, everywhere, patientsWith, reversed, usesAddress } from './fault.js';

export const brokenLookups: Broken<StoreUnderTest> = {
  'finds a patient by an address, however it is written': {
    'compares letter by letter': broken((store) => ({
      findByAddress: (practice, address) => patientsWith(store, practice, (one) => usesAddress(one, address)),
    })),
  },
  'finds everybody who shares an address, in order of id': {
    'finds the first': broken((store) => ({
      findByAddress: async (practice, address) => (await store.findByAddress(practice, address)).slice(0, 1),
    })),
    'sorts as a dictionary does': broken((store) => ({
      findByAddress: async (practice, address) =>
        [...(await store.findByAddress(practice, address))].sort((a, b) => a.localeCompare(b, 'en')),
    })),
  },
  'finds nobody by an address that was deleted or replaced': {
    'finds by deleted addresses too': broken((store) => ({
      findByAddress: async (practice, address) => [
        ...(await patientsWith(store, practice, (one) => usesAddress(one, address))),
      ],
    })),
    'finds by every address there ever was': broken((store) => {
      const ever = new Map<string, string>();
      return {
        apply(practice, changes) {
          for (const { document } of changes)
            for (const { value, patientId } of document.journey.contactPoint) ever.set(value, patientId);
          return store.apply(practice, changes);
        },
        findByAddress: async (_practice, address) => [ever.get(address) ?? ''].filter((id) => id !== ''),
      };
    }),
  },
  'finds addresses within the practice only': {
    'finds them everywhere': broken((store) => {
      const { apply, ofAll } = everywhere(store);
      return { apply, findByAddress: (_practice, address) => ofAll((one) => store.findByAddress(one, address)) };
    }),
  },
  'tells stops and messages of every address asked, in order of address, then of id': {
    'tells each as often as it is asked': broken((store) => ({
      addressHistory: async (practice, addresses) =>
        (await Promise.all(addresses.map((one) => store.addressHistory(practice, [one])))).flat(),
    })),
    'tells of everybody by id': broken((store) => ({
      addressHistory: async (practice, addresses) =>
        [...(await store.addressHistory(practice, addresses))].sort((a, b) => (a.patientId < b.patientId ? -1 : 1)),
    })),
    'forgets the stops': broken((store) => ({
      addressHistory: async (practice, addresses) =>
        (await store.addressHistory(practice, addresses)).map((one) => ({ ...one, stops: [] })),
    })),
  },
  'tells what the newest document knows of an address, whoever has it now': {
    'forgets what its patient no longer has': broken((store) => ({
      addressHistory: async (practice, addresses) => {
        const told = await store.addressHistory(practice, addresses);
        const users = await Promise.all(addresses.map((one) => store.findByAddress(practice, one)));
        return told.filter(({ patientId }) => users.flat().includes(patientId));
      },
    })),
    'remembers older documents': broken((store) => {
      const ever: AddressHistory[] = [];
      return {
        apply(practice, changes) {
          ever.push(...changes.flatMap(({ document }) => addressHistoryOf(document)));
          return store.apply(practice, changes);
        },
        addressHistory: async (_practice, addresses) => ever.filter(({ address }) => addresses.includes(address)),
      };
    }),
  },
  'tells of addresses within the practice only': {
    'tells of them everywhere': broken((store) => {
      const { apply, ofAll } = everywhere(store);
      return { apply, addressHistory: (_practice, addresses) => ofAll((one) => store.addressHistory(one, addresses)) };
    }),
  },
  'names patients with an escalation that is not closed, in order of id': {
    'passes over those acknowledged': broken((store) => ({
      withOpenEscalations: (practice) =>
        patientsWith(store, practice, ({ escalations }) => escalations.some(({ state }) => state === 'open')),
    })),
    'names closed ones too': broken((store) => ({
      withOpenEscalations: (practice) => patientsWith(store, practice, ({ escalations }) => escalations.length > 0),
    })),
    'names the last first': broken((store) => ({
      withOpenEscalations: (practice) => reversed(store.withOpenEscalations(practice)),
    })),
  },
  'names open escalations of the practice only': {
    'names them all': broken((store) => {
      const { apply, ofAll } = everywhere(store);
      return { apply, withOpenEscalations: () => ofAll(store.withOpenEscalations) };
    }),
  },
  'names every patient of the practice once, in order of id': {
    'names a patient for every change': broken((store) => {
      const changed: string[] = [];
      return {
        apply(practice, changes) {
          changed.push(...changes.map(({ patientId }) => patientId));
          return store.apply(practice, changes);
        },
        patients: async () => changed.sort(),
      };
    }),
    'sorts numbers by their value': broken((store) => ({
      patients: async (practice) =>
        [...(await store.patients(practice))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    })),
  },
  'keeps where each feed of each practice stands': {
    'keeps one for a practice': broken((store) => ({
      feed: (practice) => store.feed(practice, 'chart'),
      saveFeed: (practice, _source, state) => store.saveFeed(practice, 'chart', state),
    })),
    'keeps one for a source': broken((store) => ({
      feed: (_practice, source) => store.feed(harbor, source),
      saveFeed: (_practice, source, state) => store.saveFeed(harbor, source, state),
    })),
    'keeps the first': broken((store) => ({
      async saveFeed(practice, source, state) {
        if ((await store.feed(practice, source)) === null) await store.saveFeed(practice, source, state);
      },
    })),
  },
  'lets one caller at a time read a feed, until its turn is over': {
    'lets everybody': broken(() => ({ claimFeed: async () => true })),
    'never ends a turn': broken((store) => ({
      claimFeed: (practice, source, { now }) =>
        store.claimFeed(practice, source, { now, until: '9999-01-01T00:00:00Z' }),
    })),
    'counts turns of all sources together': broken((store) => ({
      claimFeed: (practice, _source, turn) => store.claimFeed(practice, 'chart', turn),
    })),
  },
  'keeps the directory of each practice': {
    'keeps none': broken(() => ({ directory: async () => emptyDirectory })),
    'keeps one for all': broken((store) => ({
      directory: () => store.directory(harbor),
      saveDirectory: (_practice, directory) => store.saveDirectory(harbor, directory),
    })),
  },
};
