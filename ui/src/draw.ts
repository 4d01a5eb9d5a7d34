import type { DrawnLink } from './components/Chain.svelte';
import type { LiveView, Progress, View } from './generated';
import type { Text } from './text';

/** The chain before anything is measured. */
export function waitingChain(live: LiveView): DrawnLink[] {
  return live.chain.map((link) => ({
    id: link.id,
    label: link.label,
    note: '',
    status: 'not_known',
    phase: 'waiting',
    weak: false,
    trace: [],
    heard: '',
    about: '',
    figures: [],
    capacity: null,
  }));
}

/** The chain while the run goes on. */
export function progressChain(progress: Progress, text: Text): DrawnLink[] {
  const words = { waiting: text.waiting, measuring: text.measuring, done: text.measured };
  return progress.chain.map(({ link, phase, trace }) => ({
    id: link.id,
    label: link.label,
    note: [link.status === 'not_known' ? words[phase] : link.status_word, link.figure].filter(Boolean).join(' · '),
    status: link.status,
    phase,
    weak: false,
    trace,
    heard: `${trace.filter((share) => share === null).length} ${text.unansweredOf} ${trace.length}`,
    about: link.explanation,
    figures: link.figures,
    capacity: link.capacity,
  }));
}

/** Whether nothing but figures differs, within the same second. */
export function isToldAlike(before: Progress, now: Progress): boolean {
  return (
    before.remaining_seconds === now.remaining_seconds &&
    now.rows.every(({ row, phase }, index) => {
      const other = before.rows[index];
      return other?.phase === phase && other.row.status === row.status && other.row.title === row.title;
    }) &&
    now.chain.every(({ link, phase }, index) => {
      const other = before.chain[index];
      return other?.phase === phase && other.link.status === link.status;
    })
  );
}

/** The chain of a report. */
export function reportChain(view: View): DrawnLink[] {
  return view.chain.map((link) => ({
    id: link.id,
    label: link.label,
    note: link.status === 'not_known' ? link.status_word : [link.status_word, link.figure].filter(Boolean).join(' · '),
    status: link.status,
    phase: link.status === 'not_known' ? 'waiting' : 'done',
    weak: link.id === view.verdict.weak_link,
    trace: [],
    heard: '',
    about: link.explanation,
    figures: link.figures,
    capacity: link.capacity,
  }));
}
