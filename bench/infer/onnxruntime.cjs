// ONNX Runtime, one thread, for comparison.
//   node onnxruntime.cjs MODULES run MODEL ROWS SCORES      float32 files: rows in, scores out
//   node onnxruntime.cjs MODULES bench MODEL BATCH SECONDS  prints JSON: microseconds a beat
// MODULES is what tools/onnxruntime prints.
'use strict';
const fs = require('fs');
const [, , modules, task, model, ...rest] = process.argv;
const ort = require(modules + '/onnxruntime-node');

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function open() {
  return ort.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
}

async function run(rowsFile, scoresFile) {
  const bytes = fs.readFileSync(rowsFile);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const session = await open();
  const shape = session.inputMetadata[0].shape.slice(1);
  const width = shape.reduce((a, b) => a * b, 1);
  const input = new ort.Tensor('float32', values, [values.length / width, ...shape]);
  const result = await session.run({ [session.inputNames[0]]: input });
  const scores = result[session.outputNames[0]].data;
  fs.writeFileSync(scoresFile, Buffer.from(scores.buffer, scores.byteOffset, scores.byteLength));
}

async function bench(batch, seconds) {
  const session = await open();
  const values = new Float32Array(batch * 187).map((_, i) => ((i * 37) % 101) / 101);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', values, [batch, 1, 187]) };
  await session.run(feeds);
  // As rwave bench: short runs are measured many at a time, as asking for processor time takes time too.
  const once = performance.now();
  await session.run(feeds);
  const together = Math.max(1, Math.floor(0.2 / Math.max(performance.now() - once, 1e-6)));
  const wall = [];
  const cpu = [];
  const start = performance.now();
  while (performance.now() - start < seconds * 1e3 || wall.length === 0) {
    const before = performance.now();
    const used = process.cpuUsage();
    for (let i = 0; i < together; i += 1) await session.run(feeds);
    const now = process.cpuUsage(used);
    wall.push(((performance.now() - before) * 1e3) / batch / together);
    cpu.push((now.user + now.system) / batch / together);
  }
  console.log(JSON.stringify({ wall_us_per_beat: median(wall), cpu_us_per_beat: median(cpu), runs: wall.length }));
}

(task === 'run' ? run(...rest) : bench(Number(rest[0]), Number(rest[1]))).catch((fault) => {
  console.error(fault.message);
  process.exit(1);
});
