// The standard healing check: gate, comfort, trend, pain, boxes that follow the day and the procedure, a call. Data
// only. All numbers are defaults which a practice's clinician changes and signs off.
import type { Instrument, Item, Option } from '../instrument.js';
import { emergencyGate } from './emergency-gate.js';

const sheets = 'post-operative sheets of oral surgeons (ossimdocs.com, bergenoralsurgery.com)';
const urgentCare = 'urgent-care review of dental infections (jucm.com)';
const preference = 'practice preference, docs/protocols.md';

const label = (key: string, en: string) => ({ key: `healing-check/${key}`, text: { en } });
const box = (id: string, en: string, rest: Omit<Option, 'id' | 'label'> = {}): Option => ({
  id,
  label: label(`signs/${id}`, en),
  ...rest,
});

const comfort: Item = {
  kind: 'scale',
  id: 'comfort',
  label: label('comfort', 'How comfortable is your mouth today?'),
  required: true,
  role: 'comfort',
  min: 1,
  max: 5,
  low: label('comfort-low', 'very uncomfortable'),
  high: label('comfort-high', 'comfortable'),
  why: 'one number a patient gives in a second; it shows a trend and is no validated clinical score',
  source: preference,
};

const trend: Item = {
  kind: 'choice',
  id: 'trend',
  label: label('trend', 'Since your last check, or since the visit: is it better?'),
  required: true,
  options: [
    { id: 'better', label: label('trend-better', 'Better') },
    { id: 'same', label: label('trend-same', 'The same') },
    {
      id: 'worse',
      label: label('trend-worse', 'Worse'),
      raises: [{ tier: 'S', onlyIf: [{ fromDay: 4 }] }],
      why: 'swelling and pain peak on day 2 to 3; what grows after that needs a look',
      source: sheets,
    },
  ],
};

const pain: readonly Item[] = [
  {
    kind: 'scale',
    id: 'pain',
    label: label('pain', 'If you have pain: how strong is it?'),
    required: false,
    min: 0,
    max: 10,
    low: label('pain-low', 'no pain'),
    high: label('pain-high', 'the worst pain you can think of'),
    why: 'the numeric rating scale used after operations',
    source: 'Gerbershagen 2011 (PMID 21724620)',
  },
  {
    kind: 'yes-no',
    id: 'pain-eased',
    label: label('pain-eased', 'If it is 7 or more: does what you were given ease it?'),
    required: false,
    requiredIf: { item: 'pain', atLeast: 7 },
    joins: 'pain',
  },
];

