import { describe, expect, test } from 'vitest';
import en from '../../src/bridge/recorded/en.json';
import fr from '../../src/bridge/recorded/fr.json';
import type { DrawnLink } from '../../src/components/Chain.svelte';
import { progressChain, reportChain, waitingChain } from '../../src/draw';
import type { LinkView, LiveView, Progress, StatusWord, View } from '../../src/generated';
import { texts } from '../../src/text';
import { plain } from '../page';
import { drawChain } from './chain';

const recorded = { fr, en };

/** A link as it is seen: what its place in the picture is drawn as. */
function seen(container: Element, { id, label, figure }: LinkView) {
  const place = container.querySelector<HTMLElement>(`.place.${id}`)!;
  const drawn = (names: string[]) => names.find((name) => place.classList.contains(name))!;
  return {
    place,
    label,
    figure,
    status: drawn(['good', 'slow', 'broken', 'not_known']),
    phase: drawn(['waiting', 'measuring', 'done']) as 'waiting' | 'measuring' | 'done',
    isWeak: place.classList.contains('weak'),
    losses: place.querySelector('.losses')?.getAttribute('d')?.match(/M/g)?.length ?? 0,
  };
}

describe.each(['fr', 'en'] as const)('in %s the chain is heard as it is drawn', (lang) => {
  const text = texts[lang];
  const { status_words, ...live } = recorded[lang].live;
  const word = (status: string) => (status_words as StatusWord[]).find((each) => each.status === status)!.word;

  async function expectHeard(drawn: DrawnLink[], links: LinkView[], unknown: (phase: keyof typeof phases) => string) {
    const container = await drawChain(drawn, text);
    expect(links).toHaveLength(8);
    for (const link of links) {
      const { place, label, figure, status, phase, isWeak, losses } = seen(container, link);
      const state = status === 'not_known' ? unknown(phase) : word(status);
      const said = [isWeak && text.weakLink, label, [state, figure].filter(Boolean).join(' · ')];
      const trace = drawn.find(({ id }) => id === link.id)!.trace.length;
      if (trace > 0) said.push(`${losses} ${text.unansweredOf} ${trace}`);
      const entry = place.querySelector('.entry')!;
      const heard = [...entry.querySelectorAll('.words > span')].map((each) => each.textContent).join(' ');
      expect(plain(heard)).toBe(plain(said.filter(Boolean).join(' ')));
      if (entry.matches('button'))
        await expect
          .element(entry as HTMLElement)
          .toHaveAccessibleName(expect.toSatisfy((name: string) => plain(name) === plain(heard)));
    }
    return container;
  }
  const phases = { waiting: text.waiting, measuring: text.measuring, done: text.measured };

  test('before a run', async () => {
    const links = (live as unknown as LiveView).chain;
    const container = await drawChain(waitingChain(recorded[lang].live as LiveView), text);
    const said = [...container.querySelectorAll('.entry')].map((entry) => entry.textContent.trim());
    expect(said).toEqual(links.map(({ label }) => label));
  });

  test.for(recorded[lang].progress)('after $at_ms ms of a run', async ({ progress }) => {
    const now = progress as Progress;
    const links = now.chain.map(({ link }) => link);
    await expectHeard(progressChain(now, text), links, (phase) => phases[phase]);
  });

  test.for(['weak_link', 'nothing_abnormal', 'cannot_tell', 'cut', 'watched', 'example'] as const)(
    'in the result: %s',
    async (ending) => {
      const view = recorded[lang].views[ending] as View;
      const links = view.chain.map((link) => (link.status === 'not_known' ? { ...link, figure: '' } : link));
      const container = await expectHeard(reportChain(view), links, () => word('not_known'));
      const weak = [...container.querySelectorAll('.place.weak')];
      expect(weak.map((place) => place.querySelector('.label')!.textContent)).toEqual(
        view.chain.filter((link) => link.is_weak).map((link) => link.label),
      );
    },
  );
});
