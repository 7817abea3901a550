// What happens to about twenty made-up cases in a year. In: chance. Out: snapshots of charts, each at its time. Rules owned:
// treatment goes in a believable order; rows are corrected, deleted and posted again, undone; visits are booked, moved,
// broken and deleted; some patients never come back.
import { addDays, type FactInput, instantOf, instantOfWallClock } from '@implant-journey/core';
import type { Chance } from './chance.js';

export interface Told {
  readonly atMs: number;
  readonly facts: readonly FactInput[];
}

export interface MadeUpPatient {
  readonly id: string;
  readonly phone: string;
  readonly email: string;
  readonly zone: string | null;
  readonly locationId: 'chicago' | 'phoenix';
}

const courses: readonly (readonly (readonly [code: string, afterDays: number])[])[] = [
  [
    ['D6010', 0],
    ['D6011', 110],
    ['D6057', 28],
    ['D6058', 21],
  ],
  [
    ['D7140', 0],
    ['D6010', 75],
    ['D6011', 110],
    ['D6057', 28],
    ['D6058', 21],
  ],
  [
    ['D7953', 0],
    ['D6010', 125],
    ['D6057', 110],
    ['D6058', 21],
  ],
  [
    ['D6010', 0],
    ['D6057', 90],
    ['D6058', 21],
  ],
  [
    ['D6011', 0],
    ['D6057', 28],
    ['D6058', 21],
  ],
];
const teeth = ['3', '5', '9', '12', '14', '19', '22', '28', '30'];
const zoneOfLocation = { chicago: 'America/Chicago', phoenix: 'America/Phoenix' } as const;

/** The year begins on this day, a Monday. */
export const firstOn = '2026-01-05';
const zones = [null, null, null, 'America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu'];

export function madeUpPatients(chance: Chance, count: number): readonly MadeUpPatient[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `made-up-${index + 1}`,
    // Some share a telephone with the patient before them.
    phone: `(312) 555-01${String(10 + (index % 6 === 5 ? index - 1 : index))}`,
    email: `made-up-${index + 1}@example.test`,
    zone: chance.oneOf(zones),
    locationId: chance.happens(0.3) ? 'phoenix' : 'chicago',
  }));
}

export class Stories {
  readonly told: Told[] = [];
  private rows = 0;
  /** Teeth of the patient in hand without a case. */
  private spare: string[] = [];

  constructor(
    private readonly chance: Chance,
    private readonly untilMs: number,
  ) {}

  /** Everything charts will ever tell of a patient with so many cases. */
  tellOf(patient: MadeUpPatient, cases: number): void {
    const on = addDays(firstOn, this.chance.between(0, 300));
    this.tell(on, '08:00', this.person(patient, 1));
    // A tooth put right is none of another case: a chart that says so tells of one case what is booked for the other.
    this.spare = [...teeth];
    const sites = Array.from({ length: cases }, () =>
      this.spare.splice(this.chance.between(0, this.spare.length - 1), 1),
    );
    for (const [number, [tooth = '']] of sites.entries()) {
      this.tellCase(patient, tooth, addDays(on, number === 0 ? 0 : this.chance.oneOf([0, 0, 3, 7, 40])));
    }
    if (this.chance.happens(0.1)) this.tellHold(patient, addDays(on, this.chance.between(10, 100)));
    if (this.chance.happens(0.05)) {
      const status = this.chance.oneOf(['departed', 'deceased'] as const);
      const [first] = this.person(patient, 2);
      this.tell(addDays(on, this.chance.between(5, 200)), '12:10', [{ ...first, status } as FactInput]);
    }
  }

  private person({ id, phone, email, zone, locationId }: MadeUpPatient, revision: number): readonly FactInput[] {
    const base = { revision, recordedAt: `${firstOn}T12:00:00Z`, patientId: id };
    const mayText = this.chance.happens(0.85);
    return [
      { kind: 'patient', ...base, id, givenName: 'Robin', status: 'active', locationId, zone },
      { kind: 'contact-point', ...base, id: `${id}-mobile`, use: 'mobile', value: phone },
      { kind: 'contact-point', ...base, id: `${id}-email`, use: 'email', value: email },
      {
        kind: 'consent',
        ...base,
        id: `${id}-form`,
        decision: mayText ? 'granted' : 'revoked',
        channel: 'sms',
        messageClass: 'care',
        decidedAt: `${firstOn}T12:00:00Z`,
        evidence: 'intake form',
      },
    ];
  }

  private tellCase(patient: MadeUpPatient, tooth: string, startOn: string): void {
    const course = this.chance.oneOf(courses);
    const ids = course.map(([code]) => this.newId(code));
    this.tell(
      startOn,
      '15:30',
      course.slice(1).map(([code], index) => row(patient, ids[index + 1] as string, 1, code, tooth, null)),
    );
    let on = startOn;
    for (const [index, [code, afterDays]] of course.entries()) {
      if (index > 0) {
        const before = on;
        on = addDays(on, Math.round((afterDays * this.chance.between(80, 150)) / 100));
        if (!this.tellVisit(patient, code, tooth, on, before)) return;
      }
      this.tell(on, '15:40', [row(patient, ids[index] as string, 2, code, tooth, on)]);
      if (this.chance.happens(0.2)) this.tellCorrection(patient, ids[index] as string, code, tooth, on);
    }
  }

