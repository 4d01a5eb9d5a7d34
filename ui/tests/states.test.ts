import { describe, expect, test } from 'vitest';
import { expectAccessible, polite } from './page';
import { everywhere, openState } from './states';

describe('axe finds nothing in the light and in the dark, and one polite region speaks', () => {
  test.for(everywhere)('$name: $lang', async ({ name, lang }) => {
    await openState(name, lang);
    expect(polite().map((region) => region.getAttribute('aria-live'))).toEqual(['polite']);
    await expectAccessible();
  });
});
