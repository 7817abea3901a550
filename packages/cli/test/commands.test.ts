// The commands beside the back-test.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@implant-journey/cli';
import { scenarios, standardProtocol } from '@implant-journey/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function cli(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await run(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('simulate', () => {
  it('tells one scenario as text', async () => {
    const { code, out } = await cli('simulate', 'numb-lip');
    expect(code).toBe(0);
    expect(out).toMatch(/^Numb lip on the day after\n/);
    expect(out).toMatch(/ALERT {4}tier U to dr-on-call: urgent; respond by 2026-01-10 10:15/);
  });

  it('tells all of them when none is named, and as data', async () => {
    const { out } = await cli('simulate', '--json');
    const told: { id: string; lines: unknown[] }[] = JSON.parse(out);
    expect(told.map(({ id }) => id)).toEqual(scenarios.map(({ id }) => id));
    expect(told.every(({ lines }) => lines.length > 3)).toBe(true);
  });

  it('writes one page that asks the network for nothing', async () => {
    const file = join(folder, 'page.html');
    await cli('simulate', 'red-flag-in-a-reply', '--html', file);
    const page = await readFile(file, 'utf8');
    expect(page).toContain('call 911');
    expect(page).not.toMatch(/<script|<link|url\(|@import|src=/);
  });

  it('names the scenarios there are when asked for another', async () => {
    const { code, err } = await cli('simulate', 'guess');
    expect([code, err]).toEqual([1, expect.stringMatching(/choose one of\n {2}books-on-time/)]);
  });
});

describe('protocol lint', () => {
  const lint = async (protocol: unknown) => {
    const file = join(folder, 'protocol.json');
    await writeFile(file, typeof protocol === 'string' ? protocol : JSON.stringify(protocol));
    return cli('protocol', 'lint', file);
  };

  it('finds nothing in the standard protocol, which survives a round through JSON', async () => {
    expect(await lint(standardProtocol)).toEqual({
      code: 0,
      out: 'Standard implant journey, version 1: 0 errors, 0 warnings\n',
      err: '',
    });
  });

  it('names the step, the problem and the mend', async () => {
    const cadence = standardProtocol.cadence.map((step) => (step.id === 'day-7' ? { ...step, id: 'day-0' } : step));
    const { code, out } = await lint({ ...standardProtocol, cadence });
    expect([code, out]).toEqual([1, expect.stringMatching(/^error: cadence\[\d+\]/)]);
  });

  it('finds a template nobody has words for', async () => {
    const cadence = standardProtocol.cadence.map((step) =>
      step.id === 'day-7' ? { ...step, template: 'day-seven' } : step,
    );
    const { code, out } = await lint({ ...standardProtocol, cadence });
    expect([code, out]).toEqual([1, expect.stringMatching(/error: day-seven by /)]);
  });

  it.each([
    ['a field that is none', { ...standardProtocol, cadense: [] }, /cadense is not a known field/],
    ['broken JSON', '{', /not valid JSON/],
  ])('refuses %s', async (_what, protocol, message) => {
    const { code, err } = await lint(protocol);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
  });

  it('refuses a file that is not there', async () => {
    const { code, err } = await cli('protocol', 'lint', join(folder, 'none.json'));
    expect([code, err]).toEqual([1, expect.stringMatching(/none\.json/)]);
  });
});
