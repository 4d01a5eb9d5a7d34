// The exported HTML page as a reader's browser shows and prints it. The page forbids scripts; the browser's own tools look at it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright';
import decodeQr from 'qr/decode.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const languages = [
  ['fr', fr.documents.html, fr.views.weak_link.spoken],
  ['en', en.documents.html, en.views.weak_link.spoken],
] as const;

/** What an A4 page has between the margins of the report, in CSS pixels (96 an inch). */
const A4 = { width: Math.floor((186 / 25.4) * 96), height: Math.floor((272 / 25.4) * 96) };

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ ...(system ? { executablePath: system } : {}), args: ['--no-sandbox'] });
});
afterAll(() => browser.close());

async function show(
  html: string,
  colorScheme: 'light' | 'dark',
  viewport = { width: 1366, height: 768 },
): Promise<Page> {
  const page = await browser.newPage({ colorScheme, viewport });
  await page.setContent(html);
  return page;
}

/** The pixels of a picture, read by a page of its own: that of the report runs no script. */
async function pixels(png: Buffer) {
  const page = await browser.newPage();
  const read = await page.evaluate(
    async (source) => {
      const bitmap = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      canvas.drawImage(bitmap, 0, 0);
      const { width, height, data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width, height, data: [...data] };
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  await page.close();
  return { ...read, data: Uint8ClampedArray.from(read.data) };
}

for (const [lang, html, spoken] of languages) {
  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing in the report (${lang}, ${theme})`, async () => {
      const page = await show(html, theme);
      await page.evaluate(axe);
      const violations: string[] = await page.evaluate(async () => {
        const found = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document);
        return found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`);
      });
      expect(violations).toEqual([]);
      await page.close();
    });
  }

  test(`a camera reads the code from the report, on the screen and on paper (${lang})`, async () => {
    const page = await show(html, 'dark');
    expect(await page.getByText(spoken.code, { exact: true }).count()).toBeGreaterThan(0);
    for (const media of ['screen', 'print'] as const) {
      await page.emulateMedia({ media });
      const picture = await page.getByRole('img', { name: spoken.qr_label }).screenshot();
      expect(decodeQr(await pixels(picture)), media).toBe(spoken.code.replaceAll('-', ''));
    }
    await page.close();
  });

  test(`the keyboard sees where it is in the report (${lang})`, async () => {
    const page = await show(html, 'light');
    const stops = page.locator('summary:visible, a[href]:visible, [tabindex="0"]:visible');
    for (let at = 0; at < (await stops.count()); at += 1) {
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
      expect(ring).not.toBe('none');
    }
    await page.close();
  });

  test(`the first printed page holds verdict, chain, uses and computer, and nothing is cut (${lang})`, async () => {
    const page = await show(html, 'light', A4);
    await page.emulateMedia({ media: 'print' });
    const first = await page.locator('.first').boundingBox();
    expect(first!.height).toBeLessThanOrEqual(A4.height);
    for (const part of ['.verdict', '.chain', '.uses', '.card']) {
      expect(await page.locator(`.first ${part}`).count(), part).toBeGreaterThan(0);
    }
    const wide: string[] = await page.evaluate(
      (width) =>
        [...document.querySelectorAll('body *')]
          .filter((element) => element.getBoundingClientRect().right > width + 1)
          .map((element) => element.outerHTML.slice(0, 80)),
      A4.width,
    );
    expect(wide).toEqual([]);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) => box.slice(1).map(Number));
    expect(sizes.length).toBeGreaterThan(1);
    for (const [width, height] of sizes) {
      expect(width).toBeCloseTo(595, -1);
      expect(height).toBeCloseTo(842, -1);
    }
    await page.close();
  });

  test(`a narrow screen needs no sideways scrolling of the page (${lang})`, async () => {
    const page = await show(html, 'light', { width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await page.close();
  });
}
