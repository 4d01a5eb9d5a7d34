import type {
  CommandError,
  Document,
  Lang,
  LiveView,
  Progress,
  RedactionView,
  Setup,
  Settings,
  UiEvent,
  View,
} from '../generated';
import type { Bridge } from '.';
import en from './recorded/en.json';
import fr from './recorded/fr.json';

/** What `cargo xtask codegen` records in one language. */
interface Recorded {
  setup: Setup;
  live: LiveView;
  progress: { at_ms: number; progress: Progress }[];
  views: Record<Ending | 'example', View>;
  items: RedactionView[];
  documents: Record<Document, string>;
}

/** How a recorded run ends. */
export type Ending = 'weak_link' | 'nothing_abnormal' | 'cannot_tell' | 'cut';

export interface ReplayOptions {
  lang?: Lang;
  settings?: Partial<Settings>;
  profile?: Setup['profile'];
  /** How the run ends that is not the example. */
  ending?: Ending;
  /** How many times faster than the clock. */
  speed?: number;
  /** What goes wrong. */
  fails?: 'setup' | 'start' | 'run' | 'save' | 'keep';
}

/** What the page asked for, for tests to look at. */
export interface Replay extends Bridge {
  kept: Settings[];
  saved: { document: Document; hidden: string[] | null; elsewhere: boolean }[];
}

const recorded = { fr, en } as unknown as Record<Lang, Recorded>;

/** Plays the recorded run; in a browser the address chooses how (`?ending=cut&lang=fr&speed=4`). */
export function openReplay(options: ReplayOptions = fromAddress()): Replay {
  const speed = options.speed ?? 1;
  let speaking: Lang = 'en';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  let ended: Ending | 'partial' | undefined;
  let asExample = false;

  const fail = (code: CommandError['code'], detail: string): never => {
    const error: CommandError = { code, detail };
    throw error;
  };

  const replay: Replay = {
    kept: [],
    saved: [],
    async setup() {
      if (options.fails === 'setup') fail('internal', 'the page could not be set up');
      const { setup } = recorded[options.lang ?? 'fr'];
      return {
        ...setup,
        settings: { ...setup.settings, ...options.settings },
        profile: options.profile ?? setup.profile,
      };
    },
    async live(lang) {
      return recorded[lang].live;
    },
    async start(example, lang, onEvent) {
      if (options.fails === 'start') fail('internal', 'the run could not start');
      speaking = lang;
      asExample = example;
      ended = undefined;
      const moments = recorded[lang].progress;
      let next = 0;
      const finish = (how: Ending | 'partial') => {
        clearTimeout(timer);
        stop = undefined;
        ended = how;
        onEvent({ kind: 'finished' });
      };
      const play = () => {
        const moment = recorded[speaking].progress[next];
        if (!moment) {
          finish(example ? 'weak_link' : (options.ending ?? 'weak_link'));
          return;
        }
        const event: UiEvent = { kind: 'progress', progress: { ...moment.progress, example } };
        onEvent(event);
        next += 1;
        const following = moments[next];
        if (options.fails === 'run' && next === 3) {
          onEvent({ kind: 'failed', detail: 'thread `run` panicked at src/run.rs' });
          return;
        }
        timer = setTimeout(play, ((following?.at_ms ?? moment.at_ms) - moment.at_ms) / speed);
      };
      stop = () => finish('partial');
      play();
    },
    async cancel() {
      stop?.();
    },
    async speak(lang) {
      speaking = lang;
    },
    async view(lang) {
      if (!ended) return fail('no_report', 'no run has ended');
      return recorded[lang].views[ended === 'partial' ? 'cut' : asExample ? 'example' : ended];
    },
    async preview(document, _hidden, lang) {
      const { items, documents } = recorded[lang];
      const text = documents[document];
      return { items, frame: document === 'html' ? { kind: 'html', html: text } : { kind: 'text', text } };
    },
    async save(document, hidden, _lang, elsewhere) {
      replay.saved.push({ document, hidden, elsewhere });
      if (options.fails === 'save') fail('not_saved', 'Permission denied (os error 13)');
      return { kind: 'saved', path: `/home/camille/Documents/maillon.${document}` };
    },
    async keep(settings) {
      replay.kept.push(settings);
      if (options.fails === 'keep') fail('settings_not_kept', 'Read-only file system (os error 30)');
    },
  };
  return replay;
}

function fromAddress(): ReplayOptions {
  const asked = new URLSearchParams(location.search);
  const speed = Number(asked.get('speed') ?? 1);
  const lang = asked.get('lang') === 'en' ? 'en' : 'fr';
  const theme = asked.get('theme');
  return {
    lang,
    speed,
    settings: theme === 'dark' || theme === 'light' ? { theme } : {},
    ending: (asked.get('ending') ?? 'weak_link') as Ending,
    ...(asked.has('fails') ? { fails: asked.get('fails') as NonNullable<ReplayOptions['fails']> } : {}),
  };
}
