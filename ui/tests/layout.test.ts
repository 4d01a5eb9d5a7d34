import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { lost } from './layout';
import { everywhere, openState } from './states';

/** 400 % zoom in a window of 1280 × 1024 (WCAG 1.4.10), a narrow screen, and the smallest window that is usual. */
const windows = [
  [320, 256],
  [360, 640],
  [800, 600],
] as const;

afterEach(() => page.viewport(1366, 768));

describe('nothing is cut, covered or beside the window at 400 % zoom, on a narrow screen and in a small window', () => {
  test.for(everywhere)('$name: $lang', async ({ name, lang }) => {
    await openState(name, lang);
    for (const [width, height] of windows) {
      await page.viewport(width, height);
      expect.soft(lost(), `${width} × ${height}`).toEqual([]);
    }
  });
});
