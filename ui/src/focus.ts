import { tick } from 'svelte';

/** When what had the focus went away, the keyboard lands on what stands in its place, or else on the heading. */
export async function catchFocus(place = 'main h1') {
  await tick();
  if (document.activeElement === document.body) document.querySelector<HTMLElement>(place)?.focus();
}
