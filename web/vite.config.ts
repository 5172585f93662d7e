import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

import { lean } from './vite/lean.ts';
import { packed } from './vite/packed.ts';
import { WORKER, worker } from './vite/worker.ts';

// `npm run dev` beside `make run`: pages come from vite, everything else from the service.
const service = { target: 'http://127.0.0.1:8000', ws: true };

export default defineConfig({
  plugins: [lean(), svelte(), worker(), packed()],
  build: {
    outDir: '../src/sajangpick/web',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', [WORKER]: 'src/worker/worker.ts' },
      output: { entryFileNames: ({ name }) => (name === WORKER ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
    // Fonts come from files of ours alone: the policy of the page allows no others.
    assetsInlineLimit: (path) => (path.endsWith('.woff2') ? false : undefined),
  },
  server: { host: '127.0.0.1', proxy: { '/api': service, '/files': service, '/webhooks': service } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
