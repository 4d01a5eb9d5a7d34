import type {
  CommandError,
  ComparisonView,
  Decoded,
  Document,
  FactView,
  HistoryView,
  Lang,
  LiveView,
  Mode,
  OpenedView,
  Opening,
  Progress,
  RedactionView,
  Setup,
  Settings,
  UiEvent,
  View,
  WatchView,
} from '../generated';
import type { Bridge } from '.';
import en from './recorded/en.json';
import fr from './recorded/fr.json';

/** What `cargo xtask codegen` records in one language. */
interface Recorded {
  setup: Setup;
  live: LiveView;
  profile: FactView[];
  progress: { at_ms: number; progress: Progress }[];
  views: Record<Ending | 'example', View>;
  items: RedactionView[];
  documents: Record<'html' | 'json', string>;
  opened: OpenedView;
  past: OpenedView;
  history: HistoryView;
  no_history: HistoryView;
  watch: Record<Watched, WatchView>;
  comparison: ComparisonView;
  refused: Opening;
  told: Decoded;
  not_told: Decoded;
}

/** How a recorded run ends. */
export type Ending = 'weak_link' | 'nothing_abnormal' | 'cannot_tell' | 'cut' | 'watched';

/** How far the recorded watch is. */
export type Watched = 'off' | 'on' | 'called' | 'kept' | 'over';

export interface ReplayOptions {
  lang?: Lang;
  settings?: Partial<Settings>;
  profile?: Setup['profile'];
  /** How the run ends that is not the example. */
  ending?: Ending;
  /** How many times faster than the clock. */
  speed?: number;
  /** What goes wrong. */
  fails?: 'setup' | 'start' | 'run' | 'save' | 'keep' | 'open' | 'erase' | 'mail';
  /** Whether the program was started with a report. */
  given?: boolean;
  /** Whether there are past runs. */
  past?: boolean;
  /** Whether the profile names no helpdesk. */
  alone?: boolean;
  /** How far the long watch is. */
  watch?: Watched;
}

/** What the page asked for, for tests to look at. */
export interface Replay extends Bridge {
  kept: Settings[];
  /** Modes of the runs that were started. */
  modes: Mode[];
  /** Pairs of past runs that were compared. */
  compared: [string, string][];
  /** Names of the dropped files. */
  dropped: string[];
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
  let isOpened = false;
  let isPast = false;
  let hasPast = options.past ?? false;
  let watched = options.watch ?? 'off';
  let heard = () => {};
  const watchIs = (next: Watched) => {
    watched = next;
    heard();
  };

  const fail = (code: CommandError['code'], detail: string): never => {
    const error: CommandError = { code, detail };
    throw error;
  };

  const openOne = (): Opening => {
    if (options.fails === 'open') return recorded.fr.refused;
    isOpened = true;
    isPast = false;
    return { kind: 'opened' };
  };

  const replay: Replay = {
    kept: [],
    modes: [],
    compared: [],
    dropped: [],
    saved: [],
    async setup() {
      if (options.fails === 'setup') fail('internal', 'the page could not be set up');
      const { setup } = recorded[options.lang ?? 'fr'];
      return {
        ...setup,
        settings: { ...setup.settings, ...options.settings },
        profile: options.profile ?? setup.profile,
        helpdesk: options.alone ? null : setup.helpdesk,
        report_given: options.given ?? false,
      };
    },
    async live(lang) {
      return recorded[lang].live;
    },
    async profile(lang) {
      return options.profile?.file && !options.profile.problem ? recorded[lang].profile : [];
    },
    async start(example, mode, lang, onEvent) {
      replay.modes.push(mode);
      if (options.fails === 'start') fail('internal', 'the run could not start');
      speaking = lang;
      asExample = example;
      ended = undefined;
      isOpened = false;
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
      const { views, opened, past } = recorded[lang];
      if (isOpened) return { view: views.weak_link, opened: isPast ? past : opened };
      if (!ended) return fail('no_report', 'no run has ended');
      return { view: views[ended === 'partial' ? 'cut' : asExample ? 'example' : ended], opened: null };
    },
    async openReport() {
      return openOne();
    },
    async openDropped(file) {
      replay.dropped.push(file instanceof File ? file.name : '');
      return openOne();
    },
    async receiveReports(onOpening) {
      if (options.given) onOpening(openOne());
    },
    async closeReport() {
      isOpened = false;
      return ended !== undefined;
    },
    async decode(code, lang) {
      const { told, not_told, views } = recorded[lang];
      return code.replace(/\W/g, '') === views.weak_link.spoken.code.replace(/\W/g, '') ? told : not_told;
    },
    async preview(document, _hidden, lang) {
      const { items, documents } = recorded[lang];
      const text = documents[document === 'html' ? 'html' : 'json'];
      return { items, frame: document === 'html' ? { kind: 'html', html: text } : { kind: 'text', text } };
    },
    async save(document, hidden, _lang, elsewhere) {
      replay.saved.push({ document, hidden, elsewhere });
      if (options.fails === 'save') fail('not_saved', 'Permission denied (os error 13)');
      const copy = document === 'html' ? '/home/camille/Documents/maillon.maillon' : null;
      return { kind: 'saved', path: `/home/camille/Documents/maillon.${document}`, copy };
    },
    async writeToHelpdesk() {
      if (options.fails === 'save') fail('not_saved', 'Permission denied (os error 13)');
      const path = '/home/camille/Documents/maillon-2026-11-24-1405.html';
      const copy = '/home/camille/Documents/maillon-2026-11-24-1405.maillon';
      if (options.fails !== 'mail') return { kind: 'begun', path, copy };
      return { kind: 'no_program', path, copy, helpdesk: 'support@exemple.fr', detail: 'No such file or directory' };
    },
    async watch(lang) {
      return recorded[lang].watch[watched];
    },
    async followWatch(onChange) {
      heard = onChange;
    },
    async startWatch() {
      watchIs('on');
    },
    async stopWatch() {
      watchIs(watched === 'kept' ? 'over' : 'off');
    },
    async slowNow() {
      watchIs('called');
      setTimeout(() => watchIs('kept'), 5000 / speed);
    },
    async history(lang) {
      return recorded[lang][hasPast ? 'history' : 'no_history'];
    },
    async openPast() {
      const outcome = openOne();
      isPast = true;
      return outcome;
    },
    async comparePast(ids, lang) {
      replay.compared.push(ids);
      return { kind: 'compared', comparison: recorded[lang].comparison };
    },
    async eraseHistory() {
      if (options.fails === 'erase') fail('not_erased', 'Permission denied (os error 13)');
      hasPast = false;
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
    given: asked.has('given'),
    past: asked.has('past'),
    ...(asked.has('profile')
      ? { profile: { file: '/etc/maillon/profile.toml', company: 'Exemple SA', problem: null } }
      : {}),
    alone: asked.has('alone'),
    ...(asked.has('watch') ? { watch: asked.get('watch') as Watched } : {}),
    ...(asked.has('fails') ? { fails: asked.get('fails') as NonNullable<ReplayOptions['fails']> } : {}),
  };
}
