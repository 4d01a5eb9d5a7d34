import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import CheckRow from '../../src/components/CheckRow.svelte';
import type { CheckView } from '../../src/generated';
import { plain } from '../page';
import { colourOf, expectPartAccessible, text, views } from './part';

const { weak_link, cannot_tell } = views;
const check = (is: (one: CheckView) => boolean) => [...weak_link.checks, ...cannot_tell.checks].find(is)!;
const draw = async (one: CheckView) => (await render(CheckRow, { text, check: one })).container;
const summary = (container: Element) => container.querySelector('summary')!;
const openAt = async (one: CheckView) => {
  const container = await draw(one);
  await userEvent.click(summary(container));
  await expect.element(container.querySelector('details')!).toHaveAttribute('open');
  return container;
};

test.for(['good', 'slow', 'broken', 'not_known'] as const)(
  'a point that is %s says what it is, what was found and its state, and keeps the rest folded',
  async (status) => {
    const one = check(({ row }) => row.status === status);
    const container = await draw(one);
    const { title, summary: says, status_word } = one.row;
    expect(summary(container)).toHaveTextContent(plain(`${title} ${says} ${status_word}`));
    const mark = page.getByText(status_word, { exact: true });
    expect(getComputedStyle(mark.element()).color).toBe(colourOf(status));
    await expect.element(mark.element().querySelector('svg')!).toBeVisible();
    await expect.element(page.getByText(plain(one.row.question))).not.toBeVisible();
    await expectPartAccessible(container);
  },
);

test('a point is unfolded and folded again by the keyboard', async () => {
  const one = check(({ row }) => row.status === 'broken');
  await draw(one);
  const question = page.getByText(plain(one.row.question));
  await userEvent.keyboard('{Tab}{Enter}');
  await expect.element(question).toBeVisible();
  await userEvent.keyboard(' ');
  await expect.element(question).not.toBeVisible();
});

test('an unfolded point tells its findings in their order, each with what to do about it', async () => {
  const one = check(({ row }) => row.findings.length > 2);
  const container = await openAt(one);
  await expect.element(page.getByRole('heading', { level: 3, name: text.findings })).toBeVisible();
  const told = page.getByRole('listitem').elements();
  expect(told).toHaveLength(one.row.findings.length);
  one.row.findings.forEach(({ text: said, meaning, advice, severity }, index) => {
    expect(told[index]).toHaveTextContent(plain([said, meaning, advice].filter(Boolean).join(' ')));
    const edge = getComputedStyle(told[index]!).borderLeftColor;
    if (severity !== 'information') expect(edge).toBe(colourOf(severity));
    else expect([colourOf('slow'), colourOf('broken')]).not.toContain(edge);
  });
  await expectPartAccessible(container);
});

test('a finding without advice is told alone', async () => {
  const one = check(({ row }) => row.status === 'good');
  const finding = { severity: 'information', text: 'Le pare-feu est actif.', meaning: null, advice: null } as const;
  await openAt({ ...one, row: { ...one.row, findings: [finding] } });
  expect(page.getByRole('listitem').filter({ hasText: finding.text }).element().textContent.trim()).toBe(finding.text);
});

test('an unfolded point shows each figure with its limit, where that comes from and how it was measured', async () => {
  const one = check(({ row }) => row.status === 'slow');
  const container = await openAt(one);
  const table = page
    .getByRole('region', { name: plain(`${text.figures}${text.colon} ${one.row.title}`) })
    .getByRole('table');
  const heads = table.getByRole('columnheader').elements();
  expect(heads.map((head) => head.textContent)).toEqual([
    text.figure,
    text.value,
    text.limit,
    text.method,
    text.source,
  ]);
  const rows = table.getByRole('row').elements().slice(1);
  expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual(
    one.figures.map(({ label, value, limit, method, source }) => [label, value, limit, method, source]),
  );
  await expect.element(table.getByRole('rowheader', { name: plain(one.figures[0]!.label), exact: true })).toBeVisible();
  await expectPartAccessible(container);
});

test('a figure past its limit is in the colour of its state, one within it is not', async () => {
  const one = check(({ row }) => row.status === 'slow');
  await openAt(one);
  const late = one.figures.find(({ status }) => status === 'slow')!;
  const fine = one.figures.find(({ status }) => status === 'good')!;
  const colour = (label: string) => {
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: plain(label), exact: true }) });
    return getComputedStyle(row.getByRole('cell').first().element()).color;
  };
  expect(colour(late.label)).toBe(colourOf('slow'));
  expect([colourOf('slow'), colourOf('good')]).not.toContain(colour(fine.label));
});

test('a table of figures too wide for the window is scrolled by the keyboard', async () => {
  await openAt(check(({ row }) => row.status === 'slow'));
  await userEvent.keyboard('{Tab}');
  await expect.element(page.getByRole('region')).toHaveFocus();
});

test('an unfolded point that was not measured says what is missing and shows no empty list or table', async () => {
  const one = check(({ row }) => row.status === 'not_known');
  const container = await openAt(one);
  await expect.element(page.getByText(plain(one.gaps[0]!))).toBeVisible();
  const titles = page.getByRole('heading').elements();
  expect(titles.map((title) => title.textContent)).toEqual([text.gaps]);
  expect(page.getByRole('table').elements()).toHaveLength(0);
  await expectPartAccessible(container);
});
