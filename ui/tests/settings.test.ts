import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import { texts } from '../src/text';
import { button, open, plain } from './page';

const profile = { file: '/etc/maillon/profile.toml', company: 'Exemple SA', problem: null };
const dialog = () => page.getByRole('dialog');

test('a run spends what was chosen, the start says so, and the choice is kept', async () => {
  const { replay } = await open();
  await button('fr', 'settings').click();
  await dialog()
    .getByRole('radio', { name: new RegExp(texts.fr.modeLight) })
    .click();
  await button('fr', 'close').click();
  const { seconds, megabytes } = fr.setup.costs.find(({ mode }) => mode === 'light')!;
  await expect.element(page.getByText(`${megabytes} Mo au plus`)).toBeVisible();
  await expect.element(page.getByText(`environ ${seconds} secondes`)).toBeVisible();
  expect(replay.kept.at(-1)?.mode).toBe('light');
  await button('fr', 'start').click();
  await expect.element(button('fr', 'saveReport')).toBeVisible();
  expect(replay.modes).toEqual(['light']);
});

test.each(['fr', 'en'] as const)('the settings say what the profile in force says: %s', async (lang) => {
  await open({ lang, profile });
  await button(lang, 'settings').click();
  await expect.element(dialog().getByText(profile.file)).toBeVisible();
  const facts = { fr, en }[lang].profile;
  expect(facts.length).toBeGreaterThan(4);
  for (const { label, value } of facts) {
    await expect.element(dialog().getByText(plain(label), { exact: true })).toBeVisible();
    await expect.element(dialog().getByText(plain(value), { exact: true })).toBeVisible();
  }
});

test('without a profile the settings say what is missing, and what a saved report holds', async () => {
  await open();
  await button('fr', 'settings').click();
  await expect.element(dialog().getByText(texts.fr.noProfile, { exact: true })).toBeVisible();
  await expect.element(dialog().getByText(texts.fr.reportNever)).toBeVisible();
});

test('another language words the profile at once', async () => {
  await open({ profile });
  await button('fr', 'settings').click();
  await dialog().getByRole('radio', { name: texts.en.languageName }).click();
  await expect.element(dialog().getByText(en.profile[0]!.label, { exact: true })).toBeVisible();
});
