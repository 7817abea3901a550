import { describe } from 'vitest';
import { type ContentUnderTest, contentContract } from '../../src/contracts/index.js';
import type { Content, ContentRequest, Rendered } from '../../src/ports/content.js';
import { itCatches, itHolds } from './holds.js';

const request: ContentRequest = {
  templates: ['day-0'],
  channel: 'sms',
  level: 'L2',
  language: 'en',
  values: { name: 'Robin' },
  traits: [],
};

const plain: Content = {
  render: ({ templates, level, values }) =>
    templates[0] === 'day-0'
      ? {
          subject: null,
          language: 'en',
          version: 'en 1',
          body: `Hi ${values.name}, ${level === 'L2' ? 'your implant is in' : 'please call us'}`,
        }
      : null,
};

const under = (content: Content): ContentUnderTest => ({ content, requests: [request], clinicalWords: ['Implant'] });
/** The plain content with what it renders altered. */
const broken = (alter: (rendered: Rendered, request: ContentRequest) => Rendered | null) => () =>
  under({
    render: (asked) => {
      const rendered = plain.render(asked);
      return rendered && alter(rendered, asked);
    },
  });

describe('Content contract on a few words', () => {
  itHolds(contentContract, () => under(plain));
  itCatches(contentContract, {
    'has words for what it says it has, and names their language': {
      'has none': broken(() => null),
      'gives an empty text': broken((rendered) => ({ ...rendered, body: ' ' })),
      'names no language': broken((rendered) => ({ ...rendered, language: '' })),
      'lists nothing': () => ({ ...under(plain), requests: [] }),
    },
    'gives the same words for the same request': {
      counts: (() => {
        let count = 0;
        return broken((rendered) => ({ ...rendered, body: `${rendered.body} ${++count}` }));
      })(),
    },
    'leaves no slot open': {
      'shows the slot': broken((rendered) => ({ ...rendered, body: `${rendered.body} {{ phone }}` })),
      'shows that nothing was there': broken((rendered) => ({ ...rendered, subject: 'Call undefined' })),
    },
    'tells nothing clinical below L2': {
      'has one text for all': broken((_rendered, asked) => plain.render({ ...asked, level: 'L2' })),
      'tells it in the subject': broken((rendered) => ({ ...rendered, subject: 'Your implant' })),
    },
    'falls back to a language it has': {
      'has words in its own language only': broken((rendered, { language }) => (language === 'en' ? rendered : null)),
      'claims to speak every language': broken((rendered, { language }) => ({
        ...rendered,
        language: language ?? 'en',
      })),
    },
    'says which version its words are, the same for the same words': {
      'says none': broken((rendered) => ({ ...rendered, version: '' })),
      'says another each time': (() => {
        let count = 0;
        return broken((rendered) => ({ ...rendered, version: `en ${++count}` }));
      })(),
    },
    'gives null, without throwing, for a template it does not know': {
      throws: () =>
        under({
          render(asked) {
            const rendered = plain.render(asked);
            if (rendered === null) throw new Error('no such template');
            return rendered;
          },
        }),
      'gives an empty text': () =>
        under({
          render: (asked) => plain.render(asked) ?? { subject: null, body: '', language: 'en', version: 'en 1' },
        }),
    },
  });
});
