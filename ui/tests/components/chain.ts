import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Chain, { type DrawnLink } from '../../src/components/Chain.svelte';
import type { Text } from '../../src/text';
import { plain } from '../page';
import { text } from './part';

export async function drawChain(links: DrawnLink[], words: Text = text): Promise<HTMLElement> {
  const { container } = await render(Chain, {
    links,
    label: words.chain,
    weakWord: words.weakLink,
    thicknessWord: words.thickness,
  });
  return container;
}

export const list = () => page.getByRole('list', { name: text.chain });

/** A link as it is heard. */
export const link = (...said: string[]) => list().getByRole('button', { name: plain(said.join(' ')) });
