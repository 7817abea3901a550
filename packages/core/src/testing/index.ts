// Subpath `./testing`: a made-up practice, builders of facts, a clock, channels and a notifier for tests and examples.
export * from './facts.js';
export { type FixedClock, fixedClock, type Span } from './fixed-clock.js';
export { practice } from './practice.js';
export {
  type RecordedChannel,
  type RecordedChannelOptions,
  type RecordedNotifier,
  recordedChannel,
  recordedNotifier,
  type SendScript,
} from './recorded.js';
