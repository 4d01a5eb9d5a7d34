import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Trend from '../../src/components/Trend.svelte';
import type { Status, TrendPoint } from '../../src/generated';
import { plain } from '../page';
import { colourOf, expectPartAccessible, history, text } from './part';

const trend = history.trends.find(({ link }) => link === 'local_link')!;
const draw = async (points: TrendPoint[]) => {
  const { container } = await render(Trend, { text, trend: { ...trend, points } });
  const [, line, ...marks] = container.querySelectorAll('svg > *');
  return { container, path: line!.getAttribute('d')!, marks: marks as SVGGraphicsElement[] };
};
const at = (height: number | null, status: Status = 'good'): TrendPoint => ({ status, height });
const middle = (mark: SVGGraphicsElement) => {
  const { x, y, width, height } = mark.getBBox();
  return [x + width / 2, y + height / 2];
};

test('the trend of a link says its name, its last figure and which end is newer', async () => {
  const { container } = await draw(trend.points);
  await expect.element(page.getByText(trend.label, { exact: true })).toBeVisible();
  await expect.element(page.getByText(plain(trend.latest), { exact: true })).toBeVisible();
  const [older, newer] = [text.older, text.newer].map((end) => page.getByText(end).element().getBoundingClientRect().x);
  expect(older).toBeLessThan(newer!);
  await expectPartAccessible(container);
});

test('the sentence under the picture is also its name', async () => {
  await draw(trend.points);
  await expect.element(page.getByRole('img', { name: plain(trend.alternative), exact: true })).toBeVisible();
  await expect.element(page.getByText(plain(trend.alternative))).toBeVisible();
});

test('each run is a mark, the oldest at the left, the higher the greater its figure', async () => {
  const { marks, path } = await draw([at(0), at(0.5), at(1)]);
  const places = marks.map(middle);
  expect(places.map(([x]) => x)).toEqual([6, 120, 234]);
  expect(places.map(([, y]) => y)).toEqual([50, 28, 6]);
  expect(path).toBe('M6.0 50.0L120.0 28.0L234.0 6.0');
});

test('each state is a mark of its own shape and colour', async () => {
  const states = ['good', 'slow', 'broken', 'not_known'] as const;
  const { marks } = await draw(states.map((status) => at(0.5, status)));
  expect(marks.map((mark) => mark.tagName)).toEqual(['circle', 'path', 'rect', 'circle']);
  expect(marks.map((mark) => getComputedStyle(mark).fill)).toEqual(states.map(colourOf));
});

test.for(['good', 'slow', 'broken', 'not_known'] as const)(
  'a run without a figure that is %s is hollow, at the foot, and interrupts the line',
  async (status) => {
    const { marks, path } = await draw([at(0.5), at(null, status), at(0.5), at(0.5)]);
    expect(path.match(/M/g)).toHaveLength(2);
    const [seen, hollow] = marks.map((mark) => getComputedStyle(mark));
    expect(seen!.fill).toBe(colourOf('good'));
    expect(hollow!.fill).not.toBe(colourOf(status));
    expect(hollow!.stroke).toBe(colourOf(status));
    expect(middle(marks[1]!)[1]).toBeGreaterThan(middle(marks[0]!)[1]!);
  },
);

test('a single run is a mark without a line', async () => {
  const { marks, path } = await draw([at(1)]);
  expect(marks.map(middle)).toEqual([[6, 6]]);
  expect(path).toBe('M6.0 6.0');
});
