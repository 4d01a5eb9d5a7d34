import { afterEach, describe, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import fr from '../src/bridge/recorded/fr.json';
import { texts } from '../src/text';
import { colour, contrast, go, ground, ringContrast } from './focus';
import { states, openState } from './states';

/** What the system says the person prefers. */
async function prefers(wishes: Record<string, string> = {}) {
  const features = Object.entries(wishes).map(([name, value]) => ({ name, value }));
  await cdp().send('Emulation.setEmulatedMedia', { features });
  for (const [name, value] of Object.entries(wishes)) {
    await expect.poll(() => matchMedia(`(${name}: ${value})`).matches).toBe(true);
  }
}

afterEach(() => prefers());

const pseudo = [null, '::before', '::after', '::backdrop', '::marker'];

/** What moves for longer than a hundredth of a second. */
function moving(): string[] {
  const seconds = (list: string) => Math.max(...list.split(',').map((each) => parseFloat(each)));
  const found = [...document.querySelectorAll('*')].flatMap((element) =>
    pseudo.flatMap((part) => {
      const style = getComputedStyle(element, part);
      const moves =
        seconds(style.transitionDuration) > 0.01 ||
        (style.animationName !== 'none' && seconds(style.animationDuration) > 0.01) ||
        style.scrollBehavior === 'smooth';
      return moves ? [`${element.tagName} ${element.getAttribute('class') ?? ''} ${part ?? ''}`] : [];
    }),
  );
  const under = document.getAnimations().map((each) => String(each.effect?.getComputedTiming().duration));
  return [...found, ...under];
}

describe('nothing moves where the person wants no motion', () => {
  test.for(Object.keys(states) as (keyof typeof states)[])('%s', async (name) => {
    await prefers({ 'prefers-reduced-motion': 'reduce' });
    await openState(name, 'fr');
    expect(moving()).toEqual([]);
  });

  test('elsewhere a link changes its colour softly', async () => {
    await prefers({ 'prefers-reduced-motion': 'no-preference' });
    await openState('run in its midst', 'fr');
    expect(moving().join()).toMatch(/station/);
  });
});

const style = (selector: string, part?: string) => getComputedStyle(document.querySelector(selector)!, part);
const plainGround = () => ground(document.body);

describe.each(['light', 'dark'])('in the %s high contrast of the system', (scheme) => {
  const start = async (name: keyof typeof states) => {
    await prefers({ 'forced-colors': 'active', 'prefers-color-scheme': scheme });
    await openState(name, 'fr');
    // Against the system, which wins.
    document.documentElement.dataset['theme'] = scheme === 'dark' ? 'light' : 'dark';
  };

  test('the language that is chosen, how far the run is and how the links hang together are seen', async () => {
    await start('run at its end, with a link told');
    const shown = (selector: string) => colour(style(selector).backgroundColor);
    expect(contrast(shown('[aria-pressed="true"]'), plainGround())).toBeGreaterThanOrEqual(3);
    expect(contrast(shown('[role="progressbar"] > span'), plainGround())).toBeGreaterThanOrEqual(3);
    const bar = style('.chain li:nth-child(3)', '::before').backgroundImage;
    expect(contrast(colour(bar.match(/rgba?\([^)]*\)/)![0]), plainGround())).toBeGreaterThanOrEqual(3);
  });

  test('each state keeps its word, its shape and a colour that stands out', async () => {
    await start('history');
    await expect.element(page.getByText(fr.history.runs[0]!.status_word, { exact: true }).first()).toBeVisible();
    const shapes = [...document.querySelectorAll('.mark .shape, .mark circle, figure svg :is(circle, rect, .line)')];
    expect(shapes.length).toBeGreaterThan(20);
    for (const shape of shapes) {
      const { fill, stroke } = getComputedStyle(shape);
      const seen = Math.max(...[fill, stroke].map((each) => contrast(colour(each), plainGround())));
      expect(seen, shape.outerHTML).toBeGreaterThanOrEqual(3);
    }
  });

  test('the weak link is named in the picture', async () => {
    await start('weak link');
    const tag = page.getByRole('list', { name: texts.fr.chain }).getByText(texts.fr.weakLink);
    await expect.element(tag).toBeVisible();
    expect(contrast(colour(getComputedStyle(tag.element()).color), plainGround())).toBeGreaterThanOrEqual(4.5);
  });

  test('the delays in the picture of the run are seen', async () => {
    await start('run in its midst');
    for (const line of document.querySelectorAll('.chain svg .line, .chain svg .losses')) {
      expect(contrast(colour(getComputedStyle(line).stroke), plainGround())).toBeGreaterThanOrEqual(3);
    }
  });

  test('the focus is seen at every stop', async () => {
    await start('weak link');
    let stops = 0;
    await go((at) => {
      stops += 1;
      expect(ringContrast(at)).toBeGreaterThanOrEqual(3);
      return at.textContent.trim() === texts.fr.history;
    });
    expect(stops).toBeGreaterThan(8);
  });
});
