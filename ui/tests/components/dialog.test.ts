import { createRawSnippet } from 'svelte';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from '../../src/components/Dialog.svelte';
import { expectPartAccessible, text } from './part';

const opener = () => page.getByRole('button', { name: text.settings });
const dialog = () => page.getByRole('dialog', { name: text.settingsTitle, exact: true });
const close = () => dialog().getByRole('button', { name: text.close });

beforeEach(() => {
  const button = document.createElement('button');
  button.textContent = text.settings;
  document.body.prepend(button);
  button.focus();
  return () => button.remove();
});

const openDialog = async (wide = false) => {
  let closed = 0;
  const shown = await render(Dialog, {
    title: text.settingsTitle,
    closeWord: text.close,
    wide,
    onclose: () => (closed += 1),
    children: createRawSnippet(() => ({ render: () => `<label>${text.code} <input /></label>` })),
  });
  return { ...shown, closed: () => closed };
};

test('a dialog has its title for a name, shows what is in it, and takes the focus', async () => {
  const { container } = await openDialog();
  await expect.element(dialog()).toBeVisible();
  await expect.element(dialog().getByRole('heading', { level: 2, name: text.settingsTitle })).toBeVisible();
  await expect.element(dialog().getByRole('textbox', { name: text.code })).toBeVisible();
  expect(dialog().element()).toContainElement(document.activeElement as HTMLElement);
  await expectPartAccessible(container);
});

test('the keyboard goes through the dialog and not to the page behind it', async () => {
  await openDialog();
  await expect.element(close()).toHaveFocus();
  await userEvent.keyboard('{Tab}');
  await expect.element(dialog().getByRole('textbox')).toHaveFocus();
  (opener().element() as HTMLElement).focus();
  await expect.element(opener()).not.toHaveFocus();
});

test('Escape closes a dialog, once, and the focus comes back to where it was', async () => {
  const { closed } = await openDialog();
  await expect.element(close()).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.element(opener()).toHaveFocus();
  await expect.poll(closed).toBe(1);
});

test('its button closes a dialog, once, and the focus comes back to where it was', async () => {
  const { closed } = await openDialog();
  await close().click();
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.element(opener()).toHaveFocus();
  await expect.poll(closed).toBe(1);
});

test('the focus comes back also from a dialog that is taken away by an answer in it', async () => {
  const { unmount } = await openDialog();
  await expect.element(close()).toHaveFocus();
  await unmount();
  await expect.element(dialog()).not.toBeInTheDocument();
  await expect.element(opener()).toHaveFocus();
});

test('a wide dialog is wider than another, and neither is wider than the window', async () => {
  const width = () => dialog().element().getBoundingClientRect().width;
  const { unmount } = await openDialog();
  const usual = width();
  await unmount();
  await openDialog(true);
  expect(width()).toBeGreaterThan(usual);
  await page.viewport(342, 768);
  onTestFinished(() => page.viewport(1366, 768));
  expect(width()).toBeLessThanOrEqual(342);
});
