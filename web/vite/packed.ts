// A twin of every file that is worth packing: the same in fewer bytes, made once, here, and not for each browser anew.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import type { Plugin } from 'vite';

const WORTH_PACKING = new Set(['.css', '.js', '.svg', '.webmanifest']);
// Below this the headers of an answer weigh more than what is saved.
const LEAST_BYTES = 600;

export function packed(): Plugin {
  let folder = '';
  return {
    name: 'packed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && WORTH_PACKING.has(extname(entry.name))) pack(join(entry.parentPath, entry.name));
      }
    },
  };
}

function pack(path: string): void {
  const data = readFileSync(path);
  if (data.length < LEAST_BYTES) return;
  const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  writeFileSync(`${path}.br`, brotliCompressSync(data, { params: hint }));
  writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
}
