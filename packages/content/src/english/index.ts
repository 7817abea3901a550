// The English words of the standard protocol.
import type { Language } from '../words.js';
import { answers } from './answers.js';
import { checks } from './checks.js';
import { day0 } from './day-0.js';
import { education } from './education.js';
import { frames, months } from './frames.js';
import { prompts } from './prompts.js';
import { reactivation } from './reactivation.js';

export const english: Language = {
  tag: 'en',
  version: 1,
  months,
  or: ', or ',
  frames,
  texts: { ...day0, ...checks, ...education, ...prompts, ...reactivation, ...answers },
};
