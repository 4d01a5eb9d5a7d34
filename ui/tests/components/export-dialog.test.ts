import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openReplay } from '../../src/bridge/replay';
import type { Bridge } from '../../src/bridge';
import ExportDialog from '../../src/components/ExportDialog.svelte';
import type { Document, Lang, RedactionItem } from '../../src/generated';
import { texts } from '../../src/text';
import { plain } from '../page';
import { expectPartAccessible, items, text } from './part';

const ids = items.map(({ id }) => id);
const box = (label: string) => page.getByRole('checkbox', { name: plain(label) });
const save = () => page.getByRole('button', { name: text.save, exact: true });

async function openExport(bridge: Partial<Bridge> = {}, saveTo: string | null = null, lang: Lang = 'fr') {
  const replay = openReplay();
  const asked: [Document, RedactionItem[] | null][] = [];
  const preview: Bridge['preview'] = (document, hidden, lang) => {
    asked.push([document, hidden]);
    return replay.preview(document, hidden, lang);
  };
  const props = { text: texts[lang], lang, saveTo, onclose: () => {}, bridge: { ...replay, preview, ...bridge } };
  const { container } = await render(ExportDialog, props);
  return { container, asked, saved: replay.saved };
}

test('everything that can be hidden is listed in its order and hidden from the start', async () => {
  const { container, asked } = await openExport();
  await expect.element(box(items[0]!.label)).toBeVisible();
  const list = page.getByRole('group', { name: text.hide });
  const boxes = list.getByRole('checkbox').elements() as HTMLInputElement[];
  expect(boxes.map(({ labels }) => labels![0]!.textContent)).toEqual(
    items.map(({ label, found }) => expect.stringContaining(found > 0 ? label : `${label}${text.notFound}`)),
  );
  expect(boxes.every(({ checked }) => checked)).toBe(true);
  expect(asked).toEqual([['html', null]]);
  await expectPartAccessible(container);
});

test('only what the report does not hold is said to be absent from it', async () => {
  await openExport();
  const absent = items.filter(({ found }) => found === 0);
  expect(absent.length).toBeGreaterThan(0);
  for (const { label } of absent) await expect.element(box(`${label} ${text.notFound}`)).toBeVisible();
  expect(page.getByText(text.notFound).elements()).toHaveLength(absent.length);
});

test('what is unticked is shown in the preview and saved, the rest stays hidden', async () => {
  const { asked, saved } = await openExport();
  await box(items[1]!.label).click();
  await box(items[3]!.label).click();
  await expect.element(box(items[1]!.label)).not.toBeChecked();
  await expect.element(box(items[0]!.label)).toBeChecked();
  const rest = ids.filter((_, index) => index !== 1 && index !== 3);
  await expect.poll(() => asked.at(-1)).toEqual(['html', rest]);
  await save().click();
  await expect.poll(() => saved).toEqual([{ document: 'html', hidden: rest, elsewhere: false }]);
});

test('what is ticked again is hidden again', async () => {
  const { asked } = await openExport();
  await box(items[1]!.label).click();
  await box(items[1]!.label).click();
  await expect.element(box(items[1]!.label)).toBeChecked();
  await expect.poll(() => new Set(asked.at(-1)![1])).toEqual(new Set(ids));
});

test('nothing can be hidden or saved before it is known what the report holds', async () => {
  const { container } = await openExport({ preview: () => new Promise(() => {}) });
  await expect.element(page.getByText(text.previewLoading)).toBeVisible();
  expect(page.getByRole('checkbox').elements()).toHaveLength(0);
  await expect.element(save()).toBeDisabled();
  await expectPartAccessible(container);
});

test('each format says for whom it is, and the one chosen is shown before it is saved', async () => {
  const { container, asked } = await openExport();
  await expect.element(page.getByTitle(text.preview)).toBeVisible();
  for (const [label, note] of [
    [text.html, text.htmlNote],
    [text.maillon, text.maillonNote],
    [text.json, text.jsonNote],
  ]) {
    await expect.element(page.getByRole('radio', { name: plain(`${label} ${note}`) })).toBeVisible();
  }
  await page.getByRole('radio', { name: text.json }).click();
  await expect.element(page.getByRole('region', { name: text.preview }).getByText('"format_version"')).toBeVisible();
  expect(asked.at(-1)).toEqual(['json', null]);
  await expectPartAccessible(container);
});

test('where the report goes is said before, where it went after, until another choice is made', async () => {
  await openExport({}, '/srv/rapports');
  await expect.element(page.getByText(`${text.saveTo} /srv/rapports`)).toBeVisible();
  await save().click();
  const told = page.getByRole('status');
  await expect.element(told).toHaveTextContent(plain(`${text.saved} /home/camille/Documents/maillon.html`));
  await box(items[0]!.label).click();
  await expect.poll(() => told.element().textContent.trim()).toBe('');
});

test('a save that is given up says nothing', async () => {
  await openExport({ save: async () => ({ kind: 'cancelled' }) });
  await save().click();
  await expect.element(save()).toBeEnabled();
  expect(page.getByRole('status').element().textContent.trim()).toBe('');
  expect(page.getByRole('alert').elements()).toHaveLength(0);
});

test.for(['fr', 'en'] as const)('a preview that fails is told as one, and can be asked for again: %s', async (lang) => {
  const { preview } = openReplay();
  let isBroken = true;
  const { container } = await openExport(
    {
      preview: (...asked) =>
        isBroken ? Promise.reject({ code: 'internal', detail: 'the template is broken' }) : preview(...asked),
    },
    null,
    lang,
  );
  const told = page.getByRole('alert');
  await expect.element(told).toHaveTextContent(plain(texts[lang].previewFailed));
  await expect.element(told).toHaveTextContent('the template is broken');
  expect(page.getByRole('button', { name: texts[lang].tryElsewhere }).elements()).toHaveLength(0);
  await expect.element(page.getByRole('button', { name: texts[lang].save, exact: true })).toBeDisabled();
  await expectPartAccessible(container);
  isBroken = false;
  await page.getByRole('button', { name: texts[lang].previewAgain }).click();
  await expect.element(page.getByRole('heading', { level: 3, name: texts[lang].preview })).toHaveFocus();
  await expect.element(page.getByTitle(texts[lang].preview)).toBeVisible();
  await expect.element(page.getByRole('button', { name: texts[lang].save, exact: true })).toBeEnabled();
  expect(told.elements()).toHaveLength(0);
});