  /** Whether the patient comes on that day. */
  private tellVisit(patient: MadeUpPatient, code: string, tooth: string, on: string, before: string): boolean {
    const id = this.newId('visit');
    if (this.chance.happens(0.15)) return false;
    const isBooked = this.chance.happens(0.8);
    if (!isBooked) return true;
    const visit = (revision: number, day: string, fields: object = {}) =>
      visitOf(patient, id, revision, code, tooth, day, fields);
    // Booked for the step that comes next, never for a later one.
    const earliest = addDays(before, 1);
    const wished = addDays(on, -this.chance.between(5, 60));
    const bookedOn = [earliest, wished].sort()[1] as string;
    this.tell(bookedOn, '11:05', [visit(1, on)]);
    const fate = this.chance.next();
    if (fate < 0.2) this.tell(addDays(bookedOn, 2), '10:20', [visit(2, addDays(on, this.chance.oneOf([-1, 7, 14])))]);
    if (fate >= 0.2 && fate < 0.35) {
      this.tell(addDays(on, -this.chance.between(0, 4)), '09:15', [
        visit(3, on, { status: 'broken', brokenBy: this.chance.oneOf(['missed', 'cancelled']) }),
      ]);
      return false;
    }
    if (fate >= 0.35 && fate < 0.42) {
      this.tell(addDays(on, -3), '16:45', [visit(3, on, { deleted: true })]);
      return this.chance.happens(0.5);
    }
    this.tell(on, '15:35', [visit(4, on, { status: 'completed' })]);
    return true;
  }

  private tellCorrection(patient: MadeUpPatient, id: string, code: string, tooth: string, on: string): void {
    const later = addDays(on, this.chance.oneOf([0, 0, 1, 3, 8]));
    const at = this.chance.oneOf(['16:10', '16:30', '17:20']);
    const told = (revision: number, fields: object = {}) => row(patient, id, revision, code, tooth, on, fields);
    switch (this.chance.between(1, 4)) {
      case 1:
        this.tell(later, at, [told(3, { serviceOn: addDays(on, this.chance.oneOf([-3, -1, 1])) })]);
        break;
      case 2:
        this.tell(later, at, [told(3, { teeth: [this.chance.oneOf(this.spare)] })]);
        break;
      case 3: {
        const again = row(patient, this.newId(code), 1, code, tooth, on);
        this.tell(later, at, [told(3, { deleted: true })]);
        this.tell(addDays(later, this.chance.oneOf([0, 0, 1, 2])), '17:30', [again]);
        break;
      }
      default:
        this.tell(later, at, [told(3, { status: 'planned', serviceOn: null })]);
        if (this.chance.happens(0.6)) this.tell(addDays(later, 1), '17:30', [told(4)]);
    }
  }

  private tellHold({ id }: MadeUpPatient, on: string): void {
    const hold = { kind: 'hold', id: `${id}-hold`, recordedAt: `${on}T12:00:00Z`, patientId: id } as const;
    const what = { reason: 'personal', startsOn: on, endsOn: addDays(on, 30) } as const;
    this.tell(on, '13:00', [{ ...hold, revision: 1, state: 'held', ...what }]);
    if (this.chance.happens(0.3))
      this.tell(addDays(on, 12), '13:00', [{ ...hold, revision: 2, state: 'resumed', ...what }]);
  }

  private tell(on: string, at: string, facts: readonly FactInput[]): void {
    const atMs =
      Date.parse(instantOfWallClock(`${on} ${at}:00`, 'America/Chicago')) + this.chance.between(0, 600) * 1000;
    if (atMs >= this.untilMs || facts.length === 0) return;
    this.told.push({ atMs, facts: facts.map((fact) => ({ ...fact, recordedAt: instantOf(atMs) })) });
  }

  private newId(what: string): string {
    this.rows += 1;
    return `${what.toLowerCase()}-${this.rows}`;
  }
}

function row(
  { id: patientId, locationId }: MadeUpPatient,
  id: string,
  revision: number,
  code: string,
  tooth: string,
  on: string | null,
  fields: object = {},
): FactInput {
  return {
    kind: 'procedure',
    id,
    revision,
    recordedAt: `${firstOn}T12:00:00Z`,
    patientId,
    status: on === null ? 'planned' : 'completed',
    code,
    rawCode: code,
    teeth: [tooth],
    serviceOn: on,
    plannedOn: on === null ? firstOn : null,
    locationId,
    ...fields,
  };
}

function visitOf(
  { id: patientId, locationId }: MadeUpPatient,
  id: string,
  revision: number,
  code: string,
  tooth: string,
  on: string,
  fields: object,
): FactInput {
  return {
    kind: 'appointment',
    id,
    revision,
    recordedAt: `${firstOn}T12:00:00Z`,
    patientId,
    status: 'scheduled',
    startsAt: `${on}T17:00:00Z`,
    zone: zoneOfLocation[locationId],
    locationId,
    work: [{ code, teeth: [tooth] }],
    ...fields,
  };
}
