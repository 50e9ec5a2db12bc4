import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const FEWER_FROM_BYTES = 30_000;

/**
 * A hundred small files cost a request and its headers each, and compress worse than few. What everybody needs comes in two: the frame,
 * and the way from the log-in to the list of orders. Other pages share what is not worth a file of its own.
 */
const CHUNKS = [
  { name: 'frame', tags: ['$initial' as const], priority: 3 },
  { name: 'orders', test: /admin-ui[\\/](?:pages[\\/](?:LoginPage|OrdersPage)|ui[\\/]Shell)\.tsx$/, priority: 2 },
  {
    name: 'shared',
    test: /node_modules|admin-ui/,
    entriesAware: true,
    entriesAwareMergeThreshold: FEWER_FROM_BYTES,
    priority: 1,
  },
];

/** Builds the pages into dist/admin-ui; `HUB_URL` says where a hub runs while the pages are being developed. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // The hub sends `assets/` with a year of caching, which is safe because every name there carries a hash.
  build: {
    outDir: '../dist/admin-ui',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
    rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
  },
  server: { proxy: { '/api': { target: process.env['HUB_URL'] ?? 'http://127.0.0.1:3000', changeOrigin: false } } },
});
