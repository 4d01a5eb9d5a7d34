import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Chain, { type DrawnLink } from '../../src/components/Chain.svelte';
import { plain } from '../page';
import { text } from './part';

export async function drawChain(links: DrawnLink[]): Promise<HTMLElement> {
  const { container } = await render(Chain, {
    links,
    label: text.chain,
    weakWord: text.weakLink,
    thicknessWord: text.thickness,
  });
  return container;
}

export const list = () => page.getByRole('list', { name: text.chain });

/** A link as it is heard. */
export const link = (...said: string[]) => list().getByRole('button', { name: plain(said.join(' ')) });
