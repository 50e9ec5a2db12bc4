import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the pages into dist/admin-ui; `HUB_URL` says where a hub runs while the pages are being developed. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // The hub sends `assets/` with a year of caching, which is safe because every name there carries a hash.
  build: { outDir: '../dist/admin-ui', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': { target: process.env['HUB_URL'] ?? 'http://127.0.0.1:3000', changeOrigin: false } } },
});
