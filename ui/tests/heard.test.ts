import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import { texts } from '../src/text';
import { button, open, openResult, plain, polite } from './page';

const recorded = { fr, en };
/** Keeps every sentence that is heard from now on, each once. */
function listen(): string[] {
  const sentences: string[] = [];
  const note = () => {
    const sentence = polite().map((region) => region.textContent.trim());
    if (sentence.join('') && sentence.join('') !== sentences.at(-1)) sentences.push(...sentence);
  };
  const observer = new MutationObserver(note);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  onTestFinished(() => observer.disconnect());
  return sentences;
}

test.for(['fr', 'en'] as const)('of a run its begin, each point once and its verdict are heard: %s', async (lang) => {
  const { rows } = recorded[lang].progress.at(-1)!.progress;
  const heard = listen();
  await openResult({ lang });
  const { headline } = recorded[lang].views.weak_link.verdict;
  expect([heard[0], heard.at(-1)]).toEqual([texts[lang].started, headline]);
  const points = rows.map(({ row }) => `${row.title}${texts[lang].colon} ${row.status_word}.`);
  expect(
    heard
      .slice(1, -1)
      .join(' ')
      .split(/(?<=\.) /)
      .sort(),
  ).toEqual(points.sort());
});

test('what was done in a dialog is heard in it', async () => {
  await openResult();
  const heard = listen();
  await button('fr', 'saveReport').click();
  await button('fr', 'save').click();
  await expect.poll(() => heard).toEqual([`${texts.fr.saved} /home/camille/Documents/maillon.html`]);
  await button('fr', 'close').click();
  await button('fr', 'writeToHelpdesk').click();
  await button('fr', 'mailGo').click();
  await expect.poll(() => heard.at(-1)).toContain(texts.fr.mailBegun);
});

test('of a code that is read the weak link is heard, not each figure', async () => {
  await open();
  const heard = listen();
  await button('fr', 'readCode').click();
  await page.getByRole('textbox', { name: texts.fr.code }).fill(fr.views.weak_link.spoken.code);
  await button('fr', 'decode').click();
  await expect.poll(() => heard).toEqual([fr.told.told.headline]);
});

test('a run that ends behind a dialog is heard in front of it', async () => {
  await open({ speed: 20 });
  await button('fr', 'start').click();
  await button('fr', 'settings').click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await expect
    .element(page.getByRole('dialog').getByRole('status'))
    .toHaveTextContent(plain(fr.views.weak_link.verdict.headline));
});

test('what is erased and what is copied is heard', async () => {
  await open({ past: true });
  const heard = listen();
  await button('fr', 'history').click();
  await button('fr', 'eraseAll').click();
  await button('fr', 'erase').click();
  await expect.poll(() => heard).toEqual([texts.fr.erased]);
});
