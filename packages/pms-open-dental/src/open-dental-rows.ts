// The rows of the Open Dental API as far as we use them. In: rows as its GET lists return them. Out: typed rows with
// ids as text, empty dates as null and every unused column (the social security number among them) dropped.
// Rule owned: lenient where the API wobbles (ids as numbers or text), exact where a wrong reading would harm.
import { isDate } from '@implant-journey/core';
import { z } from 'zod';

const idError = 'must be an id; send the key of the row as a number or as text';
const Id = z.union([z.string().min(1), z.number().int()], { error: idError }).transform(String);
/** A key of another row; 0 stands for none. */
const Ref = z
  .union([z.string(), z.number()], { error: idError })
  .transform((id) => (String(id) === '0' || id === '' ? null : String(id)));
const Text = z
  .string({ error: 'must be text; send an empty text when there is none' })
  .nullish()
  .transform((text) => text ?? '');
const Flag = z
  .union([z.boolean(), z.string()])
  .default(false)
  .transform((value) => value === true || value === 'true');

const dateError = 'must be a date; write it as YYYY-MM-DD, 0001-01-01 when unknown';
const CalendarDate = z
  .string({ error: dateError })
  .transform((text) => text.slice(0, 10))
  .transform((text) => (text === '' || text.startsWith('0001-') ? null : text))
  .refine((text) => text === null || isDate(text), { error: dateError });

const clockError = 'must be a wall-clock time; write it as YYYY-MM-DD HH:mm:ss, 0001-01-01 00:00:00 when unknown';
const WallClock = z
  .string({ error: clockError })
  .transform((text) => text.replace('T', ' ').slice(0, 19))
  .transform((text) => (text === '' || text.startsWith('0001-') ? null : text))
  .refine(
    (text) => text === null || (isDate(text.slice(0, 10)) && /^.{10} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(text)),
    { error: clockError },
  );

export const PatientRow = z.object({
  PatNum: Id,
  LName: Text,
  FName: Text,
  Preferred: Text,
  PatStatus: z.enum(['Patient', 'NonPatient', 'Inactive', 'Archived', 'Deceased', 'Prospective', 'Deleted']),
  Birthdate: CalendarDate.default(null),
  HmPhone: Text,
  WkPhone: Text,
  WirelessPhone: Text,
  Email: Text,
  Guarantor: Ref.default(null),
  ClinicNum: Ref.default(null),
  PreferContactMethod: z
    .enum(['None', 'DoNotCall', 'HmPhone', 'WkPhone', 'WirelessPh', 'Email', 'SeeNotes', 'Mail', 'TextMessage'])
    .catch('None'),
  TxtMsgOk: z.enum(['Unknown', 'Yes', 'No']).catch('Unknown'),
  Language: Text,
  SecDateEntry: CalendarDate.default(null),
  DateTStamp: WallClock.default(null),
});
export type PatientRow = z.output<typeof PatientRow>;

export const ProcedureRow = z.object({
  ProcNum: Id,
  PatNum: Id,
  AptNum: Ref.default(null),
  ProcDate: CalendarDate.default(null),
  ProcFee: z
    .union([z.string(), z.number()])
    .default('0')
    .transform(Number)
    .refine(Number.isFinite, { error: 'must be an amount; write it as 2150.00' }),
  UnitQty: z.number().catch(1),
  Surf: Text,
  ToothNum: Text,
  ToothRange: Text,
  ProcStatus: z.enum(['TP', 'TPi', 'C', 'EC', 'EO', 'R', 'Cn', 'D']),
  ProvNum: Ref.default(null),
  ClinicNum: Ref.default(null),
  procCode: z
    .string({ error: 'must be the code; send procCode as text' })
    .min(1, { error: 'must not be empty; send the code of the procedure' }),
  DateTP: CalendarDate.default(null),
  DateTStamp: WallClock.default(null),
});
export type ProcedureRow = z.output<typeof ProcedureRow>;

const visitColumns = {
  AptNum: Id,
  PatNum: Id,
  AptStatus: z.enum(['Scheduled', 'Complete', 'UnschedList', 'ASAP', 'Broken', 'Planned', 'PtNote', 'PtNoteCompleted']),
  Pattern: Text,
  Note: Text,
  ProvNum: Ref.default(null),
  AptDateTime: WallClock.default(null),
  ProcDescript: Text,
  ClinicNum: Ref.default(null),
  IsHygiene: Flag,
  AppointmentTypeNum: Ref.default(null),
  DateTStamp: WallClock.default(null),
};

export const AppointmentRow = z.object(visitColumns);
export type AppointmentRow = z.output<typeof AppointmentRow>;

export const HistAppointmentRow = z.object({
  ...visitColumns,
  HistApptNum: Id,
  HistApptAction: z.enum(['Created', 'Changed', 'Missed', 'Cancelled', 'Deleted']),
  HistDateTStamp: WallClock.default(null),
});
export type HistAppointmentRow = z.output<typeof HistAppointmentRow>;

export const ProviderRow = z.object({
  ProvNum: Id,
  Abbr: Text,
  LName: Text,
  FName: Text,
  Specialty: Text,
  IsSecondary: Flag,
  IsHidden: Flag,
  DateTStamp: WallClock.default(null),
});
export type ProviderRow = z.output<typeof ProviderRow>;

export const ClinicRow = z.object({ ClinicNum: Id, Description: Text, Abbr: Text, Phone: Text, IsHidden: Flag });
export type ClinicRow = z.output<typeof ClinicRow>;

export const ProcedureCodeRow = z.object({ ProcCode: z.string().min(1), AbbrDesc: Text });
export type ProcedureCodeRow = z.output<typeof ProcedureCodeRow>;
