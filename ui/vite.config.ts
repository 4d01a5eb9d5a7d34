import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** The browser of the system; test tools download none. */
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export default defineConfig({
  plugins: [svelte()],
  // The recorded run is for tests and for looking at the page in a browser; the window does without it.
  define: { __REPLAY__: JSON.stringify(process.env['MAILLON_REPLAY'] === '1' || process.env['VITEST'] !== undefined) },
  build: { target: ['chrome111', 'safari16.4'], assetsInlineLimit: 0, chunkSizeWarningLimit: 300 },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium ? { executablePath: chromium } : {}),
                args: ['--no-sandbox', '--disable-dev-shm-usage'],
              },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1366, height: 768 } }],
          },
        },
      },
      {
        extends: true,
        test: { name: 'report', include: ['tests/**/*.node.ts'], environment: 'node', testTimeout: 60_000 },
      },
    ],
  },
});
