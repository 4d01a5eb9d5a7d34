import axe, { type RunOptions } from 'axe-core';
import { afterEach, expect } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-svelte';
import App from '../src/App.svelte';
import type { Bridge } from '../src/bridge';
import { openReplay, type Replay, type ReplayOptions } from '../src/bridge/replay';
import type { Lang } from '../src/generated';
import '../src/styles.css';
import { texts } from '../src/text';

afterEach(() => cleanup());

/** Opens the whole page over the recorded run, much faster than the clock; `bridge` answers in place of the recording. */
export async function open(
  options: ReplayOptions = {},
  bridge: Partial<Bridge> = {},
): Promise<{ replay: Replay; lang: Lang }> {
  const lang = options.lang ?? 'fr';
  const replay = Object.assign(openReplay({ speed: 100, ...options, lang }), bridge);
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

/** What the browser tells the page when files are dropped onto it. */
export function drag(kind: 'dragover' | 'drop', names: string[]): DragEvent {
  const dataTransfer = new DataTransfer();
  for (const name of names) dataTransfer.items.add(new File(['{}'], name));
  const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
}

/** What is in front: a modal dialog, behind which nothing is reached or heard, or the page. */
export function front(): HTMLElement {
  return document.querySelector<HTMLElement>('dialog:modal') ?? document.body;
}

/** The regions that speak by themselves and wait for their turn. */
export function polite(): Element[] {
  return [...front().querySelectorAll('[role="status"], [role="log"], [aria-live="polite"], output')];
}

/** Accessibility rules of WCAG 2.2 A and AA, and axe's best practices. Of a frame of its own its own tests tell. */
const rules: RunOptions = {
  resultTypes: ['violations'],
  iframes: false,
  preload: false,
  // New in WCAG 2.2, and left out by axe unless asked for.
  rules: { 'target-size': { enabled: true } },
};

async function expectNoViolation(part: Document | Element, options: RunOptions) {
  const found = await axe.run(part, options);
  const told = found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html).join(' | ')}`);
  expect(told).toEqual([]);
}

/** In the light and in the dark, which differ in nothing but colours, when no colour is on its way any more. */
export async function expectAccessible(part: Document | Element = document) {
  const colours: RunOptions = { ...rules, rules: {}, runOnly: ['color-contrast', 'link-in-text-block'] };
  for (const [theme, options] of Object.entries({ light: rules, dark: colours })) {
    document.documentElement.dataset['theme'] = theme;
    for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
    await expectNoViolation(part, options);
  }
  delete document.documentElement.dataset['theme'];
}
