// The public names of @implant-journey/pms-open-dental: an office's settings, then its rows as facts.
export {
  fromOpenDental,
  type OpenDentalFacts,
  type OpenDentalLists,
  type OpenDentalOptions,
  type RejectedRow,
} from './from-open-dental.js';
export { codeMapOf, type OpenDentalSettings, readSettings } from './settings.js';
