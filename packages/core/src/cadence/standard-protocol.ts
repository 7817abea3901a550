// The standard protocol: the numbers a practice starts from, each with reason and source. A practice changes them with
// its clinician; the seed is the product brief's cadence (days 0, 3, 7, 30, 45; three reactivation messages; alert at
// scores 1-2), the rest are safety additions that can be switched off one by one.
import { standardEscalationPolicy } from '../escalation/standard-policy.js';
import { standardCaseRules } from '../journey/chart-row.js';
import { healingCheck } from '../questionnaires/instruments/healing-check.js';
import { lightCheck } from '../questionnaires/instruments/light-check.js';
import { defineProtocol, type Protocol, type ProtocolInput } from './protocol.js';

const everyStep = [
  'extraction',
  'graft_socket',
  'graft_ridge',
  'graft_sinus',
  'placement',
  'second_stage',
  'abutment',
] as const;
const withFinal = [...everyStep, 'final'] as const;
const seed = 'product brief';
const clinicalSheet = 'docs/protocols.md, healing facts by day';
const preference = 'practice preference';

const weekdayHours = (open: string, close: string) => ({ open, close });
const careHours = weekdayHours('09:00', '20:00');
const weekdays = {
  monday: careHours,
  tuesday: careHours,
  wednesday: careHours,
  thursday: careHours,
  friday: careHours,
  saturday: careHours,
};

const quick: ('sms' | 'email' | 'portal' | 'voice')[] = ['sms', 'portal', 'email'];
const reading: ('sms' | 'email' | 'portal' | 'voice')[] = ['email', 'portal', 'sms'];

type StepInput = ProtocolInput['cadence'][number];
const late = (sendWithinHours: number, why: string, more: Partial<StepInput['late']> = {}): StepInput['late'] => ({
  sendWithinHours,
  otherwise: 'drop',
  why,
  source: preference,
  ...more,
});

const cadence: StepInput[] = [
  {
    id: 'day-0',
    kind: 'message',
    purpose: 'safety',
    after: withFinal,
    afterDays: 0,
    at: '17:00',
    template: 'day-0',
    channels: quick,
    late: late(18, 'instructions for the first hours lose their point after the night', {
      variant: { template: 'day-0-late', withinHours: 72 },
    }),
    why: 'confirms the step and tells how the first 72 hours go',
    source: seed,
  },
  {
    id: 'day-1-check',
    kind: 'check',
    purpose: 'safety',
    after: ['extraction', 'graft_socket', 'graft_ridge', 'placement'],
    onlyIf: ['surgery', 'lower-jaw'],
    afterDays: 1,
    at: '09:00',
    instrument: 'healing-check',
    // In time for the 36 hours.
    notReachedAfterHours: 6,
    template: 'day-1-check',
    channels: quick,
    late: late(10, 'asks about the morning after'),
    why: 'a lip or chin still numb the morning after lower-jaw surgery must be seen within about 36 hours',
    source: 'trigeminalnerve.org.uk, implant nerve injury; safety addition',
  },
  {
    id: 'day-3-check',
    kind: 'check',
    purpose: 'safety',
    after: withFinal,
    afterDays: 3,
    at: '10:00',
    instrument: 'healing-check',
    template: 'day-3-check',
    channels: quick,
    late: late(36, 'two days later the day-7 message is near'),
    why: 'swelling has peaked; pain that starts or grows now needs a look',
    source: seed,
  },
  {
    id: 'day-7',
    kind: 'message',
    purpose: 'education',
    after: withFinal,
    afterDays: 7,
    at: '10:00',
    template: 'day-7',
    channels: reading,
    late: late(72, 'what it tells about the first week stays true for some days'),
    why: 'how healing goes on, and what comes next',
    source: seed,
  },
  {
    id: 'day-14-check',
    kind: 'check',
    purpose: 'safety',
    after: ['graft_socket', 'graft_ridge', 'graft_sinus', 'placement'],
    onlyIfAny: ['graft', 'sinus', 'arch'],
    afterDays: 14,
    at: '10:00',
    instrument: 'healing-check',
    template: 'day-14-check',
    channels: quick,
    late: late(72, 'a check some days later asks the same'),
    why: 'grafts and full arches heal longer; trouble shows from week 1 on',
    source: 'Lim 2018 (JOMI); safety addition',
  },
  {
    id: 'day-30',
    kind: 'message',
    purpose: 'education',
    after: withFinal,
    afterDays: 30,
    at: '10:00',
    template: 'day-30',
    channels: reading,
    late: late(120, 'progress is told in weeks, not hours'),
    why: 'progress, and a preview of the next visit',
    source: seed,
  },
  {
    id: 'day-45',
    kind: 'message',
    purpose: 'scheduling',
    after: everyStep,
    afterDays: 45,
    notAfterUsual: true,
    at: '10:00',
    unlessBooked: true,
    template: 'day-45',
    channels: quick,
    late: late(120, 'an invitation some days later says the same'),
    why: 'asks for the next visit, or to reserve its month while the window is still far; earlier where the usual time begins sooner',
    source: seed,
  },
  {
    id: 'monthly-check',
    kind: 'check',
    purpose: 'safety',
    after: ['graft_socket', 'graft_ridge', 'graft_sinus', 'placement'],
    afterDays: 60,
    at: '10:00',
    repeat: { everyDays: 30, times: 8 },
    instrument: 'light-check',
    template: 'monthly-check',
    channels: quick,
    late: late(120, 'the question is the same some days later'),
    why: 'early loss of an implant or graft happens mostly within five months, and rarely hurts at first',
    source: 's12903-019-0900-8; PLoS ONE 0171128; safety addition',
  },
  {
    id: 'window-opens',
    kind: 'message',
    purpose: 'scheduling',
    after: everyStep,
    from: 'window-opens',
    afterDays: -21,
    at: '10:00',
    unlessBooked: true,
    template: 'window-opens',
    channels: quick,
    late: late(120, 'an invitation some days later says the same'),
    why: 'invites before the window opens, so that the visit is booked in time',
    source: preference,
  },
  {
    id: 'recall',
    kind: 'message',
    purpose: 'recall',
    // A final seated on the day of the implant is told by the implant's event.
    after: ['final', 'placement'],
    onlyIf: ['final'],
    afterDays: 182,
    at: '10:00',
    repeat: { everyDays: 182, times: 4 },
    unlessBooked: true,
    template: 'recall',
    channels: quick,
    late: late(240, 'a recall is a matter of weeks'),
    why: 'implants are looked after at least every six months for life; two years are planned ahead',
    source: 'Bidra 2016',
  },
];

