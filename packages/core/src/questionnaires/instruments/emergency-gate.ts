// The red-flag gate that opens every check. Data only. Rule owned: what counts as an emergency; any of these ends the
// check and shows the emergency text. Needs a clinician's review before use.
import type { Item, Option } from '../instrument.js';

const sheets = 'post-operative sheets of oral surgeons (ossimdocs.com, bergenoralsurgery.com)';
const urgentCare = 'urgent-care review of dental infections (jucm.com)';

const flag = (id: string, en: string, why: string, source: string): Option => ({
  id,
  label: { key: `gate/${id}`, text: { en } },
  raises: [{ tier: 'E' }],
  why,
  source,
});

export const emergencyGate: Item = {
  kind: 'red-flags',
  id: 'red-flags',
  label: { key: 'gate/question', text: { en: 'Is any of this happening right now?' } },
  required: true,
  options: [
    flag('breathing', 'It is hard to breathe', 'the airway comes first', urgentCare),
    flag('swallowing', 'I cannot swallow my spit, or I drool', 'a deep neck infection closes the throat', urgentCare),
    flag(
      'airway-swelling',
      'My tongue, my neck or the floor of my mouth is swelling, or an eye is swelling shut',
      'swelling there spreads to the airway or the eye socket',
      urgentCare,
    ),
    flag(
      'allergy',
      'Hives or swollen lips, and I feel faint or breathe badly',
      'two organs at once: a severe allergic reaction',
      sheets,
    ),
    flag(
      'bleeding',
      'Blood fills my mouth after 30 minutes of firm pressure, or I bleed and feel faint',
      '30 minutes of pressure stop ordinary bleeding',
      sheets,
    ),
    flag('very-ill', 'I feel confused, faint or very ill', 'an infection may have reached the blood', urgentCare),
    { id: 'none', label: { key: 'gate/none', text: { en: 'None of these' } } },
  ],
};
