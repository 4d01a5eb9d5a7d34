import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import { texts } from '../src/text';
import { button, drag, open, openResult, plain } from './page';

const headline = () => page.getByRole('heading', { level: 1 });
const banner = () => page.getByRole('complementary', { name: fr.opened.banner });

test('a chosen report is shown as a result and marked all along as one from a file', async () => {
  await open();
  await button('fr', 'openReport').click();
  await expect.element(headline()).toHaveTextContent(plain(fr.views.weak_link.verdict.headline));
  await expect.element(headline()).toHaveFocus();
  await expect.element(banner()).toBeVisible();
  await expect.element(button('fr', 'checkHere')).toBeVisible();
  window.scrollTo(0, document.body.scrollHeight);
  await expect.element(banner()).toBeInViewport({ ratio: 0.99 });
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByText(en.opened.banner)).toBeVisible();
  await button('en', 'closeReport').click();
  await expect.element(button('en', 'start')).toBeVisible();
});

test('closing a report from a file goes back to the result that was there before', async () => {
  const { replay } = await openResult({ ending: 'nothing_abnormal' });
  drag('drop', ['rapport.maillon']);
  await expect.element(banner()).toBeVisible();
  expect(replay.dropped).toEqual(['rapport.maillon']);
  await button('fr', 'closeReport').click();
  await expect.element(headline()).toHaveTextContent(plain(fr.views.nothing_abnormal.verdict.headline));
  expect(banner().elements()).toHaveLength(0);
});

test('the place to drop a report shows itself, and several at once are refused', async () => {
  const { replay } = await open();
  await expect.element(button('fr', 'start')).toBeVisible();
  expect(drag('dragover', ['a.json']).defaultPrevented).toBe(true);
  await expect.element(page.getByText(texts.fr.dropHere)).toBeVisible();
  expect(drag('drop', ['a.json', 'b.json']).defaultPrevented).toBe(true);
  await expect.element(page.getByRole('alert')).toHaveTextContent(plain(texts.fr.dropOne));
  expect(page.getByText(texts.fr.dropHere).elements()).toHaveLength(0);
  expect(replay.dropped).toEqual([]);
});

test('a file that is no report is refused in one sentence, in the language that is chosen', async () => {
  await open({ fails: 'open' });
  await button('fr', 'openReport').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(plain(fr.refused.problem.fr));
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(en.refused.problem.en);
  await button('en', 'dismiss').click();
  expect(page.getByRole('alert').elements()).toHaveLength(0);
  await expect.element(button('en', 'start')).toBeVisible();
});

test('a report that the program was started with is shown at once, even where a run would start', async () => {
  await open({ given: true, settings: { start_at_once: true } });
  await expect.element(banner()).toBeVisible();
});

test('a bad file that the program was started with leaves the start', async () => {
  await open({ given: true, fails: 'open' });
  await expect.element(button('fr', 'start')).toBeVisible();
  await expect.element(page.getByRole('alert')).toBeVisible();
});

test('a dictated code is read by keyboard alone, and a wrong one says what to do', async () => {
  await open();
  await button('fr', 'readCode').click();
  const code = page.getByRole('textbox', { name: texts.fr.code });
  await code.fill('0nbrn 1f1tc');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toHaveTextContent(plain(fr.not_told.problem));
  await expect.element(code).toHaveFocus();
  await code.fill(fr.views.weak_link.spoken.code);
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('heading', { name: plain(fr.told.told.headline) })).toBeVisible();
  await expect.element(page.getByText(plain(fr.told.told.figures[0]!.value)).first()).toBeVisible();
});
