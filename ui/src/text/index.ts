import type { ErrorCode, Lang } from '../generated';
import { en, errors as enErrors } from './en';
import { fr, errors as frErrors } from './fr';

/** The page's own labels. Everything that speaks of a measurement comes worded from Rust. */
export type Text = typeof fr;

/** French sets its high signs apart by a narrow space that must not end a line, as the words from Rust do. */
function spaced<Words extends Record<string, string>>(words: Words): Words {
  const set = (text: string) => text.replace(/ ([:;!?%»])/g, '\u202f$1').replace(/« /g, '«\u202f');
  return Object.fromEntries(Object.entries(words).map(([name, text]) => [name, set(text)])) as Words;
}

export const texts: Record<Lang, Text> = { fr: spaced(fr), en };

const errors: Record<Lang, Record<ErrorCode, string>> = { fr: spaced(frErrors), en: enErrors };

/** Words an error code of the shell. */
export function errorText(lang: Lang, code: ErrorCode): string {
  return errors[lang][code];
}
