import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Running from '../../src/components/Running.svelte';
import type { Progress } from '../../src/generated';
import { plain } from '../page';
import { after, colourOf, expectPartAccessible, text } from './part';

const run = async (progress: Progress) => {
  let cancelled = 0;
  const { container, rerender } = await render(Running, { text, progress, oncancel: () => (cancelled += 1) });
  return { container, rerender, cancelled: () => cancelled };
};
const point = (title: string) =>
  page
    .getByRole('region', { name: text.sixPoints })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 3, name: plain(title), exact: true }) });

test('a point that waits and one that is measured ask their question and say which they are', async () => {
  const progress = after(3);
  const { container } = await run(progress);
  const said = { waiting: text.waiting, measuring: text.measuring };
  const open = progress.rows.filter(({ phase }) => phase !== 'done');
  expect(new Set(open.map(({ phase }) => phase)).size).toBe(2);
  for (const { row, phase } of open) {
    await expect.element(point(row.title).getByText(plain(row.question))).toBeVisible();
    await expect.element(point(row.title).getByText(said[phase as 'waiting' | 'measuring'])).toBeVisible();
    expect(point(row.title).element()).not.toHaveTextContent(plain(row.summary));
  }
  await expectPartAccessible(container);
});

test('a point that is done says what was found and its state', async () => {
  const progress = after(12);
  const { container } = await run(progress);
  expect(new Set(progress.rows.map(({ row }) => row.status))).toEqual(new Set(['good', 'slow', 'broken']));
  for (const { row } of progress.rows) {
    await expect.element(point(row.title).getByText(plain(row.summary))).toBeVisible();
    const word = point(row.title).getByText(row.status_word, { exact: true });
    expect(getComputedStyle(word.element()).color).toBe(colourOf(row.status));
  }
  await expectPartAccessible(container);
});

test('the bar says how much of the run is over, and the words how long it still takes', async () => {
  await run({ ...after(3), expected_seconds: 12, remaining_seconds: 9 });
  const bar = page.getByRole('progressbar', { name: text.runningTitle });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '25');
  const [whole, filled] = [bar.element(), bar.element().firstElementChild!].map((each) => each.clientWidth);
  expect(filled! / whole!).toBeCloseTo(0.25, 2);
  await expect.element(page.getByText(`${text.remaining} 9 ${text.seconds}`)).toBeVisible();
});

test('one second is told as one', async () => {
  await run({ ...after(12), remaining_seconds: 1 });
  await expect.element(page.getByText(`${text.remaining} 1 ${text.second}`, { exact: true })).toBeVisible();
});

test('a run that takes longer than expected is nearly done, and its bar is full and no fuller', async () => {
  await run({ ...after(12), remaining_seconds: 0 });
  await expect.element(page.getByText(text.almostDone)).toBeVisible();
  await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
});

test('a run whose length is not known yet has an empty bar', async () => {
  await run({ ...after(0), expected_seconds: 0, remaining_seconds: 0 });
  await expect.element(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0');
});

test('before the first figure is read it says what not to do meanwhile', async () => {
  await run(after(3));
  await expect.element(page.getByText(plain(text.runningNote))).toBeVisible();
});

test('once a figure is read the last one stands there instead', async () => {
  const progress = after(7);
  expect(progress.now).not.toBe('');
  await run(progress);
  await expect.element(page.getByText(plain(progress.now))).toBeVisible();
  expect(page.getByText(plain(text.runningNote)).elements()).toHaveLength(0);
});

test('within a second the delays are drawn and the words stay; with the next second they follow', async () => {
  const before = after(7);
  const { container, rerender } = await run(before);
  const line = () => container.querySelector('svg .line')?.getAttribute('d');
  const [drawn, now] = [line(), 'nouveau'];
  const chain = before.chain.map((link) => ({ ...link, trace: [...link.trace, 0.9] }));
  await rerender({ progress: { ...before, chain, now } });
  expect(line()).not.toBe(drawn);
  expect(page.getByText(now).elements()).toHaveLength(0);
  await rerender({ progress: { ...before, chain, now, remaining_seconds: before.remaining_seconds - 1 } });
  await expect.element(page.getByText(now)).toBeVisible();
});

test('the run can be stopped', async () => {
  const { cancelled } = await run(after(3));
  await page.getByRole('button', { name: text.cancel }).click();
  expect(cancelled()).toBe(1);
});
