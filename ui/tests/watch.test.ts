import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import { texts } from '../src/text';
import { button, open, openResult, plain } from './page';

const recorded = { fr, en };
const panel = (lang: 'fr' | 'en') => page.getByRole('region', { name: texts[lang].watchTitle });

test('the watch is off until it is asked for', async () => {
  await open();
  await expect.element(button('fr', 'startWatch')).toBeVisible();
  expect(panel('fr').elements()).toHaveLength(0);
});

test.for(['fr', 'en'] as const)('a press is heard, said and kept: %s', async (lang) => {
  const { watch } = recorded[lang];
  await open({ lang, speed: 10 });
  await button(lang, 'startWatch').click();
  await expect.element(panel(lang)).toHaveTextContent(plain(watch.on.state));
  await expect.element(button(lang, 'slowNow')).toHaveFocus();
  await button(lang, 'slowNow').click();
  await expect.element(panel(lang)).toHaveTextContent(plain(watch.called.note));
  await expect.element(page.getByRole('status')).toHaveTextContent(plain(watch.called.note));
  await expect.element(panel(lang)).toHaveTextContent(plain(watch.kept.note));
  await panel(lang).getByText(texts[lang].moments, { exact: true }).click();
  const [moment] = watch.kept.moments;
  await expect.element(panel(lang).getByRole('heading', { name: plain(moment!.title) })).toBeVisible();
  await expect.element(panel(lang)).toHaveTextContent(plain(moment!.sentence));
});

test('a watch that is stopped keeps what it caught and can go on', async () => {
  await open({ watch: 'kept' });
  await button('fr', 'stopWatch').click();
  await expect.element(button('fr', 'slowNow')).not.toBeInTheDocument();
  await expect.element(panel('fr')).toHaveTextContent(plain(fr.watch.over.note));
  await panel('fr').getByRole('button', { name: texts.fr.startWatch }).click();
  await expect.element(button('fr', 'slowNow')).toBeVisible();
});

test('the result tells the slow moments, and the language changes them too', async () => {
  await openResult({ ending: 'watched' });
  const told = (lang: 'fr' | 'en') => page.getByRole('region', { name: texts[lang].moments, exact: true });
  const sentence = (lang: 'fr' | 'en') => plain(recorded[lang].views.watched.moments[0]!.sentence);
  await expect.element(told('fr')).toHaveTextContent(sentence('fr'));
  await page.getByRole('button', { name: texts.en.languageName }).click();
  await expect.element(told('en')).toHaveTextContent(sentence('en'));
});

test('while a run goes on the panel is away, and it is back with the result', async () => {
  await open({ watch: 'on', speed: 4 });
  await button('fr', 'start').click();
  await expect.element(page.getByRole('heading', { level: 1, name: texts.fr.runningTitle })).toBeVisible();
  expect(panel('fr').elements()).toHaveLength(0);
  await button('fr', 'cancel').click();
  await expect.element(panel('fr')).toBeVisible();
});
