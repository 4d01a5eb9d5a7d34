import { tick } from 'svelte';
import { expect } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import en from '../src/bridge/recorded/en.json';
import fr from '../src/bridge/recorded/fr.json';
import type { Bridge } from '../src/bridge';
import type { ReplayOptions } from '../src/bridge/replay';
import type { Lang, Progress } from '../src/generated';
import { texts } from '../src/text';
import { button, drag, open } from './page';

type Name = keyof (typeof texts)['fr'];

/** How a state of the page is reached. */
interface State {
  options?: ReplayOptions;
  /** What is answered in place of the recording. */
  bridge?: (lang: Lang) => Partial<Bridge>;
  /** The buttons that are pressed, one after the other. */
  press?: Name[];
  /** What is done after. */
  then?: (lang: Lang) => Promise<unknown>;
}

const recorded = { fr, en };
const never = () => new Promise<never>(() => {});
const broken = () => Promise.reject({ code: 'internal', detail: 'thread `run` panicked at src/run.rs' });
const profile = { file: '/etc/maillon/profile.toml', company: 'Exemple SA', problem: null };
const unread = {
  ...profile,
  company: null,
  problem: { fr: 'ligne 3, colonne 1 : une valeur manque', en: 'line 3, column 1: a value is missing' },
};

/** The run as it stands after so many seconds, and no further. */
const standing = (seconds: number) => (lang: Lang) => ({
  start: async (...[example, , , onEvent]: Parameters<Bridge['start']>) => {
    const { progress } = recorded[lang].progress.find(({ at_ms }) => at_ms === seconds * 1000)!;
    onEvent({ kind: 'progress', progress: { ...(progress as Progress), example } });
  },
});

async function press(lang: Lang, name: Name) {
  const within = page.getByRole('dialog').elements().length > 0 ? page.getByRole('dialog') : page;
  const pressed = within.getByRole('button', { name: texts[lang][name], exact: true });
  await expect.element(pressed).toBeEnabled();
  (pressed.element() as HTMLElement).click();
}

async function unfold() {
  for (const one of document.querySelectorAll('details')) one.open = true;
}

const tell = (place: number) => async (lang: Lang) => {
  const links = page.getByRole('list', { name: texts[lang].chain }).getByRole('button');
  (links.nth(place).element() as HTMLElement).focus();
  await expect.element(page.getByRole('note')).toBeVisible();
};

const copying = (writeText: () => Promise<void>) => async (lang: Lang) => {
  await expect.element(button(lang, 'copyTicket')).toBeVisible();
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
  await press(lang, 'copyTicket');
};

const check = (count: number, then: Name) => async (lang: Lang) => {
  await expect.element(page.getByRole('checkbox').first()).toBeVisible();
  for (const box of page.getByRole('checkbox').elements().slice(0, count)) (box as HTMLElement).click();
  await press(lang, then);
};

const choose = (name: Name) => async (lang: Lang) => {
  const choice = page.getByRole('radio', { name: texts[lang][name] });
  await expect.element(choice).toBeVisible();
  (choice.element() as HTMLElement).click();
};

const read = (code: string) => async (lang: Lang) => {
  await page.getByRole('textbox', { name: texts[lang].code }).fill(code);
  await userEvent.keyboard('{Enter}');
};

const alerted = () => expect.element(page.getByRole('alert').first()).toBeVisible();
const ending = (ending: NonNullable<ReplayOptions['ending']>): State => ({
  options: { ending },
  press: ['start'],
  then: resulted,
});

const running = () => expect.element(page.getByRole('progressbar')).toBeVisible();

async function resulted(lang: Lang) {
  await expect.element(button(lang, 'saveReport')).toBeVisible();
}

