import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import recorded from '../src/bridge/recorded/fr.json';
import type { Ending } from '../src/bridge/replay';
import type { Lang, Theme } from '../src/generated';
import { texts } from '../src/text';
import { button, expectAccessible, open, openResult } from './page';

const looks: [Lang, Theme][] = [
  ['fr', 'light'],
  ['fr', 'dark'],
  ['en', 'light'],
  ['en', 'dark'],
];
const endings: Ending[] = ['weak_link', 'nothing_abnormal', 'cannot_tell', 'cut'];

describe.each(looks)('in %s, %s, axe finds nothing', (lang, theme) => {
  test('on the start and in the settings', async () => {
    await open({ lang, settings: { theme } });
    await expect.element(page.getByRole('heading', { level: 1, name: texts[lang].startTitle })).toBeVisible();
    await expectAccessible();
    await button(lang, 'settings').click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    await expectAccessible();
  });

  test('while the run goes on', async () => {
    await open({ lang, settings: { theme }, speed: 0.001 });
    await button(lang, 'start').click();
    await expect.element(page.getByRole('progressbar')).toBeVisible();
    await expectAccessible();
    await button(lang, 'cancel').click();
  });

  test.each(endings)('on the result %s, with every detail open', async (ending) => {
    await openResult({ lang, settings: { theme }, ending });
    for (const details of document.querySelectorAll('details')) details.open = true;
    document.querySelector<HTMLElement>('.chain button')?.focus();
    await expect.element(page.getByRole('note').first()).toBeVisible();
    await expectAccessible();
  });

  test('in the dialog that saves', async () => {
    await openResult({ lang, settings: { theme }, fails: 'save' });
    await button(lang, 'saveReport').click();
    await expect.element(page.getByRole('checkbox').first()).toBeChecked();
    await button(lang, 'save').click();
    await expect.element(page.getByRole('alert')).toBeVisible();
    await expectAccessible();
  });

  test('on a report from a file', async () => {
    await open({ lang, settings: { theme }, given: true });
    await expect.element(button(lang, 'closeReport')).toBeVisible();
    await expectAccessible();
  });

  test('on a file that is refused', async () => {
    await open({ lang, settings: { theme }, given: true, fails: 'open' });
    await expect.element(page.getByRole('alert')).toBeVisible();
    await expectAccessible();
  });

  test('on a dictated code, wrong and right', async () => {
    await open({ lang, settings: { theme } });
    await button(lang, 'readCode').click();
    const code = page.getByRole('textbox', { name: texts[lang].code });
    await code.fill('0NBRN');
    await userEvent.keyboard('{Enter}');
    await expect.element(code).toHaveAttribute('aria-invalid', 'true');
    await expectAccessible();
    await code.fill(recorded.views.weak_link.spoken.code);
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('term').first()).toBeVisible();
    await expectAccessible();
  });

  test('on a fault of the program', async () => {
    await open({ lang, settings: { theme }, fails: 'setup' });
    await expect.element(page.getByRole('heading', { level: 1, name: texts.en.faultTitle })).toBeVisible();
    await expectAccessible();
  });
});
