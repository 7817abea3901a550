// The command on a whole export: the small synthetic practice of the demo, and copies of it with damage.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@implant-journey/cli';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const practice = fileURLToPath(new URL('../../../examples/dry-run/practice', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backtest-'));
  await cp(practice, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function cli(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await run(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}
const backtest = (...more: string[]) =>
  cli('backtest', folder, '--format', 'open-dental', '--as-of', '2026-11-20', ...more);
const json = async () => JSON.parse((await backtest('--json')).out);

interface ToldCase {
  patNum: number;
  kind: string;
  sites: string[];
  attempts: number;
  milestones: { milestone: string; occurrence: number; on: string | null; evidenceOnly: boolean }[];
  outcome: string;
  nextVisit: { aptNum: number; at: string; forMilestone: string } | null;
  stalledSince: string | null;
}

/** What the answer key holds of a case; the exam and the scan have no tooth, so a chart may mean another. */
const comparable = ({ patNum, kind, sites, attempts, milestones, outcome, nextVisit, stalledSince }: ToldCase) => ({
  patNum,
  kind,
  sites,
  attempts,
  outcome,
  stalledSince,
  nextVisit: nextVisit && { aptNum: nextVisit.aptNum, at: nextVisit.at, forMilestone: nextVisit.forMilestone },
  milestones: milestones
    .filter(({ milestone }) => milestone !== 'consult' && milestone !== 'imaging')
    .map(({ milestone, occurrence, on, evidenceOnly }) => ({ milestone, occurrence, on, evidenceOnly })),
});
const keyOf = ({ patNum, sites }: ToldCase) => `${patNum}/${sites.join('+')}`;
const inOrder = (cases: ToldCase[]) => [...cases].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map(comparable);

describe('the back-test of the synthetic practice', () => {
  it('finds every case as the answer key has it', async () => {
    const truth = JSON.parse(await readFile(join(practice, 'truth.json'), 'utf8'));
    const told = await json();
    expect(told.asOf).toBe(truth.asOf);
    expect(inOrder(told.cases)).toEqual(inOrder(truth.cases));
    expect(told.rejected).toEqual([]);
  });

  it('does not need the answer key', async () => {
    const before = await json();
    await rm(join(folder, 'truth.json'));
    expect(await json()).toEqual(before);
  });

  it('reads the same from rows in another order', async () => {
    const before = await json();
    for (const list of ['patients', 'procedurelogs', 'appointments', 'histappointments']) {
      const file = join(folder, `final/${list}.json`);
      await writeFile(file, JSON.stringify(JSON.parse(await readFile(file, 'utf8')).reverse()));
    }
    expect(await json()).toEqual(before);
  });

  it('tells a coordinator who to call first', async () => {
    const { out, err } = await backtest();
    const lines = out.split('\n');
    expect(lines[0]).toBe('Harbor Street Dental, Mesa Oral & Implant: implant cases on the evening of Nov 20, 2026');
    expect(lines[3]).toMatch(/^Stalled: late and nothing booked \(3, \$[\d,]+ still to come\)$/);
    expect(out).toMatch(/Booked Nov 25, 2026 09:00 for implant placement/);
    expect(err).toContain('worked through 80 of 80 patients');
  });

  it('on an earlier day does not know what was done later', async () => {
    const { out } = await cli('backtest', folder, '--format', 'open-dental', '--as-of', '2025-12-31', '--json');
    const days = JSON.parse(out).cases.flatMap((one: ToldCase) => one.milestones.map(({ on }) => on ?? ''));
    expect(days.length).toBeGreaterThan(0);
    expect(days.every((day: string) => day <= '2025-12-31')).toBe(true);
  });

  it('tells what would have been sent and whom to call that evening', async () => {
    const { out } = await backtest();
    expect(out).toMatch(/would have sent: \d+ messages and \d+ checks to 11 patients/);
    expect(out).toMatch(/Worklist of the evening \(\d+\): whom to call, in this order\n {2}1\. Patient \d+, /);
    const { messages, worklist, cases } = await json();
    expect(messages.messages).toBeGreaterThan(0);
    const stalled = new Set(
      cases.filter((one: ToldCase) => one.stalledSince !== null).map(({ patNum }: ToldCase) => patNum),
    );
    expect(worklist.every(({ patNum }: { patNum: number }) => stalled.has(patNum))).toBe(true);
  });

  it('writes one page that asks the network for nothing and names no patient', async () => {
    const file = join(folder, 'page.html');
    const { code } = await backtest('--html', file);
    const page = await readFile(file, 'utf8');
    expect(code).toBe(0);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|url\(|@import/);
    const patients: { LName: string; FName: string; Email: string }[] = JSON.parse(
      await readFile(join(folder, 'final/patients.json'), 'utf8'),
    );
    for (const { LName, Email } of patients) {
      expect(page.includes(` ${LName}`)).toBe(false);
      expect(Email !== '' && page.includes(Email)).toBe(false);
    }
  });
});

describe('bad input', () => {
  const spoil = async (file: string, change: (text: string) => string) => {
    const path = join(folder, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
  };

  it('a row that cannot be read is named by file, row and field, and the rest goes on', async () => {
    const before = await json();
    await spoil('final/procedurelogs.json', (text) =>
      text.replace('[\n', '[\n{"ProcNum":1,"PatNum":7,"ProcStatus":"C","procCode":"D6010","ProcDate":"soon"},\n'),
    );
    const told = await json();
    expect(told.rejected).toEqual([
      {
        file: 'final/procedurelogs.json',
        row: 1,
        field: 'ProcDate',
        problem: expect.any(String),
        mend: expect.stringContaining('YYYY-MM-DD'),
      },
    ]);
    expect(told.cases).toEqual(before.cases);
    expect((await backtest()).out).toMatch(/Not used \(1\)[^\n]*\n {2}final\/procedurelogs\.json row 1, ProcDate: /);
  });

  it('a line of broken JSON costs that row alone', async () => {
    await spoil('final/appointments.json', (text) => text.replace('"AptNum":', '"AptNum"'));
    const { rejected, cases } = await json();
    expect(rejected).toMatchObject([{ file: 'final/appointments.json', row: 1, problem: 'is not valid JSON' }]);
    expect(cases.length).toBe(16);
  });

  it('a list that may be missing is named, and the rest goes on', async () => {
    await rm(join(folder, 'providers.json'));
    const { rejected, cases } = await json();
    expect(rejected).toMatchObject([{ file: 'providers.json', row: null, problem: 'is missing' }]);
    expect(cases.length).toBe(16);
  });

  it.each([
    [
      'a list that must be there',
      () => rm(join(folder, 'final/patients.json')),
      /final\/patients\.json is not there: export the rows of GET \/patients/,
    ],
    ['settings that are no JSON', () => spoil('settings.json', () => '{'), /settings\.json is not valid JSON: /],
    [
      'settings with a wrong field',
      () => spoil('settings.json', (text) => text.replace('America/Phoenix', 'Phoenix')),
      /clinics\[1\]\.zone must be an IANA time zone; write it as America\/Chicago/,
    ],
    ['a list of no rows', () => spoil('final/procedurelogs.json', () => 'nothing'), /holds no readable row/],
  ])('%s stops the run with the mend', async (_what, damage, message) => {
    await damage();
    const { code, out, err } = await backtest();
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(message)]);
  });

  it.each([
    ['no folder', ['backtest']],
    ['an unknown format', ['backtest', '.', '--format', 'paper', '--as-of', '2026-11-20']],
    ['a day that is none', ['backtest', '.', '--format', 'open-dental', '--as-of', '2026-02-30']],
    ['an unknown command', ['guess']],
  ])('%s ends with 2 and says what is off', async (_what, args) => {
    const { code, err } = await cli(...args);
    expect([code, err]).toEqual([2, expect.stringMatching(/error:/)]);
  });

  it('a page that cannot be written is an error of its own', async () => {
    const { code, err } = await backtest('--html', join(folder, 'no/such/page.html'));
    expect([code, err]).toEqual([1, expect.stringMatching(/name another/)]);
  });

  it('help is no error', async () => {
    const { code, out } = await cli('--help');
    expect([code, out]).toEqual([0, expect.stringContaining('backtest')]);
  });
});
