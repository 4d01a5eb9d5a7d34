import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import fr from '../src/bridge/recorded/fr.json';
import en from '../src/bridge/recorded/en.json';
import { texts } from '../src/text';
import { button, open, openResult, plain } from './page';

const headline = () => page.getByRole('heading', { level: 1 });
const heard = () => document.querySelector('[role=status]')?.textContent ?? '';

test('the start says what it costs and which profile is in force', async () => {
  await open({ profile: { file: '/etc/maillon/profile.toml', company: 'Exemple SA', problem: null } });
  await expect.element(page.getByText('Exemple SA')).toBeVisible();
  const { seconds, megabytes } = fr.setup.costs.find(({ mode }) => mode === 'standard')!;
  await expect.element(page.getByText(`${megabytes} Mo au plus`)).toBeVisible();
  await expect.element(page.getByText(`environ ${seconds} secondes`)).toBeVisible();
});

test('a profile that cannot be read is told before the run', async () => {
  await open({
    profile: {
      file: '/etc/maillon/profile.toml',
      company: null,
      problem: { fr: 'ligne 3, colonne 1 : …', en: 'line 3, column 1: …' },
    },
  });
  await expect.element(page.getByText(texts.fr.profileProblem)).toBeVisible();
  await expect.element(page.getByText('ligne 3, colonne 1', { exact: false })).toBeVisible();
});

test('the keyboard alone goes from the start to the verdict, which is announced and has the focus', async () => {
  await open();
  await expect.element(headline()).toHaveFocus();
  await userEvent.keyboard('{Tab}{Enter}');
  await expect.element(headline()).toHaveTextContent(plain(fr.views.weak_link.verdict.headline));
  await expect.element(headline()).toHaveFocus();
  expect(heard()).toBe(fr.views.weak_link.verdict.headline);
});

test('while it runs the focus is on what goes on', async () => {
  await open({ speed: 2 });
  await button('fr', 'start').click();
  await expect.element(headline()).toHaveTextContent(texts.fr.runningTitle);
  await expect.element(headline()).toHaveFocus();
});

test('the weak link is named in the picture by a word, not by colour alone', async () => {
  await openResult();
  const chain = page.getByRole('list', { name: texts.fr.chain });
  await expect.element(chain.getByText(texts.fr.weakLink)).toBeVisible();
  expect(chain.getByText(texts.fr.weakLink).elements()).toHaveLength(1);
});

test('a link that is pointed at or has the focus tells its figures, until Escape', async () => {
  const { chain } = fr.views.weak_link;
  const wifi = chain.find(({ id }) => id === 'local_link')!;
  expect(wifi.figures.length).toBeGreaterThan(1);
  await openResult();
  const link = page.getByRole('list', { name: texts.fr.chain }).getByRole('button', { name: wifi.label });
  const told = page.getByRole('note', { name: wifi.label });
  await link.hover();
  await expect.element(told).toBeVisible();
  for (const { label, value } of wifi.figures) {
    await expect.element(told.getByText(plain(label), { exact: true })).toBeVisible();
    await expect.element(told.getByText(plain(value), { exact: true })).toBeVisible();
  }
  await userEvent.keyboard('{Escape}');
  await expect.element(told).not.toBeInTheDocument();
  await button('fr', 'saveReport').hover();
  (link.element() as HTMLElement).focus();
  await expect.element(told).toBeVisible();
  const description = document.getElementById(link.element().getAttribute('aria-describedby')!);
  expect(description).toHaveTextContent(plain(wifi.explanation));
  await userEvent.keyboard('{Tab}');
  await expect.element(told).not.toBeInTheDocument();
});

test('what mending the weak link alone would change is told, as a range', async () => {
  const { gain } = fr.views.weak_link.verdict;
  expect(gain).toMatch(/\d à \d/);
  await openResult();
  await expect.element(page.getByText(plain(gain!))).toBeVisible();
});

