import { getContext, setContext } from 'svelte';

const key = Symbol('what the page says');

/** Lets the dialogs in front of the page say what it says: behind them nothing is heard. */
export function sayInDialogs(said: () => string) {
  setContext(key, said);
}

/** What the page says, empty where there is no page behind. */
export function saidByPage(): () => string {
  return getContext<(() => string) | undefined>(key) ?? (() => '');
}
