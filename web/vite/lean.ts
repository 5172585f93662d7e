// Icons without what all of them have in common: only their strokes, on one line. The page frames them itself.

import { readFile } from 'node:fs/promises';

import type { Plugin } from 'vite';

const ICON = /\/lucide-static\/icons\/[\w-]+\.svg\?raw$/;

export function lean(): Plugin {
  return {
    name: 'lean',
    enforce: 'pre',
    async load(id) {
      if (!ICON.test(id)) return null;
      const drawing = await readFile(id.replace('?raw', ''), 'utf8');
      const strokes = /<svg[^>]*>(.*)<\/svg>/s.exec(drawing)?.[1] ?? '';
      return `export default ${JSON.stringify(strokes.replace(/\s+/g, ' ').replaceAll('> <', '><').replaceAll(' />', '/>').trim())}`;
    },
  };
}
