import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Uses from '../../src/components/Uses.svelte';
import type { UseView } from '../../src/generated';
import { plain } from '../page';
import { colourOf, expectPartAccessible, text, views } from './part';

const all = [...views.weak_link.uses, ...views.nothing_abnormal.uses, ...views.cannot_tell.uses];
const draw = async (uses: UseView[], gain: string | null = null) =>
  (await render(Uses, { text, uses, gain })).container;
const cells = (label: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: plain(label), exact: true }) });

test.for(['good', 'slow', 'broken', 'not_known'] as const)(
  'a use that is %s says so by a word, an icon and a colour',
  async (status) => {
    const use = all.find((one) => one.status === status)!;
    const container = await draw([use]);
    const mark = cells(use.label).getByText(use.status_word, { exact: true });
    await expect.element(mark).toBeVisible();
    expect(getComputedStyle(mark.element()).color).toBe(colourOf(status));
    await expect.element(mark.element().querySelector('svg')!).toBeVisible();
    await expectPartAccessible(container);
  },
);

test.for(['slow', 'broken', 'not_known'] as const)('a use that is %s says why', async (status) => {
  const use = all.find((one) => one.status === status)!;
  expect(use.reason).not.toBe('');
  await draw([use]);
  await expect.element(cells(use.label).getByText(plain(use.reason))).toBeVisible();
});

test('a use that is good gives no reason', async () => {
  const use = all.find((one) => one.status === 'good')!;
  await draw([use]);
  const said = cells(use.label).getByRole('cell').elements();
  expect(said.map((cell) => cell.textContent.trim())).toEqual([use.status_word, '']);
});

test('the uses stand in their order under heads that are heard', async () => {
  await draw(views.weak_link.uses);
  const region = page.getByRole('region', { name: plain(text.uses) });
  const heads = region.getByRole('columnheader').elements();
  expect(heads.map((head) => head.textContent)).toEqual([text.use, text.state, text.why]);
  const rows = region.getByRole('rowheader').elements();
  expect(rows.map((row) => row.textContent)).toEqual(views.weak_link.uses.map(({ label }) => label));
});

test('what mending the weak link would change is told where it is known', async () => {
  const { gain } = views.weak_link.verdict;
  const container = await draw(views.weak_link.uses, gain);
  await expect.element(page.getByText(plain(text.ifMended + text.colon))).toBeVisible();
  await expect.element(page.getByText(plain(gain!))).toBeVisible();
  await expectPartAccessible(container);
});

test('nothing is promised where no gain is known', async () => {
  await draw(views.weak_link.uses);
  expect(page.getByText(text.ifMended).elements()).toHaveLength(0);
});
