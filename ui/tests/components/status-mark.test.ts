import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import StatusMark from '../../src/components/StatusMark.svelte';
import type { Status } from '../../src/generated';
import { colourOf, expectPartAccessible, word, words } from './part';

const drawn = async (status: Status, quiet = false) => {
  const { container } = await render(StatusMark, { status, word: word(status), quiet });
  const mark = container.querySelector<HTMLElement>('.mark')!;
  return { container, mark, icon: container.querySelector('svg')!, look: getComputedStyle(mark) };
};

test.for(words)('the state $status is a word with an icon, in its colour', async ({ status, word }) => {
  const { container, mark, icon, look } = await drawn(status);
  expect(mark.textContent.trim()).toBe(word);
  await expect.element(icon).toBeVisible();
  expect(icon.childElementCount).toBeGreaterThan(1);
  expect(look.color).toBe(colourOf(status));
  await expectPartAccessible(container);
});

test('the icon is not heard, the word is', async () => {
  const { icon } = await drawn('broken');
  expect(icon.getAttribute('aria-hidden')).toBe('true');
});

test('no two states share an icon or a colour', async () => {
  const icons = new Set<string>();
  const colours = new Set<string>();
  for (const { status } of words) {
    const { icon, look } = await drawn(status);
    icons.add([...icon.children].map((shape) => shape.getAttribute('d') ?? shape.tagName).join());
    colours.add(look.color);
  }
  expect(icons.size).toBe(4);
  expect(colours.size).toBe(4);
});

test('among others in a list it has no ground of its own', async () => {
  const loud = await drawn('slow');
  expect(loud.look.backgroundColor).not.toBe('rgba(0, 0, 0, 0)');
  const quiet = await drawn('slow', true);
  expect(quiet.look.backgroundColor).toBe('rgba(0, 0, 0, 0)');
  await expectPartAccessible(quiet.container);
});
