import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TriageContext, triageReply } from './triage.js';
import { deniers, optOutKeywords } from './words.js';

const read = (text: string, context: Partial<TriageContext> = {}) =>
  triageReply(text, { openQuestion: null, daysSinceEvent: 5, visitWithinDays: null, ...context });

describe('stopping', () => {
  it.each(optOutKeywords)('%s alone stops and needs no person, however it is typed', (keyword) => {
    for (const text of [keyword, keyword.toUpperCase(), ` "${keyword}!" `, keyword.split('').join('\u200b')])
      expect(read(text)).toMatchObject({ optOut: true, toHuman: false, tier: null });
  });

  it.each([
    'Please stop texting me',
    'no more messages please',
    'Take me off your list',
    'dejen de escribirme',
    'no me manden más mensajes',
    'I withdraw my consent to these',
    'no stop texting me',
    'STOP. I never asked you to put me back',
    'ЅТОР',
    'stop 🙏',
  ])('"%s" stops, and a person reads it', (text) => {
    expect(read(text)).toMatchObject({ optOut: true, optIn: false, toHuman: true });
  });

  it.each(['the pain will not stop', 'please do not stop the reminders', 'I did not mean to unsubscribe', 'weekend'])(
    '"%s" stops nothing',
    (text) => {
      expect(read(text).optOut).toBe(false);
    },
  );

  it('a stop never hides a flag', () => {
    expect(read('stop texting me, I cannot breathe')).toMatchObject({ optOut: true, tier: 'E', toHuman: true });
  });

  it.each<[string, number | null | 'unknown', boolean]>([
    ['CANCEL', 13, true],
    ['CANCEL', 14, true],
    ['CANCEL', 15, false],
    ['CANCELAR', 1, true],
    ['Cancel 😞', 1, true],
    ['CANCEL', null, false],
    ['CANCEL', 'unknown', true],
    ['STOP', 1, false],
  ])('%s with a visit in %s days', (text, days, doubt) => {
    const context = days === 'unknown' ? {} : { visitWithinDays: days };
    expect(triageReply(text, { openQuestion: null, ...context })).toMatchObject({
      optOut: true,
      mayMeanCancelVisit: doubt,
      toHuman: doubt || text.includes('😞'),
    });
  });
});

describe('coming back', () => {
  it.each(['START', 'unstop'])('%s alone takes the stop back', (text) => {
    expect(read(text)).toMatchObject({ optIn: true, optOut: false, toHuman: false });
  });

  it('a bare yes does so only while nothing is asked', () => {
    expect(read('yes')).toMatchObject({ optIn: true, wantsCall: false });
    expect(read('yes', { openQuestion: 'reactivation' })).toMatchObject({
      optIn: false,
      wantsCall: false,
      toHuman: true,
    });
    expect(read('sí', { openQuestion: 'call-me-yes-no' })).toMatchObject({ optIn: false, wantsCall: true, tier: 'R' });
  });

  it('a sentence does so too, and a person reads it', () => {
    expect(read('please sign me back up')).toMatchObject({ optIn: true, toHuman: true });
  });
});

describe('somebody else', () => {
  it.each(['you have the wrong number', 'número equivocado', 'I am not your patient'])('"%s"', (text) => {
    expect(read(text)).toMatchObject({ wrongNumber: true, optOut: false, toHuman: true });
  });

  it.each(['my husband passed away in May', 'mi mamá falleció', 'she is no longer with us', 'Mr. Lee passed away'])(
    '"%s"',
    (text) => {
      expect(read(text)).toMatchObject({ deceased: true, toHuman: true });
    },
  );

  it.each(['my phone died', 'my uncle passed away, I am away until Monday', 'me muero de hambre'])(
    '"%s" is no word of the patient\'s death',
    (text) => {
      expect(read(text).deceased).toBe(false);
    },
  );
});

describe('answers to the open question', () => {
  it.each([
    ['4', 4, null, false],
    ['cuatro', 4, null, false],
    ['2', 2, 'S', true],
    ['3', 3, null, false],
    ['4 thank you', 4, null, true],
    ['5, but my lip is numb', 5, 'U', true],
    ['8', null, 'S', true],
  ])('comfort "%s"', (text, comfort, tier, toHuman) => {
    expect(read(text, { openQuestion: 'comfort-1-5' })).toMatchObject({ comfort, tier, toHuman });
  });

  it.each([
    ['yes please', true, 'R', true],
    ['ok', true, 'R', true],
    ['no', false, null, false],
    ['Nope.', false, null, false],
    ['no thank you', false, null, true],
    ['please do not call', false, null, true],
  ])('a call "%s"', (text, wantsCall, tier, toHuman) => {
    expect(read(text, { openQuestion: 'call-me-yes-no' })).toMatchObject({ wantsCall, tier, toHuman });
  });

  it('a call can be asked for at any time', () => {
    expect(read('can somebody call me back')).toMatchObject({ wantsCall: true, tier: 'R' });
    expect(read('llámenme mañana')).toMatchObject({ wantsCall: true, tier: 'R' });
  });
});

describe('visits', () => {
  it.each(['I need to cancel my appointment', "can't make it on Friday", 'quiero cambiar mi cita'])('"%s"', (text) => {
    expect(read(text)).toMatchObject({ mayMeanCancelVisit: true, optOut: false, toHuman: true });
  });

  it.each(['running late, dont cancel me', 'see you on Friday'])('"%s" keeps the visit', (text) => {
    expect(read(text).mayMeanCancelVisit).toBe(false);
  });
});

describe('a person reads', () => {
  it.each(['', '  ', '👍', 'thanks', 'ok thanks', 'Liked “How is your comfort today?”', 'HELP!'])('"%s"', (text) => {
    expect(read(text).toHuman).toBe(true);
  });

  it.each(['help', 'INFO', 'Ayuda'])('not the bare keyword %s', (text) => {
    expect(read(text)).toMatchObject({ help: true, toHuman: false });
  });

  it('a reaction repeats our words and raises nothing; the same words of a patient do', () => {
    expect(read('Liked “Call us if you cannot swallow.”').tier).toBeNull();
    expect(read('I liked how you said “call us”, I cannot swallow').tier).toBe('E');
  });

  it('whatever has a tier, a doubt about a visit, a death or a wrong number', () => {
    const part = fc.constantFrom(
      '4',
      'stop',
      'no',
      ...deniers,
      'numb',
      'cancel my visit',
      'wrong number',
      'he died',
      '🩸',
      ',',
    );
    const question = fc.constantFrom('comfort-1-5', 'reactivation', 'call-me-yes-no', null);
    const law = fc.property(fc.array(part, { maxLength: 5 }), question, (parts, openQuestion) => {
      const result = read(parts.join(' '), { openQuestion });
      const needsOne =
        result.tier !== null || result.mayMeanCancelVisit || result.deceased || result.wrongNumber || result.wantsCall;
      if (needsOne) expect(result.toHuman).toBe(true);
      if (result.wantsCall) expect(result.tier).not.toBeNull();
      if (openQuestion !== 'comfort-1-5') expect(result.comfort).toBeNull();
      expect(result.optIn && result.optOut).toBe(false);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  it('nothing of what was written is repeated', () => {
    expect(JSON.stringify(read('my name is Quentin and my lip is numb'))).not.toMatch(/quentin|name/i);
  });
});
