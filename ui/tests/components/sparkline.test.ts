import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Sparkline from '../../src/components/Sparkline.svelte';

const drawn = async (trace: (number | null)[]) => {
  const { container } = await render(Sparkline, { trace });
  const path = (name: string) => container.querySelector(`.${name}`)?.getAttribute('d');
  return { line: path('line'), losses: path('losses') };
};

test('an answer is a point of the line, the higher the later', async () => {
  const { line, losses } = await drawn([0, 0.5, 1]);
  const heights = line!.match(/ [\d.]+/g)!.map(Number);
  expect(heights).toEqual([24.5, 13, 1.5]);
  expect(losses).toBe('');
});

test('a lost answer interrupts the line and is marked', async () => {
  const { line, losses } = await drawn([0.1, null, 0.1]);
  expect(line!.match(/M/g)).toHaveLength(2);
  expect(losses!.match(/M/g)).toHaveLength(1);
});

test('an answer between two losses is still seen', async () => {
  const { line } = await drawn([null, 0.5, null]);
  expect(line).toMatch(/^M[\d.]+ 13\.0h0$/);
});
