// The service worker: a file of its own at a name that never changes, told which files the page is made of.

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';

import type { Plugin } from 'vite';

export const WORKER = 'worker';

// Slices of the letters that owners type: nearly all of them are never needed.
const RARE = /\.woff2$/;
const CORE = /core[^/]*\.woff2$/;

export function worker(): Plugin {
  let publicFolder = '';
  return {
    name: 'worker',
    apply: 'build',
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    generateBundle: {
      // Last of all: chunks that held nothing but styles are gone by then.
      order: 'post',
      handler(_, bundle) {
        const made = Object.keys(bundle).filter((name) => name.startsWith('assets/') && (!RARE.test(name) || CORE.test(name)));
        const icons = readdirSync(publicFolder, { recursive: true, encoding: 'utf8' }).filter((name) => /^icons\/[\w-]+\.\w+$/.test(name));
        const files = [...made, ...icons].sort().map((name) => `/${name}`);
        const build = createHash('sha256').update(Object.keys(bundle).sort().join('\n')).digest('hex').slice(0, 12);
        const chunk = Object.values(bundle).find((each) => each.type === 'chunk' && each.name === WORKER);
        if (chunk?.type !== 'chunk') throw new Error('the service worker was not built');
        chunk.code = `const FILES=${JSON.stringify(files)},BUILD=${JSON.stringify(build)};${chunk.code}`;
      },
    },
  };
}
