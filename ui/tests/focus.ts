import { expect } from 'vitest';
import { userEvent } from 'vitest/browser';
import { front } from './page';

type Colour = [red: number, green: number, blue: number, alpha: number];

const clear: Colour = [0, 0, 0, 0];

export function colour(computed: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = computed.match(/[\d.]+/g)?.map(Number) ?? [];
  return /^rgba?\(/.test(computed) ? [red, green, blue, alpha] : clear;
}

/** What is seen of a colour in front of another. */
const laid = (front: Colour, behind: Colour): Colour => {
  const mix = (index: 0 | 1 | 2) => front[index] * front[3] + behind[index] * (1 - front[3]);
  return [mix(0), mix(1), mix(2), 1];
};

/** What an element stands on. */
export function ground(element: Element | null): Colour {
  if (!element) return [255, 255, 255, 1];
  const own = colour(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : laid(own, ground(element.parentElement));
}

/** Relative luminance and contrast of WCAG 2.2. */
function luminance([red, green, blue]: Colour): number {
  const linear = (value: number) => (value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

export function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** How far the outline of an element stands out from what it is drawn on; 0 without one. */
export function ringContrast(element: Element): number {
  const { outlineStyle, outlineWidth, outlineColor, outlineOffset } = getComputedStyle(element);
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 0;
  const isInside = parseFloat(outlineOffset) + parseFloat(outlineWidth) <= 0;
  const behind = ground(isInside ? element : element.parentElement);
  return contrast(laid(colour(outlineColor), behind), behind);
}

export const named = (element: Element) =>
  `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ').slice(0, 50)}”`;

/** Whether some of an element is seen, and not all of it under something that stays (WCAG 2.4.11). */
function isUncovered(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const [low, high] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
  return [0.1, 0.5, 0.9].some((down) =>
    [0.1, 0.5, 0.9].some((across) => {
      const hit = document.elementFromPoint(left + (right - left) * across, low + (high - low) * down);
      return hit !== null && element.contains(hit);
    }),
  );
}

/** The element that has the focus, seen to have it. */
export function stop(): HTMLElement {
  const at = document.activeElement as HTMLElement;
  expect(at, 'the focus is lost').not.toBe(document.body);
  expect(front().contains(at), `${named(at)} is behind a dialog`).toBe(true);
  expect(isUncovered(at), `${named(at)} is covered`).toBe(true);
  // A heading is read from, not operated: the page puts the focus there itself. What is in a frame has its own ring.
  if (!at.matches('h1, h3, iframe')) expect(ringContrast(at), `ring of ${named(at)}`).toBeGreaterThanOrEqual(3);
  return at;
}

/** Whether what comes next is read next: further down, or beside. */
function isRead(before: Element, next: Element): boolean {
  const isAfter = before.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_FOLLOWING;
  const [one, other] = [before.getBoundingClientRect(), next.getBoundingClientRect()];
  return Boolean(isAfter) && (other.bottom > one.top || other.left >= one.right);
}

/** Goes on by Tab, or back by Shift+Tab, to what is asked for, and looks at every stop on the way. */
export async function go(
  to: (at: HTMLElement) => boolean | Promise<boolean>,
  way: 'on' | 'back' = 'on',
): Promise<HTMLElement> {
  for (let at = document.activeElement!, steps = 0; steps < 80; steps += 1) {
    await userEvent.keyboard(way === 'on' ? '{Tab}' : '{Shift>}{Tab}{/Shift}');
    // A frame of its own process gets the focus a little later.
    await expect
      .poll(() => document.activeElement, { message: `after ${named(at)}`, timeout: 5000 })
      .not.toBe(document.body);
    const next = stop();
    const [first, second] = way === 'on' ? [at, next] : [next, at];
    // Within a frame the keyboard goes on by itself.
    if (!(next === at && next.matches('iframe'))) {
      expect(isRead(first, second), `${named(first)} before ${named(second)}`).toBe(true);
    }
    if (await to(next)) return next;
    at = next;
  }
  throw new Error('the keyboard does not get there');
}

/** Everything in front that Tab stops at; of radio buttons the chosen one. */
export function stops(): HTMLElement[] {
  const all = front().querySelectorAll<HTMLElement>(
    'button:enabled, input:enabled:not([type="radio"]), input:checked, summary, textarea, a[href], iframe, [tabindex="0"]',
  );
  return [...all].filter((each) => each.checkVisibility());
}
