// The desk is built into dist/, beside each file its gzip and brotli copies; the binary carries and serves them.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const packed = {
  name: 'packed',
  apply: 'build',
  writeBundle({ dir }) {
    for (const name of fs.readdirSync(dir)) {
      const bytes = fs.readFileSync(path.join(dir, name));
      fs.writeFileSync(path.join(dir, name + '.gz'), zlib.gzipSync(bytes, { level: 9 }));
      fs.writeFileSync(path.join(dir, name + '.br'), zlib.brotliCompressSync(bytes));
    }
  },
};

export default defineConfig({
  base: '/desk/files/',
  plugins: [svelte(), packed],
  build: {
    outDir: 'dist',
    assetsDir: '',
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