test('while it runs each link that answers draws its delays', async () => {
  await open({ speed: 2 });
  await button('fr', 'start').click();
  const box = page.getByRole('list', { name: texts.fr.chain }).getByRole('button', { name: /ms/ }).first();
  await expect.element(box).toBeVisible();
  expect(box.element().querySelector('svg .line')?.getAttribute('d')).toMatch(/^M[\d.]+ [\d.]+/);
});

test('nothing abnormal names no weak link', async () => {
  await openResult({ ending: 'nothing_abnormal' });
  await expect.element(headline()).toHaveTextContent(plain(fr.views.nothing_abnormal.verdict.headline));
  expect(page.getByText(texts.fr.weakLink, { exact: true }).elements()).toHaveLength(0);
});

test('another language words the result at once and is kept', async () => {
  const { replay } = await openResult();
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(headline()).toHaveTextContent(plain(en.views.weak_link.verdict.headline));
  await expect.element(button('en', 'saveReport')).toBeVisible();
  expect(document.documentElement.lang).toBe('en');
  expect(replay.kept).toMatchObject([{ lang: 'en' }]);
});

test('another language words the run that goes on, from the next message on', async () => {
  await open({ speed: 2 });
  await button('fr', 'start').click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByRole('heading', { level: 3, name: en.live.rows[0]!.title })).toBeVisible();
  await button('en', 'cancel').click();
});

test('another language words a run that follows another', async () => {
  await open({ speed: 2 });
  await button('fr', 'start').click();
  await button('fr', 'cancel').click();
  await button('fr', 'startAgain').click();
  await expect.element(button('fr', 'cancel')).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect.element(page.getByRole('heading', { level: 3, name: en.live.rows[0]!.title })).toBeVisible();
  await button('en', 'cancel').click();
  await expect.element(headline()).toHaveTextContent(plain(en.views.cut.verdict.headline));
});

test('a cancelled run keeps what it measured and says that it is partial', async () => {
  await open({ speed: 0.001 });
  await button('fr', 'start').click();
  await button('fr', 'cancel').click();
  await expect.element(page.getByText(fr.views.cut.notices[0]!)).toBeVisible();
  await expect.element(headline()).toHaveTextContent(plain(fr.views.cut.verdict.headline));
});

test('the example says all along that it is one, and a real run never does', async () => {
  await open({ speed: 20 });
  await button('fr', 'playExample').click();
  await expect.element(page.getByText(texts.fr.exampleNote)).toBeVisible();
  await expect.element(button('fr', 'leaveExample')).toBeVisible();
  await expect.element(page.getByText(texts.fr.exampleNote)).toBeVisible();
  await button('fr', 'leaveExample').click();
  await button('fr', 'start').click();
  await expect.element(button('fr', 'saveReport')).toBeVisible();
  expect(page.getByText(texts.fr.exampleNote).elements()).toHaveLength(0);
});

test('a run starts at once when the user set it so', async () => {
  await open({ settings: { start_at_once: true } });
  await expect.element(headline()).toHaveTextContent(plain(fr.views.weak_link.verdict.headline));
});

test('a fault during the run is no result, and the way back is there', async () => {
  await open({ fails: 'run' });
  await button('fr', 'start').click();
  await expect.element(headline()).toHaveTextContent(texts.fr.faultTitle);
  await button('fr', 'home').click();
  await expect.element(button('fr', 'start')).toBeVisible();
});

test('a setting that cannot be kept is told and holds all the same', async () => {
  await open({ fails: 'keep' });
  await button('fr', 'settings').click();
  await page.getByRole('radio', { name: texts.fr.themeDark }).click();
  await expect.element(page.getByRole('alert')).toBeVisible();
  expect(document.documentElement.dataset['theme']).toBe('dark');
});

test('with text at 125 % on a small laptop nothing is cut off and the way on is in sight', async () => {
  document.documentElement.style.fontSize = '125%';
  try {
    await open();
    await expect.element(button('fr', 'start')).toBeInViewport({ ratio: 1 });
    await button('fr', 'start').click();
    await expect.element(button('fr', 'saveReport')).toBeInViewport({ ratio: 1 });
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(document.documentElement.clientWidth);
  } finally {
    document.documentElement.style.fontSize = '';
  }
});
