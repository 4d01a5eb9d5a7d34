import { front } from './page';

/** What may be laid over the page: it is meant to, and goes away again. */
const over = '.told';

const isScroller = (element: Element, axis: 'overflowX' | 'overflowY') =>
  ['auto', 'scroll'].includes(getComputedStyle(element)[axis]);

const ancestors = (element: Element | null): Element[] =>
  element ? [element, ...ancestors(element.parentElement)] : [];

/** A table or a file that is too wide scrolls by itself, where the keyboard can reach it (WCAG 1.4.10). */
const scrollsSideways = (element: Element) =>
  ancestors(element).some(
    (each) =>
      each.matches('[tabindex="0"], textarea') && isScroller(each, 'overflowX') && each.scrollWidth > each.clientWidth,
  );

const isSeen = (element: Element) => element.checkVisibility() && !element.closest('.only-heard, svg, option');

const called = (element: Element) =>
  `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${element.textContent.trim().slice(0, 60)}`;

interface Said {
  text: string;
  holder: Element;
  boxes: DOMRect[];
}

/** Every text that is seen, with the boxes of its lines. */
function texts(): Said[] {
  const found: Said[] = [];
  const walker = document.createTreeWalker(front(), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const holder = node.parentElement!;
    if (!node.data.trim() || !isSeen(holder)) continue;
    range.selectNodeContents(node);
    found.push({ text: node.data.trim().slice(0, 60), holder, boxes: [...range.getClientRects()] });
  }
  return found;
}

/** Texts that lie over each other by more than what lines share. */
function overlapping(all: Said[]): string[] {
  const still = all.filter(({ holder }) =>
    ancestors(holder).every(
      (each) => !['sticky', 'fixed'].includes(getComputedStyle(each).position) && !each.matches(over),
    ),
  );
  return still.flatMap((one, index) =>
    still.slice(index + 1).flatMap((other) => {
      const meet = one.boxes.some((a) =>
        other.boxes.some(
          (b) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.min(a.height, b.height) / 3,
        ),
      );
      return meet ? [`“${one.text}” lies over “${other.text}”`] : [];
    }),
  );
}

/** Elements of which a part can be neither seen nor scrolled to. */
function cut(): string[] {
  const width = document.body.clientWidth;
  return [...front().querySelectorAll('*')].filter(isSeen).flatMap((element) => {
    const { left, right } = element.getBoundingClientRect();
    const told: string[] = [];
    if ((left < -1 || right > width + 1) && !scrollsSideways(element))
      told.push(`wider than the window: ${called(element)}`);
    const { overflowX, overflowY } = getComputedStyle(element);
    const cuts = (how: string) => how === 'hidden' || how === 'clip';
    const isInput = element.matches('input:not([type]), input[type="text"]');
    if ((cuts(overflowX) || isInput) && element.scrollWidth > element.clientWidth + 1)
      told.push(`cut at its side: ${called(element)}`);
    if (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1)
      told.push(`cut at its foot: ${called(element)}`);
    if (isScroller(element, 'overflowX') && element.scrollWidth > element.clientWidth && !scrollsSideways(element)) {
      told.push(`scrolls sideways: ${called(element)}`);
    }
    return told;
  });
}

/** What is pressed and lies under something else once it is scrolled to. */
function covered(): string[] {
  const controls = front().querySelectorAll<HTMLElement>('button, input, summary, textarea, a[href], [tabindex="0"]');
  return [...controls].filter(isSeen).flatMap((control) => {
    control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    return isReached(control) ? [] : [`covered: ${called(control)}`];
  });
}

/** Whether the middle of what is seen of an element is its own. */
function isReached(control: Element): boolean {
  const { left, right, top, bottom } = control.getBoundingClientRect();
  const between = (low: number, high: number, edge: number) => (Math.max(low, 0) + Math.min(high, edge)) / 2;
  const hit = document.elementFromPoint(between(left, right, innerWidth), between(top, bottom, innerHeight));
  return hit !== null && (control.contains(hit) || hit.closest(over) !== null);
}

/** What is lost in the window as it is: nothing, where it can be scrolled from above to below. */
export function lost(): string[] {
  const root = document.documentElement;
  const sideways = [root, front()]
    .filter((each) => each.scrollWidth > each.clientWidth)
    .map((each) => `sideways: ${called(each)}`);
  return [...sideways, ...cut(), ...overlapping(texts()), ...covered()];
}
