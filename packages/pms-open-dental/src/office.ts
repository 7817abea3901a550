// One office as its rows need it. In: its settings, the instant of reading. Out: the zone of a clinic's wall clock and
// the revision of a row. Rule owned: a server time stamp is compared with other stamps of that server only.
import { instantOfWallClock, wallClockAt } from '@implant-journey/core';
import type { OpenDentalSettings } from './settings.js';

export class Office {
  constructor(
    readonly settings: OpenDentalSettings,
    readonly recordedAt: string,
  ) {}

  clinic(clinicNum: string | null) {
    return this.settings.clinics.find((clinic) => clinic.clinicNum === clinicNum);
  }

  /** The zone of the wall clock at a clinic; without a clinic that of the only one, else of the server. */
  zoneOf(clinicNum: string | null): string | undefined {
    if (clinicNum !== null) return this.clinic(clinicNum)?.zone;
    const [first, ...others] = this.settings.clinics;
    return others.length === 0 && first !== undefined ? first.zone : this.settings.serverZone;
  }

  /** Id, revision and arrival of a fact: the server's own time stamp as a number, `20261006114208`. */
  stamped(id: string, stamp: string | null) {
    const { recordedAt, settings } = this;
    const clock = stamp ?? wallClockAt(recordedAt, settings.serverZone);
    return { id, revision: Number(clock.replace(/\D/g, '')), recordedAt };
  }

  serverInstant(stamp: string | null): string {
    return stamp === null ? this.recordedAt : instantOfWallClock(stamp, this.settings.serverZone);
  }
}
