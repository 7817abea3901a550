// The stories every release is told again: made-up patients of a made-up practice, as data. Their transcripts are
// committed, and read like what a good practice would do.
import { chart, openWords, person, row, stamp, visit } from './made-up-patient.js';
import type { ScenarioInput } from './scenario.js';

const fine = { 'red-flags': ['none'], comfort: 4, trend: 'better', pain: 1, signs: ['none'], call: false };
const answersFine = { afterMinutes: 35, answers: fine };
const healthy = [
  { on: 'day-1-check', ...answersFine },
  { on: 'day-3-check', ...answersFine },
  { on: 'day-14-check', ...answersFine },
  {
    on: 'monthly-check',
    afterMinutes: 90,
    answers: { 'red-flags': ['none'], moves: 'no', signs: ['none'], call: false },
  },
  { on: '*', afterMinutes: 20 },
];

const implant = row('row-1', 'D6010', ['9'], '2026-01-12');

export const scenarios: readonly ScenarioInput[] = [
  {
    id: 'books-on-time',
    title: 'Books on time',
    expects:
      'Education and checks go out, prompts stop with the booking, the final crown closes the case and the recall begins.',
    from: '2026-01-12 08:00',
    until: '2027-01-12 08:00',
    habits: healthy,
    script: [
      chart(
        '2026-01-12 15:40',
        'implant placed at tooth 9; abutment and crown planned',
        ...person,
        openWords,
        implant,
        row('row-2', 'D6057', ['9'], null),
        row('row-3', 'D6058', ['9'], null),
      ),
      chart(
        '2026-03-20 11:00',
        'impression booked for May 5',
        visit('visit-1', '2026-05-05T15:00:00Z', 'D6057', ['9']),
      ),
      chart(
        '2026-05-05 11:00',
        'abutment placed; crown visit booked for May 26',
        row('row-2', 'D6057', ['9'], '2026-05-05', { revision: 2 }),
        visit('visit-1', '2026-05-05T15:00:00Z', 'D6057', ['9'], { revision: 2, status: 'completed' }),
        visit('visit-2', '2026-05-26T15:00:00Z', 'D6058', ['9']),
      ),
      chart(
        '2026-05-26 11:00',
        'final crown seated',
        row('row-3', 'D6058', ['9'], '2026-05-26', { revision: 2 }),
        visit('visit-2', '2026-05-26T15:00:00Z', 'D6058', ['9'], { revision: 2, status: 'completed' }),
      ),
    ],
  },
  {
    id: 'anxious-scores-2',
    title: 'Anxious, scores 2 on day 3',
    expects:
      'The low score alerts the coordinator at once and the patient gets guidance in the same moment; a later good score closes nothing.',
    from: '2026-01-12 08:00',
    until: '2026-02-20 08:00',
    habits: [
      { on: 'day-3-check', afterMinutes: 25, answers: { ...fine, comfort: 2, trend: 'same', pain: 3, call: true } },
      { on: '*', afterMinutes: 20 },
    ],
    script: [
      chart(
        '2026-01-12 15:40',
        'tooth 9 taken out, implant placed the same day',
        ...person,
        openWords,
        row('row-0', 'D7140', ['9'], '2026-01-12'),
        implant,
      ),
      { kind: 'staff', at: '2026-01-15 10:50', by: 'Ana', reason: 'low-score', action: 'acknowledged' },
      { kind: 'reply', at: '2026-01-15 11:05', text: '5' },
      {
        kind: 'staff',
        at: '2026-01-15 11:20',
        by: 'Ana',
        reason: 'low-score',
        action: 'closed',
        outcome: 'called: sore but healing, seen tomorrow at 9',
      },
      {
        kind: 'staff',
        at: '2026-01-15 11:22',
        by: 'Ana',
        reason: 'free-text',
        action: 'closed',
        outcome: 'read; told on the phone',
      },
    ],
  },
  {
    id: 'silent-after-graft',
    title: 'Silent after a graft',
    expects:
      'Nobody reads or answers: unanswered checks become calls, a month of silence another, and after the window opened three messages lead to a person.',
    from: '2026-01-12 08:00',
    until: '2026-09-01 08:00',
    script: [
      chart(
        '2026-01-12 15:40',
        'tooth 30 taken out, socket filled; implant planned',
        ...person,
        row('row-0', 'D7140', ['30'], '2026-01-12'),
        row('row-1', 'D7953', ['30'], '2026-01-12'),
        row('row-2', 'D6010', ['30'], null),
      ),
      {
        kind: 'staff',
        at: '2026-01-14 11:00',
        by: 'Ana',
        reason: 'check-not-reached',
        action: 'closed',
        outcome: 'left a voicemail',
      },
      {
        kind: 'staff',
        at: '2026-01-16 15:00',
        by: 'Ana',
        reason: 'check-not-reached',
        action: 'closed',
        outcome: 'voicemail again; told the surgeon',
      },
      {
        kind: 'staff',
        at: '2026-02-12 09:30',
        by: 'Bo',
        reason: 'early-escalation',
        action: 'closed',
        outcome: 'no answer, letter sent',
      },
      {
        kind: 'staff',
        at: '2026-06-04 09:30',
        by: 'Bo',
        reason: 'reactivation-exhausted',
        action: 'closed',
        outcome: 'reached: cost, wants to wait until autumn',
      },
      chart('2026-06-04 09:35', 'on hold until September 15, for cost', {
        kind: 'hold',
        id: 'hold-1',
        revision: 1,
        ...stamp,
        state: 'held',
        reason: 'cost',
        startsOn: '2026-06-04',
        endsOn: '2026-09-15',
      }),
    ],
  },
  {
    id: 'opts-out',
    title: 'Opts out',
    expects:
      'The stop holds at once for text and voice; checks go on by portal and mail, which need no consent, and staff know of it.',
    from: '2026-01-12 08:00',
    until: '2026-03-15 08:00',
    habits: [
      { on: 'day-0', afterMinutes: 30, reply: 'please stop texting me' },
      { on: 'day-3-check', afterMinutes: 60, answers: fine },
    ],
    script: [
      chart('2026-01-12 15:40', 'implant placed at tooth 9', ...person, implant),
      {
        kind: 'staff',
        at: '2026-01-13 09:15',
        by: 'Ana',
        reason: 'free-text',
        action: 'closed',
        outcome: 'noted: wants no texts, portal and mail are fine',
      },
    ],
  },
  {
    id: 'no-show',
    title: 'Does not come',
    expects: 'A missed visit begins the invitations again, a week later and from the first; the new booking ends them.',
    from: '2026-01-12 08:00',
    until: '2026-07-15 08:00',
    habits: healthy,
    script: [
      chart(
        '2026-01-12 15:40',
        'implant placed at tooth 9; uncovering booked for April 14',
        ...person,
        implant,
        row('row-2', 'D6011', ['9'], null, { appointmentId: 'visit-1' }),
        visit('visit-1', '2026-04-14T15:00:00Z', 'D6011', ['9']),
      ),
      chart(
        '2026-04-14 12:00',
        'the patient did not come',
        visit('visit-1', '2026-04-14T15:00:00Z', 'D6011', ['9'], { revision: 2, status: 'broken', brokenBy: 'missed' }),
      ),
      chart('2026-04-30 09:00', 'booked again for May 12', visit('visit-2', '2026-05-12T15:00:00Z', 'D6011', ['9'])),
      chart(
        '2026-05-12 12:00',
        'implant uncovered',
        row('row-2', 'D6011', ['9'], '2026-05-12', { revision: 2 }),
        visit('visit-2', '2026-05-12T15:00:00Z', 'D6011', ['9'], { revision: 2, status: 'completed' }),
      ),
    ],
  },
  {
    id: 'chart-corrected',
    title: 'The chart is corrected after messages went out',
    expects:
      'No message is sent twice; what is still to come follows the corrected day; staff learn of the other tooth and, in the end, that it was another patient.',
    from: '2026-01-12 08:00',
    until: '2026-03-10 08:00',
    habits: healthy,
    script: [
      chart('2026-01-12 15:40', 'implant placed at tooth 9', ...person, implant),
      chart(
        '2026-01-13 09:00',
        'corrected: it was tooth 10',
        row('row-1', 'D6010', ['10'], '2026-01-12', { revision: 2 }),
      ),
      chart(
        '2026-01-13 10:00',
        'row deleted by mistake',
        row('row-1', 'D6010', ['10'], '2026-01-12', { revision: 3, deleted: true }),
      ),
      chart('2026-01-13 16:00', 'posted again under a new number', row('row-9', 'D6010', ['10'], '2026-01-12')),
      {
        kind: 'staff',
        at: '2026-01-13 09:20',
        by: 'Ana',
        reason: 'changed-after-sending',
        action: 'closed',
        outcome: 'the texts named no tooth: nothing to tell',
      },
      {
        kind: 'staff',
        at: '2026-01-16 10:00',
        by: 'Ana',
        reason: 'changed-after-sending',
        action: 'closed',
        outcome: 'nothing to tell',
      },
      {
        kind: 'staff',
        at: '2026-02-19 10:00',
        by: 'Ana',
        reason: 'withdrawn-after-sending',
        action: 'closed',
        outcome: 'called and apologised',
      },
      chart(
        '2026-01-16 09:00',
        'corrected: the day was January 10',
        row('row-9', 'D6010', ['10'], '2026-01-10', { revision: 2 }),
      ),
      chart(
        '2026-02-18 09:00',
        'voided: it was another patient',
        row('row-9', 'D6010', ['10'], '2026-01-10', { revision: 3, deleted: true }),
      ),
    ],
  },
  {
    id: 'full-arch',
    title: 'Full arch in a day',
    expects: 'One event for many rows; checks on days 1, 3 and 14; nobody is invited before the bone may be ready.',
    from: '2026-01-12 08:00',
    until: '2026-08-01 08:00',
    habits: healthy,
    script: [
      chart(
        '2026-01-12 16:30',
        'lower arch: five teeth taken out, four implants, temporary fixed teeth; final arch planned',
        ...person,
        ...['20', '22', '25', '27', '29'].map((tooth, index) => row(`out-${index}`, 'D7210', [tooth], '2026-01-12')),
        ...['20', '23', '26', '29'].map((tooth, index) => row(`implant-${index}`, 'D6010', [tooth], '2026-01-12')),
        row('interim', 'D6118', [], '2026-01-12', { arch: 'L' }),
        row('final', 'D6115', [], null, { arch: 'L' }),
      ),
      chart(
        '2026-04-20 09:00',
        'records booked for May 4',
        visit('visit-1', '2026-05-04T15:00:00Z', 'D6115', [], { work: [{ arch: 'L', purpose: 'impression' }] }),
      ),
      chart(
        '2026-05-04 12:00',
        'records taken; final arch booked for June 15',
        visit('visit-1', '2026-05-04T15:00:00Z', 'D6115', [], { revision: 2, status: 'completed' }),
        visit('visit-2', '2026-06-15T15:00:00Z', 'D6115', [], { work: [{ arch: 'L', code: 'D6115' }] }),
      ),
      chart(
        '2026-06-15 12:00',
        'final arch seated',
        row('final', 'D6115', [], '2026-06-15', { revision: 2, arch: 'L' }),
        visit('visit-2', '2026-06-15T15:00:00Z', 'D6115', [], { revision: 2, status: 'completed' }),
      ),
    ],
  },
  {
    id: 'two-sites',
    title: 'Two sites in parallel',
    expects: 'One thread: same-day steps of both sites share a message, never two in a day nor four in a week.',
    from: '2026-01-12 08:00',
    until: '2026-04-15 08:00',
    habits: healthy,
    script: [
      chart(
        '2026-01-12 15:40',
        'implants placed at teeth 3 and 14',
        ...person,
        row('row-a', 'D6010', ['3'], '2026-01-12'),
        row('row-b', 'D6010', ['14'], '2026-01-12'),
      ),
      chart(
        '2026-01-15 16:00',
        'tooth 30 taken out, socket filled; implant planned',
        row('row-c', 'D7140', ['30'], '2026-01-15'),
        row('row-d', 'D7953', ['30'], '2026-01-15'),
        row('row-e', 'D6010', ['30'], null),
      ),
    ],
  },
  {
    id: 'daylight-saving-night',
    title: 'The night the clocks change',
    expects: 'Messages keep their time on the wall before and after the change.',
    from: '2026-03-05 08:00',
    until: '2026-03-20 08:00',
    habits: healthy,
    script: [
      chart(
        '2026-03-05 15:40',
        'implant placed at tooth 19, three days before the clocks go forward',
        ...person,
        row('row-1', 'D6010', ['19'], '2026-03-05'),
      ),
    ],
  },
  {
    id: 'numb-lip',
    title: 'Numb lip on the day after',
    expects:
      'Urgent within the hour, any hour: the on-call clinician is paged and the patient told whom to call; it climbs until somebody answers.',
    from: '2026-01-09 08:00',
    until: '2026-01-30 08:00',
    habits: [
      { on: 'day-1-check', afterMinutes: 15, answers: { ...fine, comfort: 4, signs: ['numb'] } },
      { on: '*', afterMinutes: 20 },
    ],
    script: [
      chart(
        '2026-01-09 15:40',
        'implant placed at tooth 19, on a Friday',
        ...person,
        row('row-1', 'D6010', ['19'], '2026-01-09'),
      ),
      { kind: 'staff', at: '2026-01-10 09:40', by: 'Dr. Rivera', reason: 'urgent', action: 'acknowledged' },
      {
        kind: 'staff',
        at: '2026-01-10 10:05',
        by: 'Dr. Rivera',
        reason: 'urgent',
        action: 'closed',
        outcome: 'called: seen at the practice at 11',
      },
      {
        kind: 'staff',
        at: '2026-01-13 11:00',
        by: 'Ana',
        reason: 'check-not-reached',
        action: 'closed',
        outcome: 'reached: feeling is back',
      },
    ],
  },
  {
    id: 'provider-times-out',
    title: 'The text provider stops answering',
    expects:
      'A text nobody can vouch for is looked up before it is sent again; the answer to a low score takes the next channel after five minutes, and staff are alerted all the same.',
    from: '2026-01-12 08:00',
    until: '2026-01-22 08:00',
    habits: [
      { on: 'day-3-check', afterMinutes: 90, answers: { ...fine, comfort: 2, trend: 'same', pain: 3 } },
      { on: '*', afterMinutes: 20 },
    ],
    script: [
      chart('2026-01-12 15:40', 'implant placed at tooth 9', ...person, implant),
      { kind: 'provider', at: '2026-01-15 09:55', channel: 'sms', does: 'time-out' },
      { kind: 'provider', at: '2026-01-15 10:12', channel: 'sms', does: 'accept' },
      { kind: 'provider', at: '2026-01-15 11:45', channel: 'sms', does: 'time-out' },
      { kind: 'provider', at: '2026-01-15 12:02', channel: 'sms', does: 'accept' },
      {
        kind: 'staff',
        at: '2026-01-15 12:30',
        by: 'Ana',
        reason: 'low-score',
        action: 'closed',
        outcome: 'called: sore but healing, seen tomorrow at 9',
      },
    ],
  },
  {
    id: 'red-flag-in-a-reply',
    title: 'A red flag in a reply at night',
    expects: 'Emergency text at once, no quiet hours; on-call paged at once; staff close it with an outcome.',
    from: '2026-01-12 08:00',
    until: '2026-01-25 08:00',
    habits: [{ on: '*', afterMinutes: 20 }],
    script: [
      chart(
        '2026-01-12 15:40',
        'tooth 30 taken out, socket filled',
        ...person,
        row('row-0', 'D7140', ['30'], '2026-01-12'),
        row('row-1', 'D7953', ['30'], '2026-01-12'),
      ),
      { kind: 'reply', at: '2026-01-13 23:40', text: 'my tongue is swelling and its hard to breathe' },
      { kind: 'staff', at: '2026-01-13 23:43', by: 'Dr. Rivera', reason: 'emergency', action: 'acknowledged' },
      {
        kind: 'staff',
        at: '2026-01-14 00:30',
        by: 'Dr. Rivera',
        reason: 'emergency',
        action: 'closed',
        outcome: 'taken to the emergency department, stable',
      },
      chart('2026-01-14 09:00', 'on hold while in hospital and some days after', {
        kind: 'hold',
        id: 'hold-1',
        revision: 1,
        ...stamp,
        state: 'held',
        reason: 'health',
        startsOn: '2026-01-14',
        endsOn: '2026-01-24',
      }),
      {
        kind: 'staff',
        at: '2026-01-14 10:00',
        by: 'Ana',
        reason: 'check-not-reached',
        action: 'closed',
        outcome: 'in hospital',
      },
      {
        kind: 'staff',
        at: '2026-01-16 11:00',
        by: 'Ana',
        reason: 'check-not-reached',
        action: 'closed',
        outcome: 'at home and well',
      },
    ],
  },
];

export function findScenario(id: string): ScenarioInput | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}
