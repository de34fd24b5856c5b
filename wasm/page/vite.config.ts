// The page as files for any static server: run by tools/wasm_package.
import path from 'node:path';

const built = process.env.RWAVE_PACKAGE ?? path.resolve(__dirname, '../../build/wasm/wasm/package');

// A plain object: Vite's own helper is not found from here, as its tools lie in web/node_modules.
export default {
  root: __dirname,
  base: './',
  publicDir: path.resolve(__dirname, '../../web/public'),
  resolve: { alias: { rwave: path.join(built, 'index.js') } },
  worker: { format: 'es' },
  build: { target: 'es2022', modulePreload: false, assetsInlineLimit: 0, cssCodeSplit: false },
};