/** The standard protocol. Times are wall-clock times at the patient. */
export const standardProtocol: Protocol = defineProtocol({
  id: 'standard',
  version: 1,
  name: 'Standard implant journey',
  cases: { ...standardCaseRules, codeMap: [...standardCaseRules.codeMap] },
  cadence,
  reactivation: {
    at: '11:00',
    begins: { daysAfterWindowOpens: 30, why: 'patients book late; a month is not yet silence', source: seed },
    messages: [
      {
        id: 'reactivation-1',
        afterDays: 0,
        template: 'reactivation-1',
        channels: quick,
        late: late(72, 'the next message follows in a week'),
        why: 'a plain invitation',
        source: seed,
      },
      {
        id: 'reactivation-2',
        afterDays: 7,
        template: 'reactivation-2',
        channels: quick,
        late: late(72, 'the next message follows in two weeks'),
        why: 'the clinical reason why the next step matters, without a deadline',
        source: seed,
      },
      {
        id: 'reactivation-3',
        afterDays: 14,
        template: 'reactivation-3',
        channels: quick,
        late: late(72, 'staff call a week later'),
        why: 'offers a call or a booking link',
        source: seed,
      },
      {
        id: 'reactivation-voice',
        enabled: false,
        afterDays: 3,
        template: 'reactivation-voice',
        channels: ['voice'],
        late: late(48, 'staff call some days later'),
        why: 'reaches patients who do not read texts; needs its own consent',
        source: seed,
      },
    ],
    staff: { afterDays: 7, tier: 'R', why: '28 days after the first message a person calls', source: seed },
    rearms: { afterDays: 7, why: 'gives the patient a week to book again alone', source: preference },
  },
  earlyEscalation: {
    enabled: true,
    afterDays: 30,
    at: '11:00',
    why: 'nothing booked, read or answered in a month: messages do not reach this patient',
    source: seed,
  },
  checks: {
    instruments: [healingCheck, lightCheck],
    answers: {
      emergency: 'answer-emergency',
      urgent: 'answer-urgent',
      low: 'answer-low',
      middle: 'answer-middle',
      good: 'answer-good',
    },
    notReached: {
      untilDay: 3,
      afterHours: 24,
      why: 'silence after surgery is not good news; the next day somebody calls',
      source: clinicalSheet,
    },
  },
  escalation: standardEscalationPolicy,
  sendWindow: {
    care: { hours: { ...weekdays, sunday: careHours }, closedOn: [] },
    marketing: { hours: { ...weekdays, sunday: weekdayHours('12:00', '18:00') }, closedOn: [] },
    why: 'the strictest hours of federal and state rules that can be met everywhere',
    source: '47 CFR 64.1200(c)(1) and state rules',
  },
  caps: {
    perDay: 1,
    perSevenDays: 3,
    why: 'the limits of the federal healthcare exemption, kept though we rely on consent',
    source: '47 CFR 64.1200(a)(9)(iv)',
  },
  bookedGrace: { days: 14, why: 'visits that took place are sometimes never closed in the chart', source: preference },
  withdrawal: {
    act: 'staff',
    afterHours: 24,
    why: 'rows are often deleted and posted again within the day; then a person decides what to tell the patient',
    source: preference,
  },
});
