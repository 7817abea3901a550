// The public names of @implant-journey/worker.

export type { Anchors } from './anchors.js';
export type { WorkerHealth } from './health.js';
export { createWorker, type Worker, type WorkerOptions } from './worker.js';
export type { ListenEvent, WorkerEvent } from './worker-event.js';
