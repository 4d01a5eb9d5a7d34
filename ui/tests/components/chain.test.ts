import { expect, test } from 'vitest';
import type { DrawnLink } from '../../src/components/Chain.svelte';
import { progressChain, reportChain, waitingChain } from '../../src/draw';
import type { Link, Phase, Status } from '../../src/generated';
import { plain } from '../page';
import { drawChain, link, list } from './chain';
import { after, colourOf, expectPartAccessible, live, text, views, word, words } from './part';

const chain = reportChain(views.nothing_abnormal);
const inState = (id: Link, status: Status, isWeak = false): DrawnLink[] => {
  const { verdict, chain, ...view } = views.nothing_abnormal;
  const changed = chain.map((one) => (one.id === id ? { ...one, status, status_word: word(status), figure: '' } : one));
  return reportChain({ ...view, chain: changed, verdict: { ...verdict, weak_link: isWeak ? id : null } });
};
const place = (container: Element, id: Link) => container.querySelector<HTMLElement>(`.place.${id}`)!;
const station = (container: Element, id: Link) => place(container, id).querySelector<HTMLElement>('.station')!;
const shield = (container: Element) => container.querySelector<HTMLElement>('.shield')!;

test('before anything is measured it is seven places in a row, the protection standing on the computer', async () => {
  const container = await drawChain(waitingChain(live));
  const said = list().getByRole('listitem').elements();
  const [machine, security, ...others] = live.chain.map(({ label }) => label);
  expect(said.map((one) => one.textContent.trim().replace(/\s+/g, ' '))).toEqual([`${machine} ${security}`, ...others]);
  expect(list().getByRole('button').elements()).toHaveLength(0);
  await expectPartAccessible(container);
});

test.for(words)(
  'a link that is $status says so by its colour, beside its icon, and in a word',
  async ({ status, word }) => {
    const container = await drawChain(inState('vpn', status));
    const { color, borderColor } = getComputedStyle(station(container, 'vpn'));
    if (status !== 'not_known') expect([color, borderColor]).toEqual([colourOf(status), colourOf(status)]);
    await expect.element(station(container, 'vpn').querySelector('svg')!).toBeVisible();
    await expect.element(link('VPN', word).getByText(word, { exact: true })).toBeVisible();
    await expectPartAccessible(container);
  },
);

test('no two states of a link have one colour, and no two links have one icon', async () => {
  const colours = new Set<string>();
  for (const { status } of words) {
    colours.add(getComputedStyle(station(await drawChain(inState('vpn', status)), 'vpn')).borderColor);
  }
  expect(colours.size).toBe(4);
  const icons = [...(await drawChain(chain)).querySelectorAll('.icon path, .shield path')];
  expect(new Set(icons.map((icon) => icon.getAttribute('d'))).size).toBe(8);
});

test.for(words)('the protection that is $status says so on its shield', async ({ status, word }) => {
  const container = await drawChain(inState('security', status));
  const ring = getComputedStyle(shield(container)).borderColor;
  if (status === 'not_known') expect(words.map((each) => colourOf(each.status))).not.toContain(ring);
  else expect(ring).toBe(colourOf(status));
  expect(getComputedStyle(station(container, 'machine')).borderColor).toBe(colourOf('good'));
  await expect.element(link('Protection', word)).toBeVisible();
});

test('the weak link alone is filled with its colour and marked by a word', async () => {
  const container = await drawChain(inState('local_link', 'broken', true));
  expect(getComputedStyle(station(container, 'local_link')).backgroundColor).toBe(colourOf('broken'));
  expect(getComputedStyle(station(container, 'vpn')).backgroundColor).not.toBe(colourOf('good'));
  await expect.element(list().getByText(text.weakLink)).toBeVisible();
  expect(list().getByText(text.weakLink).elements()).toHaveLength(1);
  expect(place(container, 'local_link')).toHaveTextContent(text.weakLink);
  await expectPartAccessible(container);
});

test('a protection that is the weak link is marked on its shield and not on the computer', async () => {
  const container = await drawChain(inState('security', 'slow', true));
  expect(getComputedStyle(shield(container)).backgroundColor).toBe(colourOf('slow'));
  expect(getComputedStyle(station(container, 'machine')).backgroundColor).not.toBe(colourOf('slow'));
  expect(place(container, 'security')).toHaveTextContent(text.weakLink);
  expect(place(container, 'machine')).not.toHaveTextContent(text.weakLink);
});

test('each link is heard as it is seen: the mark of the weak one, its name, its state and its figure', async () => {
  const container = await drawChain(reportChain(views.weak_link));
  const heard = list().getByRole('button').elements();
  expect(heard).toHaveLength(8);
  for (const { id, label, status_word, figure, status } of views.weak_link.chain) {
    const mark = id === 'local_link' ? [text.weakLink] : [];
    const note = status === 'not_known' ? status_word : `${status_word} · ${figure}`;
    const name = plain([...mark, label, note].join(' '));
    expect(list().getByRole('button', { name, exact: true }).elements()).toHaveLength(1);
  }
  expect([...container.querySelectorAll('svg')].every((icon) => icon.ariaHidden === 'true')).toBe(true);
});

test('while it runs each link waits, is measured or is done, in a word and with its figure', async () => {
  const progress = after(3);
  const container = await drawChain(progressChain(progress, text));
  expect(new Set(progress.chain.map(({ phase }) => phase)).size).toBe(3);
  const said = { waiting: text.waiting, measuring: text.measuring, done: text.measured };
  for (const { link: one, phase } of progress.chain) {
    const note = [one.status === 'not_known' ? said[phase] : one.status_word, one.figure].filter(Boolean).join(' · ');
    expect(place(container, one.id)).toHaveTextContent(plain(`${one.label} ${note}`));
  }
  const look = (phase: Phase) => {
    const path = progress.chain.filter(({ link }) => link.id !== 'security' && link.status === 'not_known');
    const { id } = path.find((each) => each.phase === phase)!.link;
    const { color, backgroundColor } = getComputedStyle(station(container, id));
    return `${color} on ${backgroundColor}`;
  };
  expect(new Set((['waiting', 'measuring', 'done'] as const).map(look)).size).toBe(3);
  await expectPartAccessible(container);
});

test('the answers that are missing in the drawn delays are told to those who do not see them', async () => {
  const progress = after(3);
  const trace = [0.5, null, 0.25, null, 0.5];
  const measured = progress.chain.map((one) => (one.link.id === 'local_link' ? { ...one, trace } : one));
  const drawn = progressChain({ ...progress, chain: measured }, text);
  const { label, note } = drawn.find(({ id }) => id === 'local_link')!;
  const container = await drawChain(drawn);
  const losses = place(container, 'local_link').querySelector('.losses')!.getAttribute('d')!;
  expect(losses.match(/M/g)).toHaveLength(2);
  await expect.element(link(label, note, `2 ${text.unansweredOf} 5`)).toBeVisible();
});

test('the more a link carries the thicker its bar, a thread where that is not known', async () => {
  const capacities = [null, null, 0, 0.5, 1];
  const container = await drawChain(
    chain
      .filter(({ id }) => id !== 'security')
      .slice(0, 5)
      .map((one, index) => ({ ...one, capacity: capacities[index]! })),
  );
  const bars = [...container.querySelectorAll('li')].slice(1).map((one) => getComputedStyle(one, '::before').height);
  expect(bars).toEqual(['3px', '4px', '8px', '12px']);
});
