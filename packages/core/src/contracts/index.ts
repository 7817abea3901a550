// Subpath `./contracts`: the promises of every port as cases that know no test runner. An adapter runs them in its tests.
export {
  type ChannelUnderTest,
  channelContract,
  type ProviderDeed,
} from './channel.contract.js';
export { clockContract } from './clock.contract.js';
export { type ContentUnderTest, contentContract } from './content.contract.js';
export { type Contract, type ContractCase, casesFor } from './contract.js';
export { journeyStoreContract, type StoreUnderTest } from './journey-store.contract.js';
export { type KeysUnderTest, keysContract } from './keys.contract.js';
export { type NotifierUnderTest, notifierContract } from './notifier.contract.js';
export { type EntityName, type PmsUnderTest, pmsConnectorContract } from './pms-connector.contract.js';
