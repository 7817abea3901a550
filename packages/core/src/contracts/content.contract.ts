// The promises of a Content. In: the content, what it has words for, and words that tell something clinical. Rule owned:
// a message never says more than its road allows, and never shows a slot instead of what belongs there.
import type { Content, ContentRequest, Rendered } from '../ports/content.js';
import { equal, holds, settled } from './assert.js';
import type { Contract } from './contract.js';

export interface ContentUnderTest {
  readonly content: Content;
  /** Every template with its channels, with all the values it may ask for. */
  readonly requests: readonly ContentRequest[];
  /** Words that must not be read below level L2, such as `implant`. */
  readonly clinicalWords: readonly string[];
}

export const contentContract: Contract<ContentUnderTest> = [
  {
    name: 'has words for what it says it has, and names their language',
    async run(under) {
      holds(under.requests.length > 0, 'there is something it has words for');
      for (const { request, rendered } of renderedAll(under)) {
        holds(rendered.body.trim() !== '', `${nameOf(request)} has a text`);
        holds(/^[a-z]{2,3}(-|$)/.test(rendered.language), `${nameOf(request)} names its language`);
      }
    },
  },
  {
    name: 'gives the same words for the same request',
    async run(under) {
      equal(renderedAll(under), renderedAll(under), 'what is rendered again');
    },
  },
  {
    name: 'leaves no slot open',
    async run(under) {
      for (const { request, rendered } of renderedAll(under))
        holds(!/[{}]|\b(undefined|null|NaN)\b/.test(textOf(rendered)), `every slot of ${nameOf(request)} is filled`);
    },
  },
  {
    name: 'tells nothing clinical below L2',
    async run(under) {
      for (const level of ['L0', 'L1'] as const)
        for (const { request, rendered } of renderedAll(under, { level })) {
          const text = textOf(rendered).toLowerCase();
          const told = under.clinicalWords.filter((word) => text.includes(word.toLowerCase()));
          equal(told, [], `what ${nameOf(request)} tells at ${level}`);
        }
    },
  },
  {
    name: 'falls back to a language it has',
    async run(under) {
      for (const language of [null, 'tlh'])
        for (const { rendered } of renderedAll(under, { language }))
          holds(rendered.language !== 'tlh', 'words in another language than asked say which');
    },
  },
  {
    name: 'says which version its words are, the same for the same words',
    async run(under) {
      const again = renderedAll(under);
      for (const [index, { rendered }] of renderedAll(under).entries()) {
        holds(/\S/.test(rendered.version), 'the words name a version');
        equal(rendered.version, again[index]?.rendered.version, 'the version of the same words');
      }
    },
  },
  {
    name: 'gives null, without throwing, for a template it does not know',
    async run({ content, requests: [request] }) {
      if (request === undefined) return;
      const unknown = { ...request, templates: ['no-such-template'] };
      equal(await settled(async () => content.render(unknown), 'render'), null, 'an unknown template');
    },
  },
];

/** Everything rendered; a request without words breaks the promise of the list. */
function renderedAll({ content, requests }: ContentUnderTest, other: Partial<ContentRequest> = {}) {
  return requests.map((one): { request: ContentRequest; rendered: Rendered } => {
    const request = { ...one, ...other };
    const rendered = content.render(request);
    holds(rendered !== null, `there are words for ${nameOf(request)}`);
    return { request, rendered };
  });
}

const nameOf = ({ templates, channel }: ContentRequest) => `${templates.join(' + ')} by ${channel}`;
const textOf = ({ subject, body }: Rendered) => `${subject ?? ''} ${body}`;
