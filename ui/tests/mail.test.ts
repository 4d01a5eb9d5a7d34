import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { texts } from '../src/text';
import { button, open, openResult, plain } from './page';

test.for(['fr', 'en'] as const)('a message to the helpdesk is begun, and the report is named: %s', async (lang) => {
  await openResult({ lang });
  await button(lang, 'writeToHelpdesk').click();
  await expect.element(page.getByRole('dialog').getByText('support@exemple.fr')).toBeVisible();
  await button(lang, 'mailGo').click();
  await expect.element(page.getByText(plain(texts[lang].mailBegun), { exact: true })).toBeVisible();
  await expect
    .element(
      page
        .getByRole('dialog')
        .getByText(/maillon-2026-11-24-1405\.html/)
        .first(),
    )
    .toBeVisible();
});

test('without a mail program the file and the address are told', async () => {
  await openResult({ fails: 'mail' });
  await button('fr', 'writeToHelpdesk').click();
  await button('fr', 'mailGo').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/support@exemple\.fr/);
});

test('a report that cannot be saved begins no message', async () => {
  await openResult({ fails: 'save' });
  await button('fr', 'writeToHelpdesk').click();
  await button('fr', 'mailGo').click();
  await expect.element(page.getByRole('alert')).toBeVisible();
  expect(page.getByText(plain(texts.fr.mailBegun)).elements()).toHaveLength(0);
});

test('there is no button where the profile names no helpdesk', async () => {
  await openResult({ alone: true });
  expect(button('fr', 'writeToHelpdesk').elements()).toHaveLength(0);
});

test('the example and a report from a file are not written about', async () => {
  await open({ given: true });
  await expect.element(button('fr', 'saveReport')).toBeVisible();
  expect(button('fr', 'writeToHelpdesk').elements()).toHaveLength(0);
  await button('fr', 'closeReport').click();
  await button('fr', 'playExample').click();
  await expect.element(button('fr', 'saveReport')).toBeVisible();
  expect(button('fr', 'writeToHelpdesk').elements()).toHaveLength(0);
});
