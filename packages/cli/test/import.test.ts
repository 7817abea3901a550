// A practice's export kept in an embedded database, on disk.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@implant-journey/cli';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const practice = fileURLToPath(new URL('../../../examples/dry-run/practice', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function importPractice(database: string) {
  let [out, err] = ['', ''];
  const args = ['import', practice, '--format', 'open-dental', '--as-of', '2026-11-20', '--database', database];
  const code = await run(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

async function bytesBelow(path: string): Promise<Buffer> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    await Promise.all(entries.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name)))),
  );
}

describe('import', () => {
  it('keeps the practice: the same export again changes nothing, and is found as it was', async () => {
    const database = join(folder, 'database');
    const first = await importPractice(database);
    expect([first.code, first.err]).toEqual([0, expect.stringContaining('read final/patients.json: 80 rows')]);
    expect(first.out).toMatch(/: 80 journeys in .*database, 80 new or changed\n\d+ messages planned, none is sent/);
    const second = await importPractice(database);
    expect(second.out).toBe(first.out.replace('80 new or changed', 'nothing new'));
  });

  it('tells messages from the next day on, each by the clock of its location', async () => {
    const { out } = await importPractice(join(folder, 'database'));
    const lines = out.split('\n').filter((line) => /^ {2}\d{4}/.test(line));
    expect(lines).toHaveLength(8);
    for (const line of lines)
      expect(line).toMatch(/^ {2}2026-1[12]-\d{2} (09|10|11):\d{2} {2}[a-z0-9-]+ +patient \d+$/);
    expect(lines.every((line) => line.slice(2, 12) > '2026-11-20')).toBe(true);
  });

  it('writes nothing a reader of the disk could read, and keys only the owner may', async () => {
    const database = join(folder, 'database');
    await importPractice(database);
    const patients: { LName: string; WirelessPhone: string }[] = JSON.parse(
      await readFile(join(practice, 'final/patients.json'), 'utf8'),
    );
    const onDisk = (await bytesBelow(join(database, 'postgres'))).toString('latin1');
    const phones = patients.map(({ WirelessPhone }) => WirelessPhone).filter((phone) => phone.length > 9);
    expect(phones.length).toBeGreaterThan(20);
    expect(phones.filter((phone) => onDisk.includes(phone))).toEqual([]);
    expect((await stat(join(database, 'keys.json'))).mode & 0o077).toBe(0);
  });

  it('says what is wrong with a folder, and spoils nothing in it', async () => {
    const database = join(folder, 'database');
    await importPractice(database);
    const keys = await readFile(join(database, 'keys.json'), 'utf8');
    const refusal = async () => {
      const { code, err } = await importPractice(database);
      return [code, err.split('\n').filter((line) => line.startsWith('implant-journey:'))];
    };
    const says = (words: string) => [1, [expect.stringContaining(words)]];

    await rm(join(database, 'keys.json'));
    expect(await refusal()).toEqual(says('has lost its keys.json'));
    await writeFile(join(database, 'keys.json'), '{}');
    expect(await refusal()).toEqual(says('has a keys.json that holds no keys'));
    await writeFile(join(database, 'keys.json'), keys);
    await writeFile(join(database, 'practice.txt'), 'Lakeside Dental\n');
    expect(await refusal()).toEqual(says('keeps another practice (Lakeside Dental)'));
    await rm(join(database, 'practice.txt'));
    await writeFile(join(database, 'lock'), `${process.pid}\n`);
    expect(await refusal()).toEqual(says('is open in another process'));
    // Of a process that is gone.
    await writeFile(join(database, 'lock'), '999999999\n');
    expect((await importPractice(database)).out).toContain('nothing new');
    expect(await readdir(database)).toEqual(['keys.json', 'postgres', 'practice.txt']);
  });

  it('asks for a folder where a file is named', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { code, err } = await importPractice(file);
    expect([code, err]).toEqual([1, expect.stringContaining('is no folder that can be made; name another')]);
  });
});
