import decodeQr from 'qr/decode.js';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import type { Ending } from '../src/bridge/replay';
import type { Lang, Theme } from '../src/generated';
import { openResult } from './page';

const recorded = { fr, en };
const seen: [Lang, Theme, Ending][] = [
  ['fr', 'light', 'weak_link'],
  ['fr', 'dark', 'nothing_abnormal'],
  ['en', 'light', 'cannot_tell'],
  ['en', 'dark', 'cut'],
];

/** What a camera sees of the page. */
async function photograph(of: Element): Promise<ImageData> {
  const png = await page.elementLocator(of).screenshot({ save: false, base64: true });
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  canvas.drawImage(bitmap, 0, 0);
  return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
}

test.for(seen)('a camera reads the code that stands beside its picture: %s, %s, %s', async ([lang, theme, ending]) => {
  await openResult({ lang, settings: { theme }, ending });
  const { spoken } = recorded[lang].views[ending];
  const picture = page.getByRole('img', { name: spoken.qr_label });
  const beside = page.getByRole('region', { name: spoken.heading }).getByText(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  await expect.element(beside).toHaveTextContent(spoken.code);
  expect(decodeQr(await photograph(picture.element()))).toBe(beside.element().textContent.replaceAll('-', ''));
});
