// How a patient may be reached, as the patient row tells. In: a row. Out: contact points, preference and consent
// facts. Rule owned: a flag of the office is never more than it says; `Unknown` is no consent, a grant is dated as
// early as it can be, so that it never outlives a stop, and a refusal as late as it can be.
import type { FactInput } from '@implant-journey/core';
import type { Office } from './office.js';
import type { PatientRow } from './open-dental-rows.js';

export function contactFacts(row: PatientRow, office: Office): FactInput[] {
  const points = [
    ['mobile', row.WirelessPhone],
    ['home', row.HmPhone],
    ['work', row.WkPhone],
    ['email', row.Email],
  ] as const;
  // An emptied column is a contact point that is gone.
  return points.map(([use, value]) => ({
    kind: 'contact-point',
    ...office.stamped(`${row.PatNum}:${use}`, row.DateTStamp),
    patientId: row.PatNum,
    deleted: value.trim() === '',
    use,
    value: value.trim() || 'none',
  }));
}

type Channel = 'sms' | 'voice' | 'email' | 'mail';
const preferred: Readonly<Partial<Record<PatientRow['PreferContactMethod'], Channel>>> = {
  TextMessage: 'sms',
  WirelessPh: 'voice',
  HmPhone: 'voice',
  WkPhone: 'voice',
  Email: 'email',
  Mail: 'mail',
};

/** `TxtMsgOk` and `PreferContactMethod`; `Unknown` and `None` leave facts that say nothing (deleted). */
export function consentFacts(row: PatientRow, office: Office): FactInput[] {
  const { PatNum, TxtMsgOk, PreferContactMethod, DateTStamp, SecDateEntry } = row;
  const doNotCall = PreferContactMethod === 'DoNotCall';
  const texting = doNotCall ? 'No' : TxtMsgOk;
  const decide = (
    channel: Channel,
    messageClass: 'care' | 'marketing',
    decision: 'granted' | 'revoked' | null,
  ): FactInput => ({
    kind: 'consent',
    ...office.stamped(`${PatNum}:chart:${channel}:${messageClass}`, DateTStamp),
    patientId: PatNum,
    deleted: decision === null,
    decision: decision ?? 'revoked',
    channel,
    messageClass,
    decidedAt:
      decision === 'granted'
        ? office.serverInstant(`${SecDateEntry ?? '1970-01-01'} 00:00:00`)
        : office.serverInstant(DateTStamp),
    evidence: `Open Dental patient row: TxtMsgOk ${TxtMsgOk}, PreferContactMethod ${PreferContactMethod}`,
  });
  return [
    {
      kind: 'preference',
      ...office.stamped(`${PatNum}:chart`, DateTStamp),
      patientId: PatNum,
      preferredChannel: preferred[PreferContactMethod] ?? null,
      declinedChannels: [...(texting === 'No' ? (['sms'] as const) : []), ...(doNotCall ? (['voice'] as const) : [])],
    },
    decide('sms', 'care', texting === 'Yes' ? 'granted' : texting === 'No' ? 'revoked' : null),
    // A chart's flag is no written consent to marketing: only its refusal counts.
    decide('sms', 'marketing', texting === 'No' ? 'revoked' : null),
    decide('voice', 'care', doNotCall ? 'revoked' : null),
    decide('voice', 'marketing', doNotCall ? 'revoked' : null),
  ];
}
