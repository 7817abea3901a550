// The monthly check while a case waits: does anything move? Data only. Three questions and the gate; no comfort score,
// because feeling nothing is what is expected. Defaults which a practice's clinician changes and signs off.
import type { Instrument, Option } from '../instrument.js';
import { emergencyGate } from './emergency-gate.js';

const sheets = 'post-operative sheets of oral surgeons (ossimdocs.com, bergenoralsurgery.com)';
const earlyLoss = 's12903-019-0900-8; PLoS ONE 0171128 (2 to 6 % early loss, mostly within 5 months)';

const label = (key: string, en: string) => ({ key: `light-check/${key}`, text: { en } });
const option = (item: string, id: string, en: string, rest: Omit<Option, 'id' | 'label'> = {}): Option => ({
  id,
  label: label(`${item}/${id}`, en),
  ...rest,
});

export const lightCheck: Instrument = {
  id: 'light-check',
  version: 1,
  label: label('title', 'A short look at your mouth'),
  items: [
    emergencyGate,
    {
      kind: 'choice',
      id: 'moves',
      label: label('moves', 'Does anything move where you were treated?'),
      required: true,
      options: [
        option('moves', 'no', 'No'),
        option('moves', 'yes', 'Yes, or something came off', {
          raises: [{ tier: 'S' }],
          why: 'an implant that moves is lost early; the gum closes over a lost cap within a day',
          source: earlyLoss,
        }),
        option('moves', 'yes-painful', 'Yes, and it hurts', {
          raises: [{ tier: 'U' }],
          why: 'an implant that moves and hurts may be lost',
          source: earlyLoss,
        }),
      ],
    },
    {
      kind: 'boxes',
      id: 'signs',
      label: label('signs', 'Do you notice any of these?'),
      required: true,
      options: [
        option('signs', 'growing', 'New or growing pain or swelling', {
          raises: [{ tier: 'S' }],
          why: 'no pain and no swelling are expected by now',
          source: sheets,
        }),
        option('signs', 'pus', 'Pus or a foul taste', {
          raises: [{ tier: 'S' }],
          why: 'a sign of infection',
          source: sheets,
        }),
        option('signs', 'fever-swollen', 'A fever, and a swollen face', {
          raises: [{ tier: 'U' }],
          why: 'fever with a swollen face is a spreading infection until somebody has looked',
          source: 'urgent-care review of dental infections (jucm.com)',
        }),
        option('signs', 'fever', 'A fever: 100.4 F (38 C) or more', {
          raises: [{ tier: 'S' }],
          why: '100.4 F is the usual line; sheets vary from 100 to 101.5 F',
          source: sheets,
        }),
        option('signs', 'cracked', 'My fixed teeth are cracked, or they click', {
          onlyIf: [{ traits: ['arch'] }],
          raises: [{ tier: 'S' }],
          why: 'a crack, a click or looseness of an arch is a call the same day',
          source: sheets,
        }),
        option('signs', 'graft-out', 'Grains of the graft or a membrane show', {
          onlyIf: [{ traits: ['graft', 'sinus'] }],
          raises: [{ tier: 'S' }],
          why: 'about one ridge in six has trouble between week 1 and month 6',
          source: 'Lim 2018 (JOMI)',
        }),
        option('signs', 'nose', 'Grains or fluid come out of my nose, or air passes between nose and mouth', {
          onlyIf: [{ traits: ['sinus'] }],
          raises: [{ tier: 'S' }],
          why: 'the sinus may be open',
          source: 'sinus-lift sheets (innovativeoralsurgery.com, jawdocs.org)',
        }),
        option('signs', 'none', 'None of these'),
      ],
    },
    { kind: 'yes-no', id: 'call', label: label('call', 'Shall we call you?'), required: true, role: 'call' },
    {
      kind: 'text',
      id: 'words',
      label: label('words', 'Anything else? A person reads this.'),
      required: false,
      joins: 'call',
    },
  ],
  rules: [],
};
