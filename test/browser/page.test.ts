import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Result } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgePlan, ROOT } from '../helpers/binary.ts';
import { chromiumPath, launch } from './chromium.ts';

/**
 * The page as readers meet it: in Chromium, on a phone, a laptop and paper, light and dark. EDGE_PLAN_SCREENSHOTS=folder
 * keeps a picture of each, for eyes.
 */
const AXE = createRequire(import.meta.url).resolve('axe-core');
const PICTURES = process.env.EDGE_PLAN_SCREENSHOTS;

const SIZES = {
  phone: { width: 360, height: 780 },
  laptop: { width: 1366, height: 768 },
  print: { width: 794, height: 1123 },
} as const;
const SCHEMES = ['light', 'dark'] as const;

/** Asked in the page. */
const WIDTHS = '[document.documentElement.scrollWidth, window.innerWidth]';
const UNFOLD = 'for (const one of document.querySelectorAll("details")) one.open = true';

/** Pages by name, each the output of one command. */
const PAGES = {
  shipped: { words: ['report'], cwd: ROOT },
  broken: { words: ['gate', 'site.yaml', '--policy', 'knapsack-worst'], cwd: join(import.meta.dirname, 'hostile') },
  compared: { words: ['compare', 'scenarios/edgetpu.yaml', '--requests', '200'], cwd: ROOT },
  unstable: { words: ['report', 'unstable.yaml'], cwd: join(import.meta.dirname, 'hostile') },
  small: { words: ['report', 'scenarios/jetson-placed.yaml', '--verify'], cwd: ROOT },
} as const;

const views = Object.keys(PAGES).flatMap((page) =>
  (Object.keys(SIZES) as (keyof typeof SIZES)[]).flatMap((size) =>
    (size === 'print' ? (['light'] as const) : SCHEMES).map((scheme) => ({ page, size, scheme })),
  ),
);

/** ms; a browser on a loaded machine is slow. */
const MOST_TIME = 120_000;

const path = chromiumPath();
if (path === null) {
  console.warn('\nSKIPPED: no Chromium is installed, so nobody looked at the page of "edge-plan report" in a browser.');
  console.warn(
    'Install one (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/chrome npm run test:browser\n',
  );
}

describe.runIf(path !== null)('the page in Chromium', { timeout: MOST_TIME }, () => {
  let folder = '';
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'edge-plan-browser-'));
    for (const [name, { words, cwd }] of Object.entries(PAGES)) {
      const { status, stderr } = edgePlan([...words, '--html', join(folder, `${name}.html`)], { cwd });
      if (status !== 0 && status !== 1) throw new Error(stderr);
    }
    if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
    browser = await launch(path as string);
  }, MOST_TIME);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Seen {
    readonly page: Page;
    /** Console messages, errors and requests beyond the document itself. */
    readonly complaints: string[];
  }

  async function open(name: string, options: BrowserContextOptions, isPrint = false): Promise<Seen> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== url) complaints.push(`request of ${request.url()}`);
    });
    if (isPrint) await page.emulateMedia({ media: 'print' });
    await page.goto(url);
    return { page, complaints };
  }

  it.each(views)(
    '$page at the size of a $size in $scheme has no error, no scrolling sideways, no violation',
    async (view) => {
      const { page: name, size, scheme } = view;
      const viewport = SIZES[size];
      // The policy of the page forbids scripts, so the checker is let in past it; what the page itself does is watched
      // in the test after this one, under its policy.
      const options = { viewport, colorScheme: scheme, bypassCSP: true } as const;
      const { page, complaints } = await open(name, options, size === 'print');
      await page.evaluate(UNFOLD);
      const [content, window] = (await page.evaluate(WIDTHS)) as [number, number];
      expect(content).toBeLessThanOrEqual(window);
      if (PICTURES !== undefined) {
        await page.screenshot({ path: join(PICTURES, `${name}-${size}-${scheme}.png`), fullPage: true });
      }
      await page.addScriptTag({ path: AXE });
      const violations = (await page.evaluate('axe.run().then((result) => result.violations)')) as Result[];
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(Object.keys(PAGES))(
    '%s says nothing on the console and asks for nothing under its own policy',
    async (name) => {
      const { page, complaints } = await open(name, { viewport: SIZES.laptop });
      await page.waitForTimeout(200);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(Object.keys(PAGES))('%s needs no script', async (name) => {
    const { page } = await open(name, { viewport: SIZES.laptop, javaScriptEnabled: false });
    expect(await page.locator('h1').innerText()).toBe('Capacity report');
    expect(await page.locator('.verdict').first().isVisible()).toBe(true);
    await page.context().close();
  });

  it('can be walked with the keyboard: the skip link first, then the contents, then what folds', async () => {
    const { page } = await open('shipped', { viewport: SIZES.laptop });
    const focused = () => page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the verdict');
    expect(await page.locator('.skip').boundingBox()).toMatchObject({ x: 0, y: 0 });
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#verdict');
    const summary = page.locator('summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details').first().locator('table').isVisible()).toBe(true);
    await page.context().close();
  });

  it('is dark for those who want it dark, and white on paper', async () => {
    const ground = async ({ page }: Seen) => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground(await open('shipped', { colorScheme: 'light' }))).toBe('rgb(255, 255, 255)');
    expect(await ground(await open('shipped', { colorScheme: 'dark' }))).toBe('rgb(20, 23, 27)');
    expect(await ground(await open('shipped', { colorScheme: 'dark' }, true))).toBe('rgb(255, 255, 255)');
  });

  it('prints on a few pages', async () => {
    const { page } = await open('shipped', {});
    const pdf = await page.pdf({ format: 'A4' });
    if (PICTURES !== undefined) writeFileSync(join(PICTURES, 'shipped.pdf'), pdf);
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(12);
    await page.context().close();
  });
});
