// The public names of @implant-journey/store-postgres.
export type { Database } from './database.js';
export { createLocalKeys, type LocalKeysOptions } from './local-keys.js';
export { type MigrateOptions, migrate } from './migrate.js';
export { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from './postgres-store.js';
