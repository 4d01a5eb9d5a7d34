import { describe, expect, test } from 'vitest';
import type { ErrorCode, Lang } from '../src/generated';
import { errorText, texts } from '../src/text';

const codes: Record<ErrorCode, true> = {
  already_running: true,
  no_report: true,
  not_saved: true,
  not_erased: true,
  settings_not_kept: true,
  internal: true,
};

/** Every text of the page in a language, by its name. */
const all = (lang: Lang): [string, string][] => [
  ...Object.entries(texts[lang]),
  ...Object.keys(codes).map((code): [string, string] => [code, errorText(lang, code as ErrorCode)]),
];

/** What the typography of a language forbids. */
const forbidden: Record<Lang, [string, RegExp][]> = {
  fr: [
    ['a high sign without its narrow space before it', /(?<!\u202f)[:;!?%»]/],
    ['an opening quote without its narrow space after it', /«(?!\u202f)/],
    ['a space of another width that does not break', /\u00a0/],
    ['a narrow space elsewhere', /(?<!«)\u202f(?![:;!?%»])/],
    ['a decimal point', /\d\.\d/],
    ['a quote of English', /[“”]/],
  ],
  en: [
    ['a space before a sign', /\s[:;!?%]/],
    ['a quote of French', /[«»]/],
    ['a decimal comma', /\d,\d(?!\d\d)/],
  ],
};
const everywhere: [string, RegExp][] = [
  ['a straight quote', /['"]/],
  ['three points instead of one sign', /\.\.\./],
  ['two spaces', /\s\s/],
  ['a space at an end', /^ | $/],
  ['nothing', /^$/],
];

test('both languages say the same things', () => {
  expect(Object.keys(texts.en).sort()).toEqual(Object.keys(texts.fr).sort());
});

describe.each(['fr', 'en'] as const)('no text in %s holds', (lang) => {
  test.for([...forbidden[lang], ...everywhere])('%s', ([, pattern]) => {
    expect(all(lang).filter(([, text]) => pattern.test(text))).toEqual([]);
  });
});
