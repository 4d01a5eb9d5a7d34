// Pictures of every state of the page, in both languages and themes: `npm run screenshots [-- folder]`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer } from 'vite';

process.env.MAILLON_REPLAY = '1';

const ui = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? `${ui}/screenshots`);
const only = process.argv[3];
const recorded = Object.fromEntries(
  ['fr', 'en'].map((lang) => [lang, JSON.parse(readFileSync(`${ui}/src/bridge/recorded/${lang}.json`))]),
);
const { code } = recorded.fr.views.weak_link.spoken;
const laptop = { width: 1366, height: 768 };

const result = (ending) => ({
  query: `ending=${ending}&speed=400`,
  async reach(page, text) {
    await press(page, text.start);
    await page.getByRole('button', { name: text.saveReport }).waitFor();
  },
});

/** What is done once the weak link is on the page. */
const fromResult = (act) => ({
  ...result('weak_link'),
  async reach(page, text) {
    await result('weak_link').reach(page, text);
    await act(page, text);
  },
});

/** Each state: how the page is opened and what is pressed. */
const states = {
  start: { query: '', async reach() {} },
  settings: { query: 'profile', reach: (page, text) => press(page, text.settings) },
  running: {
    query: 'speed=1',
    async reach(page, text) {
      await press(page, text.start);
      await page.waitForTimeout(6500);
    },
  },
  weak_link: result('weak_link'),
  nothing_abnormal: result('nothing_abnormal'),
  cannot_tell: result('cannot_tell'),
  cut: result('cut'),
  watched: result('watched'),
  watch: { query: 'watch=on', async reach() {} },
  watch_kept: {
    query: 'watch=kept',
    reach: (page) => page.evaluate(() => (document.querySelector('main details').open = true)),
  },
  told: fromResult(async (page, text) => {
    await page.getByRole('list', { name: text.chain }).getByRole('button').nth(2).focus();
    await page.getByRole('note').waitFor();
  }),
  details: fromResult((page) =>
    page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true))),
  ),
  curves: fromResult((page, text) =>
    page.getByRole('heading', { level: 2, name: text.curves }).evaluate((heading) => heading.scrollIntoView()),
  ),
  report: {
    query: '',
    reach: (page, text) => page.setContent(recorded[text.lang].documents.html),
  },
  example: {
    query: 'speed=400',
    async reach(page, text) {
      await press(page, text.playExample);
      await page.getByRole('button', { name: text.saveReport }).waitFor();
    },
  },
  save: fromResult(async (page, text) => {
    await press(page, text.saveReport);
    await previewed(page);
  }),
  not_saved: {
    query: 'speed=400&fails=save',
    async reach(page, text) {
      await states.save.reach(page, text);
      await page.getByRole('dialog').getByRole('button', { name: text.save, exact: true }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  saved: fromResult(async (page, text) => {
    await press(page, text.saveReport);
    await previewed(page);
    await page.getByRole('dialog').getByRole('button', { name: text.save, exact: true }).click();
    await page.getByText(text.saved).last().waitFor();
  }),
  mail: fromResult(async (page, text) => {
    await press(page, text.writeToHelpdesk);
    await page.getByRole('dialog').waitFor();
  }),
  mail_begun: fromResult(async (page, text) => {
    await press(page, text.writeToHelpdesk);
    await press(page, text.mailGo);
    await page.getByText(text.mailBegun).last().waitFor();
  }),
  history: { query: 'past', reach: history },
  erase: {
    query: 'past',
    async reach(page, text) {
      await history(page, text);
      await press(page, text.eraseAll);
    },
  },
  no_history: { query: '', reach: history },
  comparison: {
    query: 'past',
    async reach(page, text) {
      await history(page, text);
      await page.getByRole('checkbox').first().check();
      await page.getByRole('checkbox').nth(1).check();
      await press(page, text.compare);
      await page.getByRole('dialog').waitFor();
    },
  },
  opened: {
    query: 'given',
    reach: (page, text) => page.getByRole('button', { name: text.closeReport }).waitFor(),
  },
  refused: {
    query: 'fails=open',
    async reach(page, text) {
      await press(page, text.openReport);
      await page.getByRole('alert').waitFor();
    },
  },
  decoded: { query: '', reach: (page, text) => decode(page, text, code) },
  not_decoded: { query: '', reach: (page, text) => decode(page, text, code.slice(0, -1)) },
  fault: {
    query: 'fails=run',
    async reach(page, text) {
      await press(page, text.start);
      await page.waitForTimeout(800);
    },
  },
};

/** The preview of a page is drawn in a frame of its own. */
async function previewed(page) {
  await page.getByRole('dialog').frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
}

async function history(page, text) {
  await press(page, text.history);
  await page.getByRole('heading', { level: 1, name: text.historyTitle }).waitFor();
}

async function decode(page, text, spoken) {
  await press(page, text.readCode);
  await page.getByRole('textbox', { name: text.code }).fill(spoken);
  await press(page, text.decode);
  await page.getByText(/./).last().waitFor();
}

function press(page, name) {
  return page.getByRole('button', { name, exact: true }).click();
}

async function picture(browser, address, texts, { name, state, lang, theme, scale, viewport, whole }) {
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${address}?lang=${lang}&theme=${theme}&${states[state].query}`);
  if (scale) await page.addStyleTag({ content: `:root { font-size: ${scale}%; }` });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await states[state].reach(page, { ...texts[lang], lang });
  const height = whole
    ? await page.evaluate(() => Math.min(document.documentElement.scrollHeight, 2600))
    : viewport.height;
  const taken = await page.screenshot({
    fullPage: Boolean(whole),
    clip: { x: 0, y: 0, width: viewport.width, height },
  });
  writeFileSync(`${folder}/${name}.webp`, await asWebp(page, taken));
  await context.close();
}

/** The picture several times smaller, encoded by the browser itself: these files are kept with the code. */
async function asWebp(page, png) {
  await page.goto('about:blank');
  const encoded = await page.evaluate(
    async (source) => {
      const bitmap = await createImageBitmap(await (await fetch(source)).blob());
      const canvas = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height });
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      return canvas.toDataURL('image/webp', 0.8);
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
  return Buffer.from(encoded.split(',')[1], 'base64');
}

const pictures = Object.keys(states).flatMap((state) =>
  ['fr', 'en'].flatMap((lang) =>
    ['light', 'dark'].map((theme) => ({
      ...{ name: `${state}-${lang}-${theme}`, state, lang, theme, viewport: laptop },
      whole: ['details', 'history', 'report'].includes(state),
    })),
  ),
);
for (const state of ['start', 'running', 'weak_link', 'save']) {
  const common = { state, lang: 'fr', theme: 'light' };
  pictures.push({ ...common, name: `${state}-large_text`, scale: 125, viewport: laptop });
  pictures.push({ ...common, name: `${state}-small_window`, viewport: { width: 800, height: 600 } });
}

mkdirSync(folder, { recursive: true });
const server = await createServer({ root: ui, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
await server.listen();
const address = server.resolvedUrls.local[0];
const { texts } = await server.ssrLoadModule('/src/text/index.ts');
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  for (const one of pictures.filter(({ name }) => !only || name.includes(only))) {
    await picture(browser, address, texts, one);
  }
} finally {
  await browser.close();
  await server.close();
}
