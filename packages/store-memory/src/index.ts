// The public names of @implant-journey/store-memory.
export { createMemoryStore, type MemoryStore } from './memory-store.js';
