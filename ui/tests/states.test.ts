import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
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

  test('on a fault of the program', async () => {
    await open({ lang, settings: { theme }, fails: 'setup' });
    await expect.element(page.getByRole('heading', { level: 1, name: texts.en.faultTitle })).toBeVisible();
    await expectAccessible();
  });
});
