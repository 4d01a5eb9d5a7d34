import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { reportChain } from '../../src/draw';
import type { Link } from '../../src/generated';
import { plain } from '../page';
import { drawChain, link, list } from './chain';
import { expectPartAccessible, text, views } from './part';

const links = reportChain(views.weak_link);
const one = (id: Link) => links.find((each) => each.id === id)!;
const wifi = one('local_link');
const line = one('access_line');
const note = ({ label }: { label: string }) => page.getByRole('note', { name: plain(label) });
const entry = ({ label, note }: { label: string; note: string }) => link(label, note);
const focus = (told: typeof wifi) => (entry(told).element() as HTMLElement).focus();
const aside = () => page.elementLocator(document.documentElement).hover({ position: { x: 600, y: 740 } });

// A pointer that rests where a link comes to lie does not point at it.
beforeEach(aside);

test('a link that is pointed at tells what is wrong with it and its figures, as long as it is pointed at', async () => {
  const container = await drawChain(links);
  await entry(wifi).hover();
  await expect.element(note(wifi).getByText(plain(wifi.about))).toBeVisible();
  for (const { label, value, limit } of wifi.figures) {
    await expect.element(note(wifi).getByText(plain(label), { exact: true })).toBeVisible();
    await expect.element(note(wifi).getByText(plain(value), { exact: true })).toBeVisible();
    if (limit) await expect.element(note(wifi).getByText(plain(limit), { exact: true }).first()).toBeVisible();
  }
  await expectPartAccessible(container);
  await note(wifi).hover();
  await expect.element(note(wifi)).toBeVisible();
  await entry(line).hover();
  await expect.element(note(line)).toBeVisible();
  await expect.element(note(wifi)).not.toBeInTheDocument();
  await aside();
  await expect.element(note(line)).not.toBeInTheDocument();
});

test('a link that has the focus is told and described, until the focus goes on', async () => {
  await drawChain(links);
  focus(wifi);
  await expect.element(note(wifi)).toBeVisible();
  const figures = wifi.figures.map(({ label, value, limit }) => [label, value, limit].filter(Boolean).join(' '));
  const description = plain([wifi.about, ...figures, text.thickness].join(' '));
  await expect.element(entry(wifi)).toHaveAccessibleDescription(description);
  await userEvent.keyboard('{Tab}');
  await expect.element(note(line)).toBeVisible();
  await expect.element(note(wifi)).not.toBeInTheDocument();
  await expect.element(entry(wifi)).not.toHaveAttribute('aria-describedby');
  (entry(line).element() as HTMLElement).blur();
  await expect.element(note(line)).not.toBeInTheDocument();
});

test('every link can be reached and told by the keyboard alone, in the order of the chain', async () => {
  await drawChain(links);
  for (const told of links) {
    await userEvent.keyboard('{Tab}');
    await expect.element(entry(told)).toHaveFocus();
    await expect.element(note(told)).toBeVisible();
  }
});

test('what the thickness of a bar says is told only of a link whose bar says something', async () => {
  await drawChain(links);
  focus(wifi);
  await expect.element(note(wifi)).toHaveTextContent(text.thickness);
  focus(one('vpn'));
  await expect.element(note(one('vpn'))).toBeVisible();
  await expect.element(note(one('vpn'))).not.toHaveTextContent(text.thickness);
});

test('Escape puts a told link away, and it stays away when Escape is pressed again', async () => {
  await drawChain(links);
  await entry(wifi).hover();
  await expect.element(note(wifi)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(note(wifi)).not.toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  await expect.element(note(wifi)).not.toBeInTheDocument();
});

test('a link that was put away is told again by a click, or when it is pointed at anew', async () => {
  await drawChain(links);
  await entry(wifi).hover();
  await userEvent.keyboard('{Escape}');
  await expect.element(note(wifi)).not.toBeInTheDocument();
  await entry(wifi).click();
  await expect.element(note(wifi)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await aside();
  await entry(wifi).hover();
  await expect.element(note(wifi)).toBeVisible();
});

test('the keyboard goes on to tell links while the pointer rests on one', async () => {
  await drawChain(links);
  await entry(wifi).hover();
  await expect.element(note(wifi)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  focus(line);
  await expect.element(note(line)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(note(line)).not.toBeInTheDocument();
  await expect.element(note(wifi)).not.toBeInTheDocument();
});

test('a link that only came to lie under the pointer is not told', async () => {
  await drawChain(links);
  const come = new PointerEvent('pointermove', { bubbles: true, movementX: 0, movementY: 0 });
  entry(wifi).element().dispatchEvent(come);
  await expect.element(note(wifi)).not.toBeInTheDocument();
});

test('a link with nothing to tell is no button', async () => {
  await drawChain(links.map((each) => (each === wifi ? { ...each, about: '' } : each)));
  expect(list().getByRole('button').elements()).toHaveLength(7);
  await expect.element(list().getByText(plain(wifi.note))).toBeVisible();
});

test('what is told at the ends of the chain is not cut off by the window', async () => {
  await drawChain(links);
  for (const told of [one('machine'), one('server')]) {
    focus(told);
    await expect.element(note(told)).toBeInViewport({ ratio: 0.99 });
  }
});
