import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Verdict from '../../src/components/Verdict.svelte';
import type { Actor, VerdictView, View } from '../../src/generated';
import { plain } from '../page';
import { colourOf, expectPartAccessible, text, views } from './part';

const draw = async (view: View) => (await render(Verdict, { text, view })).container;
const judged = (change: Partial<VerdictView>): View => ({
  ...views.weak_link,
  verdict: { ...views.weak_link.verdict, ...change },
});
const headline = () => page.getByRole('heading', { level: 1 });
const colour = () => getComputedStyle(headline().element()).color;
const unfold = async (container: Element) => {
  await userEvent.click(container.querySelector('summary')!);
  await expect.element(container.querySelector('details')!).toHaveAttribute('open');
};

test('a weak link is named in its colour, with how sure that is, what to do and who acts', async () => {
  const { verdict } = views.weak_link;
  const container = await draw(views.weak_link);
  await expect.element(headline()).toHaveTextContent(plain(verdict.headline));
  expect(colour()).toBe(colourOf('broken'));
  await expect.element(page.getByText(plain(verdict.certainty_text!))).toBeVisible();
  await expect
    .element(page.getByRole('region', { name: text.whatToDo }).getByText(plain(verdict.action)))
    .toBeVisible();
  await expect.element(page.getByRole('region', { name: text.whoActs }).getByText(verdict.actor!.label)).toBeVisible();
  await expectPartAccessible(container);
});

test('a weak link that only slows is named in the colour of slow', async () => {
  const chain = views.weak_link.chain.map((link) => (link.is_weak ? { ...link, status: 'slow' as const } : link));
  const container = await draw({ ...views.weak_link, chain });
  expect(colour()).toBe(colourOf('slow'));
  await expectPartAccessible(container);
});

test.for([
  ['nothing_abnormal', 'good'],
  ['cannot_tell', 'not_known'],
] as const)('%s is told in the colour of %s, and only the reasoning can be unfolded', async ([outcome, status]) => {
  const { verdict } = views[outcome];
  const container = await draw(views[outcome]);
  await expect.element(headline()).toHaveTextContent(plain(verdict.headline));
  expect(colour()).toBe(colourOf(status));
  await expect.element(page.getByText(plain(verdict.certainty_text!))).toBeVisible();
  await expect.element(page.getByText(plain(verdict.action))).toBeVisible();
  const summaries = [...container.querySelectorAll('summary')].map((summary) => summary.textContent);
  expect(summaries).toEqual([text.howKnown]);
  await expectPartAccessible(container);
});

test('nothing is said of certainty where there is nothing to say', async () => {
  const container = await draw(judged({ certainty_text: null }));
  await expect.element(headline()).toBeVisible();
  expect(container.querySelector('.certainty')).toBeNull();
});

test('who must act is a word with a picture of its own, and nobody is said where nobody has to', async () => {
  const pictures = new Set<string>();
  const actors: Actor[] = ['you', 'provider', 'it'];
  for (const id of actors) {
    const container = await draw(judged({ actor: { id, label: `acteur ${id}` } }));
    await expect.element(page.getByRole('region', { name: text.whoActs }).getByText(`acteur ${id}`)).toBeVisible();
    pictures.add([...container.querySelectorAll('.who path')].map((path) => path.getAttribute('d')).join());
  }
  expect(pictures.size).toBe(3);
  await draw(judged({ actor: null }));
  await expect.element(page.getByText(text.nobody, { exact: true })).toBeVisible();
});

test('what the verdict rests on is unfolded: its figures, other weak links, what follows', async () => {
  const others = ['Votre ordinateur : la mémoire manque.'];
  const { evidence, consequences } = views.weak_link.verdict;
  const container = await draw(judged({ others }));
  await expect.element(page.getByText(plain(evidence[0]!)).first()).not.toBeVisible();
  await unfold(container);
  await expect.element(page.getByText(plain(evidence[0]!)).first()).toBeVisible();
  const said = page.getByRole('listitem').elements();
  expect(said.map((each) => each.textContent)).toEqual([...evidence, ...others, ...consequences]);
  const titles = page.getByRole('heading', { level: 3 }).elements();
  expect(titles.map((title) => title.textContent)).toEqual([text.alsoWeak, text.consequences]);
  await expectPartAccessible(container);
});

test('other weak links and what follows have no head where there are none', async () => {
  const container = await draw(judged({ others: [], consequences: [] }));
  await unfold(container);
  await expect.element(page.getByText(plain(views.weak_link.verdict.evidence[0]!)).first()).toBeVisible();
  expect(page.getByRole('heading', { level: 3 }).elements()).toHaveLength(0);
});

test('the name Wi-Fi is not broken at its hyphen', async () => {
  const container = await draw(judged({ headline: 'Le maillon faible est votre Wi-Fi.' }));
  container.style.width = '1rem';
  const name = headline().getByText('Wi-Fi', { exact: true }).element();
  expect(name.getClientRects()).toHaveLength(1);
  expect(headline().element().textContent).toBe('Le maillon faible est votre Wi-Fi.');
});

test('how it is known is told link by link, the weak one with what speaks against it', async () => {
  const container = await draw(views.weak_link);
  const { why } = views.weak_link;
  const against = why.find(({ lines }) => lines.length > 0)!;
  await expect.element(page.getByText(plain(against.lines[0]!))).not.toBeVisible();
  await userEvent.click(page.getByText(text.howKnown, { exact: true }));
  for (const { head } of why) await expect.element(page.getByText(plain(head)).first()).toBeVisible();
  await expect.element(page.getByText(plain(against.lines[0]!))).toBeVisible();
  await expectPartAccessible(container);
});
