import axe from 'axe-core';
import { afterEach, expect } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import App from '../src/App.svelte';
import { openReplay, type Replay, type ReplayOptions } from '../src/bridge/replay';
import type { Lang } from '../src/generated';
import '../src/styles.css';
import { texts } from '../src/text';

afterEach(() => cleanup());

/** Opens the whole page over the recorded run, much faster than the clock. */
export async function open(options: ReplayOptions = {}): Promise<{ replay: Replay; lang: Lang }> {
  const lang = options.lang ?? 'fr';
  const replay = openReplay({ speed: 100, ...options, lang });
  await render(App, { bridge: replay });
  return { replay, lang };
}

/** Opens the page and plays a run to its end. */
export async function openResult(options: ReplayOptions = {}): Promise<{ replay: Replay; lang: Lang }> {
  const opened = await open(options);
  await button(opened.lang, 'start').click();
  await expect.element(button(opened.lang, 'saveReport')).toBeVisible();
  return opened;
}

/** A text as a locator sees it: any run of spaces, those of French among them, is one space. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ');
}

export function button(lang: Lang, name: keyof (typeof texts)['fr']) {
  return page.getByRole('button', { name: texts[lang][name], exact: true });
}

/** Accessibility rules of WCAG 2.2 A and AA, and axe's best practices. */
export async function expectAccessible(part: Document | Element = document) {
  const found = await axe.run(part, { resultTypes: ['violations'] });
  const told = found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`);
  expect(told).toEqual([]);
}