const signs: Item = {
  kind: 'boxes',
  id: 'signs',
  label: label('signs', 'Do you notice any of these?'),
  required: true,
  options: [
    box('numb', 'My lip, chin or tongue is still numb or tingles', {
      onlyIf: [{ fromDay: 1, traits: ['lower-jaw'] }],
      raises: [{ tier: 'U', onlyIf: [{ fromDay: 1 }] }],
      why: 'the feeling is back by the morning after; a nerve under pressure can be helped for about 36 hours',
      source: 'trigeminalnerve.org.uk, nerve injury by implants',
    }),
    box('jaw-tight', 'My face is swollen and my mouth opens less than a finger', {
      onlyIf: [{ fromDay: 1, toDay: 30, traits: ['surgery'] }],
      raises: [{ tier: 'U' }],
      why: 'swelling that locks the jaw may be an infection of deeper spaces; asked for a month',
      source: urgentCare,
    }),
    box('bleeding', 'It is still bleeding', {
      onlyIf: [{ fromDay: 2, toDay: 30, traits: ['surgery'] }],
      raises: [{ tier: 'U', onlyIf: [{ fromDay: 2 }] }],
      why: 'oozing is expected on the day and the day after, bleeding past day 1 is not; asked for a month',
      source: sheets,
    }),
    box('loose-painful', 'The implant or a tooth on it moves, and it hurts', {
      onlyIf: [{ fromDay: 3 }, { traits: ['arch', 'second-stage', 'final'] }],
      raises: [{ tier: 'U' }],
      why: 'an implant that moves and hurts may be lost',
      source: sheets,
    }),
    box('loose', 'Something feels loose or came off', {
      onlyIf: [{ fromDay: 3 }, { traits: ['arch', 'second-stage', 'final'] }],
      raises: [{ tier: 'S' }],
      why: 'the gum can close over a lost cap within a day',
      source: sheets,
    }),
    box('cracked', 'My fixed teeth are cracked, or they click', {
      onlyIf: [{ traits: ['arch'] }],
      raises: [{ tier: 'S' }],
      why: 'a crack, a click or looseness of an arch is a call the same day',
      source: sheets,
    }),
    box('fever-swollen', 'I have a fever, and my face is swollen', {
      onlyIf: [{ fromDay: 3, traits: ['surgery'] }],
      raises: [{ tier: 'U' }],
      why: 'fever with a swollen face is a spreading infection until somebody has looked',
      source: urgentCare,
    }),
    box('fever', 'I have a fever: 100.4 F (38 C) or more', {
      onlyIf: [{ fromDay: 3, traits: ['surgery'] }],
      raises: [{ tier: 'S' }],
      why: '100.4 F is the usual line; sheets vary from 100 to 101.5 F; from day 3 on it points to an infection',
      source: sheets,
    }),
    box('pus', 'There is pus or a foul taste', {
      onlyIf: [{ fromDay: 3 }],
      raises: [{ tier: 'S' }],
      why: 'a sign of infection from day 3 on',
      source: sheets,
    }),
    box('growing', 'The swelling or the pain still grows', {
      onlyIf: [{ fromDay: 3 }],
      raises: [{ tier: 'S' }],
      why: 'both peak by day 3; the check of day 3 asks already, to be on the safe side',
      source: sheets,
    }),
    box('fluids', 'I cannot keep fluids down', {
      onlyIf: [{ toDay: 2, traits: ['surgery'] }],
      raises: [{ tier: 'S' }],
      why: 'who cannot drink is called the same day; asked on the first days, to keep the list short',
      source: preference,
    }),
    box('rash', 'I have a rash, and I breathe normally', {
      onlyIf: [{ toDay: 7, traits: ['surgery'] }],
      raises: [{ tier: 'S' }],
      why: 'a rash is looked at the same day; asked in the first week, to keep the list short',
      source: preference,
    }),
    box('graft-out', 'A lot of the graft came out, or I see the membrane', {
      onlyIf: [{ fromDay: 1, traits: ['graft', 'sinus'] }],
      raises: [{ tier: 'S' }],
      why: 'a few grains are expected for days, a large loss is not; trouble of a graft shows up to month 6',
      source: 'Lim 2018 (JOMI)',
    }),
    box('nose', 'Grains or fluid come out of my nose, or air passes between nose and mouth', {
      onlyIf: [{ fromDay: 1, traits: ['sinus'] }],
      raises: [{ tier: 'S' }],
      why: 'the sinus may be open; a small nosebleed of the first days is expected',
      source: 'sinus-lift sheets (innovativeoralsurgery.com, jawdocs.org)',
    }),
    box('bite', 'The bite feels too high, or food gets stuck', {
      onlyIf: [{ traits: ['final', 'arch'] }],
      raises: [{ tier: 'R' }],
      why: 'a high bite is adjusted at a visit and does not settle by waiting',
      source: preference,
    }),
    box('none', 'None of these'),
  ],
};

export const healingCheck: Instrument = {
  id: 'healing-check',
  version: 1,
  label: label('title', 'How is your mouth healing?'),
  items: [
    emergencyGate,
    comfort,
    trend,
    ...pain,
    signs,
    { kind: 'yes-no', id: 'call', label: label('call', 'Shall we call you?'), required: true, role: 'call' },
    {
      kind: 'text',
      id: 'words',
      label: label('words', 'Anything else? A person reads this.'),
      required: false,
      joins: 'call',
    },
  ],
  rules: [
    {
      id: 'comfort-low',
      tier: 'S',
      all: [{ item: 'comfort', atMost: 2 }],
      why: 'the two lowest scores reach staff at once, with a call within 4 hours',
      source: preference,
    },
    {
      id: 'comfort-fell',
      tier: 'S',
      all: [{ item: 'comfort', fellBy: 2 }],
      why: 'healing goes one way; two points down since the last check is a turn for the worse',
      source: preference,
    },
    {
      id: 'comfort-middle-late',
      tier: 'R',
      all: [{ item: 'comfort', atLeast: 3, atMost: 3 }],
      onlyIf: [{ fromDay: 7 }],
      why: 'most are comfortable after a week',
      source: 'Medicina 2021;57:1111 (swelling gone on day 5, pain mostly on day 3)',
    },
    {
      id: 'comfort-middle-again',
      tier: 'R',
      all: [{ item: 'comfort', atLeast: 3, atMost: 3, unchanged: true }],
      why: 'twice in the middle is no progress',
      source: preference,
    },
    {
      id: 'pain-late',
      tier: 'S',
      all: [{ item: 'pain', atLeast: 4 }],
      onlyIf: [{ fromDay: 4 }],
      why: '4 is the accepted line of moderate to severe pain; it should be below by day 4',
      source: 'Gerbershagen 2011 (PMID 21724620)',
    },
    {
      id: 'pain-severe',
      tier: 'S',
      all: [{ item: 'pain', atLeast: 7 }],
      why: 'severe pain is looked at on any day',
      source: preference,
    },
    {
      id: 'pain-not-eased',
      tier: 'U',
      all: [
        { item: 'pain', atLeast: 7 },
        { item: 'pain-eased', is: false },
      ],
      why: 'severe pain that nothing eases is not ordinary healing',
      source: preference,
    },
  ],
};
