import { defineConfig } from 'vite';

// The player alone, as one module: what the renderer's own tests hold their frames against.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: '../build/player',
    emptyOutDir: true,
    target: 'es2022',
    minify: false,
    lib: { entry: 'src/player/index.ts', formats: ['es'], fileName: 'player' },
  },
});
