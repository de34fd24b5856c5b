// Times of the npm package under node, next to the program's: node bench/wasm.mjs [RECORD]
//   RECORD: a WFDB record without extension; a simulated one of 30 minutes if not given. RWAVE_PROGRAM: the program.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesOf, labelled, packageFolder, simulated } from '../tests/wasm/support.mjs';

const given = process.argv[2] ?? path.join(simulated(1800), 'demo');
const files = filesOf(path.dirname(given), path.basename(given));
const { load } = await import(pathToFileURL(path.join(packageFolder, 'index.js')));
// Wall clock, and the processor time of all this process's threads: on a busy machine they differ.
const now = () => [performance.now() / 1000, (process.cpuUsage().user + process.cpuUsage().system) / 1e6];
const since = ([wall, processor]) => {
  const [w, p] = now();
  return `${(w - wall).toFixed(3)} s, processor ${(p - processor).toFixed(3)} s`;
};

let begin = now();
const rwave = await load();
console.log(`load: ${since(begin)}`);
for (const what of ['first', 'second', 'third']) {
  begin = now();
  const result = await rwave.classify(files);
  console.log(`${what} classify of ${(result.summary.seconds / 60).toFixed(1)} min, ${result.beats.length} beats: ${since(begin)}`);
}
const wall = performance.now();
labelled(given);
console.log(`rwave --simd portable classify: ${((performance.now() - wall) / 1000).toFixed(3)} s`);
rwave.close();
