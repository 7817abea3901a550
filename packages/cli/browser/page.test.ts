/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
// The page in a real browser: it reads well, holds what the report holds, and passes an accessibility audit.
import { fileURLToPath } from 'node:url';
import { backtest, readPractice, renderPage } from '@implant-journey/cli';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../scripts/chromium.js';

const folder = fileURLToPath(new URL('../../../examples/dry-run/practice', import.meta.url));

describe.skipIf(chromiumPath === undefined)('the page of a back-test', () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  beforeAll(async () => {
    const { facts, name, rules, settings } = await readPractice(folder, '2026-11-20T00:00:00Z');
    const html = renderPage(backtest(facts, { practice: name, asOf: '2026-11-20', rules, settings }), 0);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('request', (request) => requests.push(request.url()));
    await page.setContent(html);
  }, 60_000);
  afterAll(() => browser?.close());

  it('shows the practice at a glance and every case once', async () => {
    expect(await page.locator('.tiles dd:not(.more)').allTextContents()).toEqual([
      '16',
      '4',
      '3',
      expect.stringMatching(/^\$[\d,]+$/),
    ]);
    expect(await page.locator('figure svg').count()).toBe(3);
    expect(await page.locator('section.case').count()).toBe(16);
    expect(await page.locator('tbody tr').count()).toBe(3);
  });

  it('leads from a stalled patient to the timeline', async () => {
    await page.locator('tbody a').first().click();
    expect(await page.locator('article:target section.case').count()).toBeGreaterThan(0);
  });

  it('asks the network for nothing', () => {
    expect(requests).toEqual([]);
  });

  it('never scrolls sideways, also on a telephone', async () => {
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('sets no label on another', async () => {
    const collisions = await page.evaluate(() =>
      [...document.querySelectorAll('.lane')].reduce((sum, lane) => {
        const boxes = [...lane.querySelectorAll('.label')].map((label) => label.getBoundingClientRect());
        const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const));
        return (
          sum +
          pairs.filter(([a, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2)
            .length
        );
      }, 0),
    );
    expect(collisions).toBe(0);
  });

  it('has no accessibility violation', async () => {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }).axe.run(),
    );
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
