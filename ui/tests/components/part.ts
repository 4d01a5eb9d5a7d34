import recorded from '../../src/bridge/recorded/fr.json';
import type { Ending } from '../../src/bridge/replay';
import type { HistoryView, LiveView, Progress, RedactionView, Status, StatusWord, View } from '../../src/generated';
import { texts } from '../../src/text';

export { expectAccessible as expectPartAccessible } from '../page';

export const text = texts.fr;
export const live = recorded.live as LiveView;
export const words = recorded.live.status_words as StatusWord[];
export const views = recorded.views as Record<Ending, View>;
export const history = recorded.history as HistoryView;
export const items = recorded.items as RedactionView[];

/** The run as it stands after so many seconds. */
export function after(seconds: number): Progress {
  return recorded.progress.find(({ at_ms }) => at_ms === seconds * 1000)!.progress as Progress;
}

export function word(status: Status): string {
  return words.find((each) => each.status === status)!.word;
}

/** The colour of a state, as the browser says it. */
export function colourOf(status: Status): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.className = status;
  probe.style.color = 'var(--state)';
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