/** Every state the page can have. */
export const states = {
  opening: { bridge: () => ({ setup: never }) },
  start: {},
  'start with a profile': { options: { profile } },
  'start with a profile that cannot be read': { options: { profile: unread } },
  settings: { press: ['settings'] },
  'settings with a profile': {
    options: { profile },
    press: ['settings'],
    then: () => expect.element(page.getByRole('term').last()).toBeVisible(),
  },
  'settings with a profile that cannot be read': { options: { profile: unread }, press: ['settings'] },
  'settings that are not kept': {
    options: { fails: 'keep' },
    press: ['settings'],
    then: async (lang) => [await choose('modePrecise')(lang), await alerted()],
  },
  'run that begins': { bridge: standing(0), press: ['start'], then: running },
  'run in its midst': { bridge: standing(3), press: ['start'], then: running },
  'run at its end, with a link told': {
    bridge: standing(12),
    press: ['start'],
    then: tell(2),
  },
  'run of the example': { bridge: standing(9), press: ['playExample'], then: running },
  'weak link': ending('weak_link'),
  'weak link, unfolded': { press: ['start'], then: async (lang) => [await resulted(lang), await unfold()] },
  'weak link, with a link told': {
    press: ['start'],
    then: async (lang) => [await resulted(lang), await tell(2)(lang)],
  },
  'nothing abnormal, unfolded': {
    ...ending('nothing_abnormal'),
    then: async (lang) => [await resulted(lang), await unfold()],
  },
  'cannot tell, unfolded': { ...ending('cannot_tell'), then: async (lang) => [await resulted(lang), await unfold()] },
  'run cut short, unfolded': { ...ending('cut'), then: async (lang) => [await resulted(lang), await unfold()] },
  'slow moments in the result': ending('watched'),
  example: { press: ['playExample'], then: resulted },
  'ticket copied': { press: ['start'], then: copying(() => Promise.resolve()) },
  'ticket not copied': { press: ['start'], then: copying(() => Promise.reject(new DOMException('no'))) },
  'saving: preview on its way': { bridge: () => ({ preview: never }), press: ['start', 'saveReport'] },
  'saving: preview that fails': { bridge: () => ({ preview: broken }), press: ['start', 'saveReport'], then: alerted },
  'saving: page': {
    press: ['start', 'saveReport'],
    then: (lang) => expect.element(page.getByTitle(texts[lang].preview)).toBeVisible(),
  },
  'saving: data': {
    press: ['start', 'saveReport'],
    then: async (lang) => [
      await choose('json')(lang),
      await expect.element(page.getByText('"format_version"')).toBeVisible(),
    ],
  },
  'saved report': {
    press: ['start', 'saveReport', 'save'],
    then: () => expect.element(page.getByText('/home/camille/Documents/maillon.html').first()).toBeVisible(),
  },
  'report not saved': { options: { fails: 'save' }, press: ['start', 'saveReport', 'save'], then: alerted },
  mail: { press: ['start', 'writeToHelpdesk'] },
  'mail begun': {
    press: ['start', 'writeToHelpdesk', 'mailGo'],
    then: (lang) => expect.element(page.getByText(texts[lang].mailBegun).first()).toBeVisible(),
  },
  'mail without a program': {
    options: { fails: 'mail' },
    press: ['start', 'writeToHelpdesk', 'mailGo'],
    then: alerted,
  },
  'mail without a report': {
    options: { fails: 'save' },
    press: ['start', 'writeToHelpdesk', 'mailGo'],
    then: alerted,
  },
  'watch that goes on': { options: { watch: 'on' } },
  'watch that was called': { options: { watch: 'called' } },
  'watch with a kept moment': { options: { watch: 'kept' }, then: unfold },
  'watch that is over': { options: { watch: 'over' }, then: unfold },
  'history on its way': { bridge: () => ({ history: never }), press: ['history'] },
  'history that is empty': { press: ['history'] },
  history: {
    options: { past: true },
    press: ['history'],
    then: () => expect.element(page.getByRole('checkbox').first()).toBeVisible(),
  },
  comparison: { options: { past: true }, press: ['history'], then: check(2, 'compare') },
  'comparison that is refused': {
    options: { past: true },
    bridge: () => ({ comparePast: async () => ({ kind: 'refused', problem: fr.refused.problem }) }),
    press: ['history'],
    then: async (lang) => [await check(2, 'compare')(lang), await alerted()],
  },
  'history about to be erased': { options: { past: true }, press: ['history', 'eraseAll'] },
  'history erased': {
    options: { past: true },
    press: ['history', 'eraseAll', 'erase'],
    then: (lang) => expect.element(page.getByText(texts[lang].historyEmpty)).toBeVisible(),
  },
  'history not erased': {
    options: { past: true, fails: 'erase' },
    press: ['history', 'eraseAll', 'erase'],
    then: alerted,
  },
  'past run': {
    options: { past: true },
    press: ['history'],
    then: async (lang) => {
      await expect.element(page.getByRole('checkbox').first()).toBeVisible();
      document.querySelector<HTMLElement>('main li button')!.click();
      await resulted(lang);
    },
  },
  'report from a file': { options: { given: true }, then: resulted },
  'file that is refused': { options: { fails: 'open' }, press: ['openReport'], then: alerted },
  'file over the page': {
    then: async (lang) => {
      await expect.element(button(lang, 'start')).toBeVisible();
      drag('dragover', ['a.json']);
      await expect.element(page.getByText(texts[lang].dropHere)).toBeVisible();
    },
  },
  'several files at once': {
    then: async (lang) => {
      await expect.element(button(lang, 'start')).toBeVisible();
      drag('drop', ['a.json', 'b.json']);
      await alerted();
    },
  },
  'code to be read': { press: ['readCode'] },
  'code that was read': {
    press: ['readCode'],
    then: async (lang) => [
      await read(fr.views.weak_link.spoken.code)(lang),
      await expect.element(page.getByRole('term').first()).toBeVisible(),
    ],
  },
  'code that is wrong': {
    press: ['readCode'],
    then: async (lang) => [await read('0NBRN')(lang), await alerted()],
  },
  'fault of the run': { options: { fails: 'run' }, press: ['start'], then: faulted },
  'fault at the opening': { options: { fails: 'setup' }, then: faulted },
} satisfies Record<string, State>;

async function faulted() {
  await expect.element(page.getByRole('button', { name: /Retour|Back/ })).toBeVisible();
  await unfold();
}

/** Every state in both languages. */
export const everywhere = (Object.keys(states) as (keyof typeof states)[]).flatMap((name) =>
  (['fr', 'en'] as const).map((lang) => ({ name, lang })),
);

export async function openState(name: keyof typeof states, lang: Lang) {
  const { options, bridge, press: pressed = [], then }: State = states[name];
  await open({ speed: 10_000, ...options, lang }, bridge?.(lang));
  if (name !== 'opening') await expect.element(page.getByRole('heading', { level: 1 })).toBeInTheDocument();
  for (const each of pressed) await press(lang, each);
  await tick();
  await then?.(lang);
}
