import type {
  Comparison,
  Decoded,
  Document,
  FactView,
  HistoryView,
  Lang,
  LiveView,
  Mode,
  Opening,
  RedactionItem,
  RedactionView,
  Saved,
  Settings,
  Setup,
  Shown,
  UiEvent,
  WatchView,
  Written,
} from '../generated';

/** How the preview of a file is shown. A page is shown in a frame where no script runs. */
export type Frame =
  { kind: 'text'; text: string } | { kind: 'address'; address: string } | { kind: 'html'; html: string };

/** What a file would hold. */
export interface Preview {
  items: RedactionView[];
  frame: Frame;
}

/** The only door to Rust. */
export interface Bridge {
  setup(): Promise<Setup>;
  /** The labels of the chain and of the six points before anything is measured. */
  live(lang: Lang): Promise<LiveView>;
  /** What the profile in force says; nothing without one. */
  profile(lang: Lang): Promise<FactView[]>;
  /** Starts a run; events come until `finished` or `failed`. */
  start(example: boolean, mode: Mode, lang: Lang, onEvent: (event: UiEvent) => void): Promise<void>;
  cancel(): Promise<void>;
  /** Words the run that goes on in another language. */
  speak(lang: Lang): Promise<void>;
  /** The report that is shown. */
  view(lang: Lang): Promise<Shown>;
  /** Shows a report file that the user chooses. */
  openReport(): Promise<Opening>;
  /** Shows a report file that was dropped onto the page, of which at most so many bytes are read. */
  openDropped(file: Blob, largest: number): Promise<Opening>;
  /** From now on the page hears of reports that are handed to the program. */
  receiveReports(onOpening: (outcome: Opening) => void): Promise<void>;
  /** Drops the report from a file; says whether one of this computer was behind it. */
  closeReport(): Promise<boolean>;
  /** What a dictated code says. */
  decode(code: string, lang: Lang): Promise<Decoded>;
  /** What a file would hold with these items hidden; all of them for `null`. */
  preview(document: Document, hidden: RedactionItem[] | null, lang: Lang): Promise<Preview>;
  /** Saves where the user says; `elsewhere` asks even when reports have a fixed folder. */
  save(document: Document, hidden: RedactionItem[] | null, lang: Lang, elsewhere: boolean): Promise<Saved>;
  /** Saves the report and opens a message to the helpdesk in the user's mail program. */
  writeToHelpdesk(lang: Lang): Promise<Written>;
  /** The long watch and what it caught. */
  watch(lang: Lang): Promise<WatchView>;
  /** From now on the page hears of every change of the watch. */
  followWatch(onChange: () => void): Promise<void>;
  startWatch(): Promise<void>;
  stopWatch(): Promise<void>;
  /** The person says that it is slow now. */
  slowNow(): Promise<void>;
  /** The past runs of this computer. */
  history(lang: Lang): Promise<HistoryView>;
  /** Shows a past run. */
  openPast(id: string): Promise<Opening>;
  /** Two past runs side by side. */
  comparePast(ids: [string, string], lang: Lang): Promise<Comparison>;
  /** Erases every past run. */
  eraseHistory(): Promise<void>;
  keep(settings: Settings): Promise<void>;
}

/** Opens the door: the window's, or the recorded run where there is no window. */
export async function openBridge(): Promise<Bridge> {
  if (__REPLAY__ && !('__TAURI_INTERNALS__' in window)) {
    return (await import('./replay')).openReplay();
  }
  return (await import('./tauri')).tauriBridge;
}
