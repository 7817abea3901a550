// The operating system's tz database as an oracle that shares no code and no data file with the runtime. In: zones. Out:
// their changes as `zdump -v` prints them. Owns: which database is how old, and where two releases rightly differ.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A clock change: epoch milliseconds, and the offset from then on. */
export type Change = readonly [atMs: number, offsetMs: number];

/** Zones whose clocks between 2000 and 2040 differ from the release before. Source: NEWS of the tz database. */
const changedIn: Readonly<Record<string, readonly string[]>> = {
  // Kazakhstan unified on UTC+5; Palestine's predictions around Ramadan moved.
  '2024a': ['Asia/Almaty', 'Asia/Qostanay', 'Asia/Gaza', 'Asia/Hebron'],
  // Became an alias of Ulaanbaatar, whose clocks differed until 2008.
  '2024b': ['Asia/Choibalsan'],
  // Paraguay keeps summer time.
  '2025a': ['America/Asuncion'],
  // Aysén left the time of Santiago.
  '2025b': ['America/Coyhaique'],
  // Baja California before 1976 only.
  '2025c': [],
  // Moldova changes at the hour of the European Union since 2022.
  '2026a': ['Europe/Chisinau'],
  // British Columbia keeps summer time.
  '2026b': ['America/Vancouver'],
  // Alberta keeps summer time; Morocco gives it up.
  '2026c': ['America/Edmonton', 'America/Yellowknife', 'Africa/Casablanca', 'Africa/El_Aaiun'],
};

/**
 * Zones in which two releases of the tz database may differ between 2000 and 2040; null when that is not known here,
 * because one of them is older or newer than the list.
 */
export function zonesBetween(release: string, other: string): readonly string[] | null {
  if (release === other) return [];
  const releases = Object.keys(changedIn);
  const [from = -1, to = -1] = [releases.indexOf(release), releases.indexOf(other)].sort((a, b) => a - b);
  if (from < 0 || to < 0) return null;
  return releases.slice(from + 1, to + 1).flatMap((name) => changedIn[name] ?? []);
}

/** Release of the system's tz database, such as `2025b`; null when it does not say. */
export function systemRelease(): string | null {
  for (const [file, pattern] of [
    ['tzdata.zi', /^# version (\w+)/],
    ['+VERSION', /^(\w+)/],
  ] as const) {
    const path = `/usr/share/zoneinfo/${file}`;
    const found = existsSync(path) ? pattern.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return null;
}

/** Whether the system knows the zone; `zdump` would silently read an unknown one as UTC. */
export function systemHas(zone: string): boolean {
  return existsSync(`/usr/share/zoneinfo/${zone}`);
}

export const zdump = ['/usr/bin/zdump', '/usr/sbin/zdump', '/sbin/zdump'].find(existsSync) ?? null;

const line = /^(\S+) +\w+ (\w+ +\d+ [\d:]+ \d{4}) UTC? = \w+ (\w+ +\d+ [\d:]+ \d{4}) /gm;

/** The changes of offset of each zone that `zdump` tells, from the first of one year until before another. */
export function systemChanges(zones: readonly string[], fromYear: number, untilYear: number): Map<string, Change[]> {
  const args = ['-v', '-c', `${fromYear},${untilYear}`, ...zones];
  const printed = execFileSync(zdump ?? 'zdump', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const changes = new Map<string, Change[]>(zones.map((zone) => [zone, []]));
  let before = { zone: '', atMs: 0, offsetMs: 0 };
  // Each change is two lines: the last second before it and the first one after.
  for (const [, zone = '', utc, local] of printed.matchAll(line)) {
    const atMs = Date.parse(`${utc} UTC`);
    const offsetMs = Date.parse(`${local} UTC`) - atMs;
    if (zone === before.zone && atMs === before.atMs + 1000 && offsetMs !== before.offsetMs)
      changes.get(zone)?.push([atMs, offsetMs]);
    before = { zone, atMs, offsetMs };
  }
  return changes;
}
