// The product as a process of its own. In: settings as JSON. It answers the verbs that every contender answers.
import { type LocalKeysOptions, listenOn } from '@implant-journey/store-postgres';
import pg from 'pg';
import { serve } from '../../peers/serve.mjs';
import { createOurs } from './ours.js';

export interface OursSettings {
  /** As the role `worker`. */
  readonly url: string;
  /** As one that sees every row, for counting. */
  readonly adminUrl: string;
  readonly keys: LocalKeysOptions;
  readonly batchSize: number;
}

const { url, adminUrl, keys, batchSize } = JSON.parse(process.argv[2] as string) as OursSettings;
const open = (connectionString: string, max: number) => new pg.Pool({ connectionString, max, idleTimeoutMillis: 0 });

/** On connections of its own, as docs/storage.md has it. */
const listen = listenOn(() => new pg.Client({ connectionString: url }));

serve(createOurs({ database: open(url, 10), admin: open(adminUrl, 2), keys, batchSize, listen }));
