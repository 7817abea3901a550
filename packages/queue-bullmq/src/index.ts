// The public names of @implant-journey/queue-bullmq.

export {
  type BullmqCarrier,
  type BullmqCarrierOptions,
  type BullmqConnection,
  createBullmqCarrier,
} from './bullmq-carrier.js';
export type { CarrierEvent, CarrierHealth } from './carrier-event.js';
