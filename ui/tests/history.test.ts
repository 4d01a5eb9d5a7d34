import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import type { ReplayOptions } from '../src/bridge/replay';
import { texts } from '../src/text';
import { button, open, openResult, plain } from './page';

const headline = () => page.getByRole('heading', { level: 1 });

async function openHistory(options: ReplayOptions = {}) {
  const opened = await open({ past: true, ...options });
  await button(opened.lang, 'history').click();
  await expect.element(headline()).toHaveTextContent(texts[opened.lang].historyTitle);
  return opened;
}

test.for(['fr', 'en'] as const)(
  'past runs are listed with their trends and hours, and two are compared: %s',
  async (lang) => {
    const recorded = { fr, en }[lang];
    await openHistory({ lang });
    await expect.element(headline()).toHaveFocus();
    await expect.element(page.getByText(plain(recorded.history.hours))).toBeVisible();
    await expect.element(page.getByText(plain(recorded.history.damaged))).toBeVisible();
    const trends = page.getByRole('img').elements();
    expect(trends.map((one) => one.getAttribute('aria-label'))).toEqual(
      recorded.history.trends.map((trend) => trend.alternative),
    );
    await page.getByRole('checkbox').first().click();
    await page.getByRole('checkbox').nth(1).click();
    await button(lang, 'compare').click();
    await expect.element(page.getByRole('dialog', { name: texts[lang].compareTitle })).toBeVisible();
  },
);

test('a past run is shown as one of this computer, and leads back to the list', async () => {
  await openHistory();
  await page.getByRole('button', { name: plain(`${texts.fr.showRun} ${fr.history.runs[0]!.moment}`) }).click();
  await expect.element(page.getByRole('complementary', { name: plain(fr.past.banner) })).toBeVisible();
  expect(page.getByText(fr.opened.banner).elements()).toHaveLength(0);
  await button('fr', 'backToHistory').click();
  await expect.element(headline()).toHaveTextContent(texts.fr.historyTitle);
});

test('two runs are compared, of three chosen the last two, and one alone is not', async () => {
  const { replay } = await openHistory();
  await expect.element(button('fr', 'compare')).toBeDisabled();
  for (const place of [0, 2, 3]) await page.getByRole('checkbox').nth(place).click();
  await button('fr', 'compare').click();
  expect(replay.compared).toEqual([[fr.history.runs[2]!.id, fr.history.runs[3]!.id]]);
  await expect.element(page.getByText(plain(fr.comparison.changes[0]!))).toBeVisible();
  await button('fr', 'close').click();
  expect(page.getByRole('dialog').elements()).toHaveLength(0);
});

test('erasing asks first, and then nothing is left', async () => {
  await openHistory();
  await button('fr', 'eraseAll').click();
  await button('fr', 'cancel').click();
  await expect.element(page.getByRole('checkbox').first()).toBeVisible();
  await button('fr', 'eraseAll').click();
  await button('fr', 'erase').click();
  await expect.element(page.getByText(plain(texts.fr.historyEmpty))).toBeVisible();
  expect(page.getByRole('checkbox').elements()).toHaveLength(0);
});

test('what cannot be erased is told and stays in the list', async () => {
  await openHistory({ fails: 'erase' });
  await button('fr', 'eraseAll').click();
  await button('fr', 'erase').click();
  await expect.element(page.getByRole('alert')).toBeVisible();
  await expect.element(page.getByRole('checkbox').first()).toBeVisible();
});

test('a result leads to the past runs, and another language words them anew', async () => {
  await openResult({ past: true });
  await button('fr', 'history').click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByText(plain(en.history.hours))).toBeVisible();
});
