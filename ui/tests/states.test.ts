import { describe, test } from 'vitest';
import { expectAccessibleInBothThemes } from './page';
import { everywhere, openState } from './states';

describe('axe finds nothing, in the light and in the dark', () => {
  test.for(everywhere)('$name: $lang', async ({ name, lang }) => {
    await openState(name, lang);
    await expectAccessibleInBothThemes();
  });
});
