// A database inside the process, in a folder: a first run needs no server. In: a folder, whose practice it is. Out: a store,
// and how to close it. Rules owned: the keys are made once and lie beside the database, readable for their owner alone;
// one practice a folder, one process at a time.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Keys } from '@implant-journey/core';
import { createLocalKeys, createPostgresStore, migrate, type PostgresStore } from '@implant-journey/store-postgres';

export interface EmbeddedDatabase {
  readonly store: PostgresStore;
  close(): Promise<void>;
}

/** Thrown when a folder cannot be used: the message names it and the mend. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';
}

/**
 * Opens the database of a folder, made when it is not there.
 * @throws {EmbeddedDatabaseError} for a folder that is none, is another practice's, is in use, or lost its keys.
 */
export async function openEmbeddedDatabase(folder: string, practice: string): Promise<EmbeddedDatabase> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw refused(folder, 'is no folder that can be made; name another', cause);
  });
  const unlock = await lock(folder);
  try {
    const keys = await keysIn(folder);
    await isOf(folder, practice);
    const database = await PGlite.create(join(folder, 'postgres'));
    await migrate({ database }).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    const close = async () => {
      try {
        await database.close();
      } finally {
        await unlock();
      }
    };
    return { store: createPostgresStore({ database, keys }), close };
  } catch (error) {
    await unlock();
    if (error instanceof EmbeddedDatabaseError) throw error;
    throw refused(
      folder,
      'cannot be opened; is it writable, and as it was left? name another, or put a backup back',
      error,
    );
  }
}

function refused(folder: string, why: string, cause?: unknown): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(`the database folder ${folder} ${why}`, { cause });
}

/** Taken while a process has the folder; one that died leaves it behind, and the next takes it. */
async function lock(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'lock');
  const own = `${file}.${process.pid}`;
  for (;;) {
    try {
      // Written first and then put in place, so that nobody ever reads half of it.
      await writeFile(own, `${process.pid}\n`);
      try {
        await link(own, file);
      } finally {
        await rm(own, { force: true });
      }
      return () => rm(file, { force: true });
    } catch (error) {
      if (!isCode(error, 'EEXIST'))
        throw refused(folder, 'cannot be written to; make it writable or name another', error);
      if (isAlive(Number(await readFile(file, 'utf8').catch(() => '')))) {
        throw refused(folder, 'is open in another process; wait for it, or remove its file lock if none runs');
      }
      await rm(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else.
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function keysIn(folder: string): Promise<Keys> {
  const file = join(folder, 'keys.json');
  if (!existsSync(file)) {
    if (existsSync(join(folder, 'postgres', 'PG_VERSION')))
      throw refused(
        folder,
        'has lost its keys.json, without which nothing in it can be read; put it back from a backup',
      );
    const key = () => randomBytes(32).toString('base64');
    const made = { keys: { first: key() }, newest: 'first', hashSecret: key() };
    await writeFile(file, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return createLocalKeys(made);
  }
  try {
    return createLocalKeys(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw refused(folder, 'has a keys.json that holds no keys; put it back from a backup', cause);
  }
}

/** Patients of two practices may have the same ids: a folder keeps one practice. */
async function isOf(folder: string, practice: string): Promise<void> {
  const file = join(folder, 'practice.txt');
  if (!existsSync(file)) return writeFile(file, `${practice}\n`);
  const kept = (await readFile(file, 'utf8')).trim();
  if (kept !== practice) throw refused(folder, `keeps another practice (${kept}); name another folder for ${practice}`);
}
