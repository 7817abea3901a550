// The checks, in English: days 1, 3 and 14, and the light check of each month. Source: docs/protocols.md, healing facts
// by day. The question is that of the healing check, so that one number is an answer.
import type { Texts } from '../words.js';
import { byMilestone, oneOrMore, onlyFor } from './by-milestone.js';
import * as callIf from './call-if.js';

const askInShort = 'How comfortable are you today? Reply 1 (very uncomfortable) to 5 (comfortable).';
const ask =
  'How comfortable are you today? Please reply with one number from 1 to 5. 1 is very uncomfortable, 5 is comfortable.';
const weRead = 'We read each answer.';
const emergency = onlyFor(['surgery'], 'Call 911 if it is hard to breathe or swallow.');

interface Check {
  readonly subject: string;
  readonly short: string;
  readonly long: string;
  /** Reasons to call in an email, and the few a text has room for. */
  readonly reasons: readonly string[];
  readonly few: readonly string[];
}

const checkOf = ({ subject, short, long, reasons, few }: Check) => ({
  sms: {
    L0: { asks: askInShort, callIf: ['you are worried'] },
    L2: { says: short, asks: askInShort, callIf: few, givesAfterHours: true },
  },
  email: {
    L0: {
      subject: 'A short question from {{ practice }}',
      says: `We would like to know how you are. ${weRead}`,
      asks: ask,
      callIf: [callIf.worries],
    },
    L2: { subject, says: `${long} ${emergency}\n\n${weRead}`, asks: ask, callIf: reasons, givesAfterHours: true },
  },
});

const { numb, bleeds, slowBleeding, jawTight, fever, fluids, pus, grows } = callIf;
const { graftLost, membrane, nose, archTrouble, loose, highBite } = callIf;
const parts = [nose, archTrouble, loose];
const feeling = 'Your lip, chin and tongue should have their feeling back by now.';
const rinse = 'You can now rinse gently with salt water. Swelling peaks on day 2 or 3, then goes down.';
const lookAtPain = 'Pain that starts now needs a look, so please tell us.';

const day1 = checkOf({
  subject: 'How are you the day after?',
  short: onlyFor(['surgery', 'lower-jaw'], feeling),
  long: `${onlyFor(['surgery', 'lower-jaw'], `${feeling} If they are still numb, call us now, at any hour.`)}\n\n${byMilestone(
    {
      extraction: rinse,
      graft: rinse,
      placement: 'You may be most sore today. That should ease from tomorrow on.',
      secondStage: 'The spot may be sore today.',
      final: 'It may feel tight or tender today.',
      other: '',
    },
  )}`,
  reasons: [numb, slowBleeding, jawTight, fluids, graftLost, ...parts],
  few: [numb, slowBleeding],
});

const day3 = checkOf({
  subject: 'How are you on day 3?',
  short: byMilestone({
    extraction: 'From today on, swelling should go down.',
    graft: 'From today on, swelling should go down.',
    placement: 'By today, pain should be mostly gone.',
    secondStage: 'By today, the spot should be much less sore.',
    other: '',
  }),
  long: `It is day 3. ${byMilestone({
    extraction: `Swelling peaks about now, and should go down from here. ${lookAtPain}`,
    graft: `Swelling and bruises peak about now, and should go down from here. ${lookAtPain}`,
    placement: 'Pain should be mostly gone by now. Swelling should be gone on day 5.',
    secondStage: 'The spot should be much less sore by now.',
    abutment: 'It should no longer feel tight or tender.',
    final: `The gum around your new ${oneOrMore('tooth', 'teeth')} should be calm by now. A bite that feels too high needs a visit, so please tell us.`,
    other: '',
  })} ${onlyFor(['arch'], 'After work on a whole jaw, bruises and swelling may take longer.')}`,
  reasons: [numb, bleeds, jawTight, grows, fever, pus, graftLost, ...parts, highBite],
  few: [grows, fever, loose],
});

const day14 = checkOf({
  subject: 'How are you after two weeks?',
  short: onlyFor(['implant'], 'No pain is expected by now.'),
  long: `It is two weeks since your visit. ${onlyFor(['graft'], 'The gum over a graft takes 2 to 6 weeks to close. Do not pull on the cover.')} ${onlyFor(['implant'], 'No pain is expected by now.')}`,
  reasons: [numb, grows, fever, pus, membrane, ...parts],
  few: [grows, fever, loose],
});

const monthly = checkOf({
  subject: 'Your short monthly check',
  short: onlyFor(['implant'], 'Does anything move or feel loose? Please tell us.'),
  long: `This is your short monthly check. ${onlyFor(['implant'], 'Does anything move or feel loose? Please tell us. You should feel nothing new there.')} ${onlyFor(['graft'], 'If you can see the graft or its cover, please tell us.')}`,
  reasons: [grows, fever, pus, membrane, ...parts],
  few: [grows, fever, loose],
});

/** A lip or chin still numb on the morning after must be seen that day: the neutral words say it too. */
const day1Neutral = { callIf: [callIf.anythingNumb, callIf.worries], givesAfterHours: true };

export const checks: Texts = {
  'day-1-check': {
    sms: { ...day1.sms, L0: { asks: askInShort, ...day1Neutral } },
    email: {
      ...day1.email,
      L0: { subject: 'A short question from {{ practice }}', says: weRead, asks: ask, ...day1Neutral },
    },
  },
  'day-3-check': day3,
  'day-14-check': day14,
  'monthly-check': monthly,
};
