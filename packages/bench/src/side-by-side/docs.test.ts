import { expect, it } from 'vitest';
import { between } from './docs.js';

const page = 'Before.\n\n<!-- bench: goals -->\n\nold\n\n<!-- bench: end of goals -->\n\nAfter.\n';

it('changes a page between its markers alone, and twice as once', () => {
  const written = between(page, 'goals', 'new');
  expect(written).toBe(page.replace('old', 'new'));
  expect(between(written, 'goals', 'new')).toBe(written);
});

it('refuses a page without them', () => {
  expect(() => between(page, 'ratios', 'new')).toThrow('no markers for ratios');
});
