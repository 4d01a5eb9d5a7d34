import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import fr from '../src/bridge/recorded/fr.json';
import { texts } from '../src/text';
import { button, openResult } from './page';

test('everything that can be hidden is hidden unless the user says otherwise, and the file is shown before', async () => {
  const { replay } = await openResult();
  await button('fr', 'saveReport').click();
  for (const item of fr.items) {
    await expect.element(page.getByRole('checkbox', { name: item.label })).toBeChecked();
  }
  await expect.element(page.getByTitle(texts.fr.preview)).toBeVisible();
  await page.getByRole('checkbox', { name: fr.items[2]!.label }).click();
  await page.getByRole('radio', { name: texts.fr.json }).click();
  await button('fr', 'save').click();
  await expect.element(page.getByText('/home/camille/Documents/maillon.json', { exact: true })).toBeVisible();
  const hidden = fr.items.map(({ id }) => id).filter((id) => id !== fr.items[2]!.id);
  expect(replay.saved).toEqual([{ document: 'json', hidden, elsewhere: false }]);
});

test('a save that fails loses nothing and offers another place', async () => {
  const { replay } = await openResult({ fails: 'save' });
  await button('fr', 'saveReport').click();
  await button('fr', 'save').click();
  await expect.element(page.getByText(texts.fr.reportKept)).toBeVisible();
  await button('fr', 'tryElsewhere').click();
  await expect.poll(() => replay.saved.map(({ elsewhere }) => elsewhere)).toEqual([false, true]);
  await page.getByRole('button', { name: texts.fr.close }).click();
  await expect.element(button('fr', 'saveReport')).toBeVisible();
});

test('the text for the helpdesk is copied, or shown when copying is refused', async () => {
  await openResult();
  const refused = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: refused } });
  await button('fr', 'copyTicket').click();
  await expect.element(page.getByRole('textbox')).toHaveValue(fr.views.weak_link.ticket);
  let copied = '';
  const writeText = async (text: string) => {
    copied = text;
  };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  await button('fr', 'copyTicket').click();
  await expect.element(button('fr', 'copied')).toBeVisible();
  expect(copied).toBe(fr.views.weak_link.ticket);
});
