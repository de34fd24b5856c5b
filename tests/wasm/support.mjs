// What the tests of the npm package stand on: the package as tools/wasm_package made it, the program, recordings.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const packageFolder = process.env.RWAVE_PACKAGE ?? path.join(root, 'build/wasm/wasm/package');
export const pageFolder = process.env.RWAVE_PAGE ?? path.join(root, 'build/dist/rwave-page');
const program = process.env.RWAVE_PROGRAM ?? path.join(root, 'build/runtime/bin/rwave');
export const data = process.env.RWAVE_DATA ?? path.resolve(root, '../shared/data');

export const noPackage = fs.existsSync(path.join(packageFolder, 'module.wasm')) ? false : 'no package: tools/wasm_package';

/** What the program says on standard output. */
export function told(...options) {
  const done = spawnSync(program, options, { maxBuffer: 2 ** 28 });
  if (done.status !== 0) throw new Error(`rwave ${options.join(' ')}: ${done.stderr}`);
  return done.stdout.toString();
}

/** The program's labels, computed as the module computes: without instructions that other machines lack. */
export const labelled = (...options) => JSON.parse(told('--simd', 'portable', 'classify', ...options, '--json', '-o', '-'));

/** Files of a folder whose names begin so, as the package takes them. */
export function filesOf(folder, record) {
  const names = fs.readdirSync(folder).filter((name) => name.startsWith(`${record}.`) && !name.endsWith('.atr'));
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(folder, name))]));
}

/** A simulated record in a folder of its own: [folder, record]. */
export function simulated(seconds = 120, seed = 3) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rwave-wasm-'));
  told('simulate', '--seconds', String(seconds), '--seed', String(seed), '-o', path.join(folder, 'demo'));
  return folder;
}
