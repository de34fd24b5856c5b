// How the page is built: three files with plain names, which the program embeds (docs/dependencies.md).
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    // ES2022 is what Chromium 94, Firefox 93 and Safari 15.4 read; src/old.ts tells others so.
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    rollupOptions: {
      output: {
        // No hashes: the C++ build names the files it embeds. The server's ETag sees to caches.
        entryFileNames: 'app.js',
        assetFileNames: 'app[extname]',
        inlineDynamicImports: true,
      },
    },
  },
  server: { proxy: { '/recordings': 'http://127.0.0.1:8080', '/api': 'http://127.0.0.1:8080' } },
});
