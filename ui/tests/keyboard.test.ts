import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import fr from '../src/bridge/recorded/fr.json';
import { openReplay } from '../src/bridge/replay';
import { texts } from '../src/text';
import { go, named, stop, stops } from './focus';
import { open, openResult, plain } from './page';
import { openState } from './states';

const text = texts.fr;
const { headline } = fr.views.weak_link.verdict;
const press = (keys: string) => userEvent.keyboard(keys);
const called = (name: string) => (at: HTMLElement) =>
  plain(at.getAttribute('aria-label') ?? at.textContent).trim() === plain(name);
const heading = (name: string) => expect.element(page.getByRole('heading', { level: 1, name: plain(name) }));
const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });
const chosen = (label: string) => (at: HTMLElement) =>
  at instanceof HTMLInputElement && plain(at.labels?.[0]?.textContent ?? '').includes(plain(label));

/** Shuts the dialog in front, and is back where it was opened. */
async function escape(opener: HTMLElement) {
  await press('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(stop()).toBe(opener);
}

test('the keyboard alone goes the whole way, sees where it is, and is never lost', { timeout: 120_000 }, async () => {
  await open({ past: true });
  await heading(text.startTitle).toHaveFocus();
  await go(called(text.start));
  await press('{Enter}');
  await heading(headline).toHaveFocus();

  // Every link of the chain, back to the head of the page; then every detail, unfolded, to its foot.
  await go(called('FR Français'), 'back');
  await go(async (at) => {
    if (at.matches('summary')) await press(at.closest('.checks') ? ' ' : '{Enter}');
    return called(text.history)(at);
  });
  expect([...document.querySelectorAll('details')].every((each) => each.open)).toBe(true);

  const save = await go(called(text.saveReport), 'back');
  await press('{Enter}');
  await expect.element(page.getByTitle(text.preview)).toBeVisible();
  await go(chosen(fr.items[0]!.label));
  await press(' ');
  await expect.element(page.getByRole('checkbox', { name: fr.items[0]!.label })).not.toBeChecked();
  await go(called(text.save));
  await press('{Enter}');
  await expect.element(page.getByText('/home/camille/Documents/maillon.html', { exact: true })).toBeVisible();
  expect(called(text.save)(stop())).toBe(true);
  await escape(save);

  const settings = await go(called(text.settings), 'back');
  await press(' ');
  await go(chosen(text.startAtOnce));
  await press(' ');
  await expect.element(page.getByRole('checkbox', { name: text.startAtOnce })).toBeChecked();
  await escape(settings);

  await go(called(text.history));
  await press('{Enter}');
  await heading(text.historyTitle).toHaveFocus();
  const [newest, older] = fr.history.runs;
  for (const { moment } of [newest!, older!]) {
    await go(called(`${text.chooseRun} ${moment}`));
    await press(' ');
  }
  const compare = await go(called(text.compare), 'back');
  await press('{Enter}');
  await expect.element(dialog(text.compareTitle)).toBeVisible();
  await go((at) => at.matches('[role="region"]'));
  await escape(compare);

  await go(called(`${text.showRun} ${newest!.moment}`));
  await press('{Enter}');
  await heading(headline).toHaveFocus();
  await go(called(text.backToHistory), 'back');
  await press('{Enter}');
  await heading(text.historyTitle).toHaveFocus();

  const erase = await go(called(text.eraseAll));
  await press('{Enter}');
  await expect.element(dialog(text.eraseTitle)).toBeVisible();
  await escape(erase);
  await press('{Enter}');
  await go(called(text.erase));
  await press('{Enter}');
  await expect.element(page.getByText(plain(text.historyEmpty))).toBeVisible();
  await heading(text.historyTitle).toHaveFocus();
  await go(called(text.home));
  await press('{Enter}');
  await heading(text.startTitle).toHaveFocus();
});

const walked = [
  'run in its midst',
  'report from a file',
  'past run',
  'slow moments in the result',
  'ticket not copied',
  'watch with a kept moment',
  'file that is refused',
  'fault of the run',
  'code that was read',
  'settings with a profile',
  'saving: page',
  'saving: data',
  'saving: preview that fails',
  'report not saved',
  'mail begun',
] as const;

test.for(walked)('everything is reached on the way on and on the way back: %s', { timeout: 60_000 }, async (name) => {
  await openState(name, 'fr');
  const all = stops();
  all[0]!.focus();
  await expect.poll(stop).toBe(all[0]);
  const seen = new Set([all[0]!]);
  const toward = (end: HTMLElement) => (at: HTMLElement) => Boolean(seen.add(at)) && at === end;
  await go(toward(all.at(-1)!));
  expect(all.filter((each) => !seen.has(each)).map(named)).toEqual([]);
  await go(toward(all[0]!), 'back');
});

test('the focus is not lost with the button that goes away', async () => {
  await open({ fails: 'open' });
  await go(called(text.openReport));
  await press('{Enter}');
  await go(called(text.dismiss), 'back');
  await press('{Enter}');
  await heading(text.startTitle).toHaveFocus();
  await go(called(text.startWatch));
  await press('{Enter}');
  await expect.poll(() => called(text.slowNow)(stop())).toBe(true);
  await go(called(text.stopWatch));
  await press('{Enter}');
  await heading(text.startTitle).toHaveFocus();
});

test('the focus stays on what is pressed while it works', async () => {
  await openResult({ fails: 'mail' });
  await heading(headline).toHaveFocus();
  const write = await go(called(text.writeToHelpdesk));
  await press('{Enter}');
  await go(called(text.mailGo));
  await press('{Enter}');
  await expect.element(page.getByRole('alert')).toBeVisible();
  expect(called(text.mailGo)(stop())).toBe(true);
  await escape(write);
});

test('the focus stays on the language that is chosen, also when its own name changes with it', async () => {
  const { setup } = openReplay({ lang: 'en', settings: { lang: 'en' } });
  await open({ lang: 'en' }, { setup: async () => ({ ...(await setup()), system_lang: 'fr' }) });
  await heading(texts.en.startTitle).toHaveFocus();
  await go(called(texts.en.settings), 'back');
  await press('{Enter}');
  await go(chosen(texts.en.languageName));
  await press('{ArrowDown}');
  await expect.element(dialog(text.settingsTitle)).toBeVisible();
  expect(chosen(text.systemLanguage)(stop())).toBe(true);
});
