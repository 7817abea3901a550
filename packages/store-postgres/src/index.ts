// The public names of @implant-journey/store-postgres.
export type { AuditAnchor } from './audit/anchors.js';
export type { AuditLine } from './audit/audit.js';
export type { AuditFinding, AuditVerdict } from './audit/verify-audit.js';
export type { Database } from './database.js';
export { createDatabaseClock, type DatabaseClockOptions } from './database-clock.js';
export { type ListenEvent, type ListeningClient, type ListenOptions, listenOn } from './listen.js';
export { createLocalKeys, type LocalKeysOptions } from './local-keys.js';
export { type MigrateOptions, migrate } from './migrate.js';
export { createPostgresStore, type PostgresStore, type PostgresStoreOptions } from './postgres-store.js';
export type { Deed, Pruned } from './upkeep.js';
