// The npm package under node: its labels are the program's, faults are errors in the program's words, its size holds.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { data, filesOf, labelled, noPackage, packageFolder, root, simulated, told } from './support.mjs';

const skip = noPackage;
let rwave, library, folder;

before(async () => {
  if (skip) return;
  library = await import(pathToFileURL(path.join(packageFolder, 'index.js')));
  rwave = await library.load();
  folder = simulated();
});
after(() => {
  rwave?.close();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

function same(result, reference) {
  const plain = (beats) => beats.map(({ sample, label }) => `${sample} ${label}`);
  assert.ok(reference.beats.length > 50);
  assert.deepEqual(plain(result.beats), plain(reference.beats));
  result.beats.forEach((beat, i) => {
    assert.ok(Math.abs(beat.probability - reference.beats[i].probability) < 0.01, `beat ${i}: ${beat.probability}`);
    assert.equal(beat.time, beat.sample / result.rate);
  });
  assert.deepEqual(result.unanalyzable, reference.unanalyzable);
  for (const key of ['record', 'rate', 'samples', 'leads', 'model']) assert.deepEqual(result[key], reference[key]);
  assert.deepEqual(result.summary.by_class, reference.summary.by_class);
}

const ten = ['100', '105', '106', '119', '200', '203', '207', '217', '222', '232'];
const mitdb = path.join(data, 'mitdb');
const noData = fs.existsSync(path.join(mitdb, '100.hea')) ? false : `no ${mitdb}: set RWAVE_DATA`;
for (const record of ten) {
  test(`labels of mitdb ${record} are the program's`, { skip: skip || noData }, async () => {
    same(await rwave.classify(filesOf(mitdb, record)), labelled(path.join(mitdb, record)));
  });
}

test('a simulated record, as WFDB, EDF and CSV: labels and rhythm are the program\'s', { skip }, async () => {
  const record = path.join(folder, 'demo');
  const result = await rwave.classify(filesOf(folder, 'demo'));
  same(result, labelled(record));
  const { episodes } = JSON.parse(told('--simd', 'portable', 'holter', '--json', record));
  assert.ok(episodes.length > 0);
  assert.deepEqual(result.rhythm, episodes);
  for (const kind of ['edf', 'csv']) {
    const file = path.join(folder, `as.${kind}`);
    told('convert', record, '-o', file);
    same(await rwave.classify({ [`as.${kind}`]: fs.readFileSync(file) }), labelled(file));
  }
});

test('options: one lead, a lead by name, unknown below', { skip }, async () => {
  const files = filesOf(folder, 'demo');
  const all = await rwave.classify(files);
  const lead = all.leads.at(-1);
  assert.deepEqual((await rwave.classify(files, { lead, oneLead: true })).leads, [lead]);
  const strict = await rwave.classify(files, { unknownBelow: 1 });
  assert.ok(strict.summary.by_class.Q > all.summary.by_class.Q);
  await assert.rejects(rwave.classify(files, { lead: 'nothing' }), /nothing/);
});

test('an open recording: samples, annotations, closed', { skip }, async () => {
  const recording = await rwave.open(filesOf(folder, 'demo'));
  const { info } = recording;
  const values = await recording.read(0, 0, 1000);
  assert.equal(values.length, 1000);
  assert.ok(values.every(Number.isFinite) && Math.max(...values) > 0.2);
  await assert.rejects(recording.read(0, info.samples - 1, 2), RangeError);
  await assert.rejects(recording.read(99, 0, 1), RangeError);
  await assert.rejects(recording.annotations(), /not labelled yet/);
  const { beats } = await recording.classify();
  fs.writeFileSync(path.join(folder, 'demo.web'), await recording.annotations());
  told('--simd', 'portable', 'classify', path.join(folder, 'demo'), '-o', folder);
  const written = fs.readdirSync(folder).find((name) => name.startsWith('demo.') && !/\.(hea|dat|atr|web|json)$/.test(name));
  assert.deepEqual(fs.readFileSync(path.join(folder, 'demo.web')), fs.readFileSync(path.join(folder, written)), `${beats.length} beats`);
  await recording.close();
  await assert.rejects(recording.classify(), /closed/);
  await recording.close();
});

test('bad input is an error in the program\'s words, and the next call works', { skip }, async () => {
  const cases = [
    [{ 'photo.jpg': new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) }, /^photo\.jpg: /],
    [{ 'empty.edf': new Uint8Array(0) }, /^empty\.edf: /],
    [{ 'short.edf': fs.readFileSync(path.join(folder, 'demo.hea')).subarray(0, 20) }, /^short\.edf: /],
    [{ '100.hea': '100 1 360 1000\n100.dat 16 200 12 0 0 0 0 MLII\n' }, /100\.dat/],
    [{ '100.dat': new Uint8Array(100) }, /header \(\.hea\)/],
    [{ 'a.hea': 'a 0', 'b.hea': 'b 0' }, /several records/],
    [{ '../a.csv': '1\n2\n' }, /no name of a file/],
    [{ 'nan.csv': 'time,ecg\n' + Array.from({ length: 4000 }, (_, i) => `${i / 250},nan\n`).join('') }, /nan\.csv/],
    [{ 'zero.csv': 'ecg\n0\n0\n' }, /rate/],
    [{ 'ragged.csv': 'time,ecg\n0,0\n0.004\n0.008,1,2\n' }, /ragged\.csv/],
    [{ 'slow.csv': 'time,ecg\n' + Array.from({ length: 400 }, (_, i) => `${i},${i % 7}\n`).join('') }, /slow\.csv|Hz/],
    [{}, /no file/],
  ];
  for (const [files, words] of cases) await assert.rejects(rwave.classify(files), (fault) => {
    assert.ok(fault instanceof library.RwaveError, `${fault.name}: ${fault.message}`);
    assert.match(fault.message, words);
    assert.doesNotMatch(fault.message, /recording-\d/);
    return true;
  });
  await assert.rejects(rwave.classify(null), TypeError);
  await assert.rejects(rwave.classify([new Blob(['x'])]), TypeError);
  for (const rate of [-1, 0, NaN, Infinity])
    await assert.rejects(rwave.classify({ 'a.csv': '1\n' }, { rate }), RangeError, `${rate}`);
  for (const options of [null, 5, 'x', { lead: 7 }, { oneLead: 'yes' }, { unknownBelow: 'a' }, { rate: '360' }])
    await assert.rejects(rwave.classify(filesOf(folder, 'demo'), options), TypeError, JSON.stringify(options));
  for (const options of [{ leed: 'II' }, { one_lead: true }, { constructor: 1 }, ['II']])
    await assert.rejects(rwave.classify(filesOf(folder, 'demo'), options), /option \w+ is not known; expected record, rate, lead/);
  await assert.rejects(rwave.open(filesOf(folder, 'demo'), { lead: 'II' }), /option lead is not known; expected record, rate$/);
  await assert.rejects(library.load({ workers: false }), /option workers is not known/);
  for (const unknownBelow of [NaN, -1, 2])
    await assert.rejects(rwave.classify(filesOf(folder, 'demo'), { unknownBelow }), /probability/, `${unknownBelow}`);
  await assert.rejects(rwave.classify({ 'a\0b.hea': 'a' }), /no name of a file/);
  assert.ok((await rwave.classify(filesOf(folder, 'demo'))).beats.length > 50);
});

test('of a file that ends too early the rest is labelled, with a warning in the program\'s words', { skip }, async () => {
  const files = filesOf(folder, 'demo');
  files['demo.dat'] = files['demo.dat'].subarray(0, files['demo.dat'].length / 2);
  const { beats, warnings } = await rwave.classify(files);
  assert.ok(beats.length > 30);
  assert.match(warnings[0], /^demo\.dat ends after/);
});

test('memory that cannot be had is an error, and the next call works', { skip }, async () => {
  const recording = await rwave.open(filesOf(folder, 'demo'));
  // Two thousand million frames of 16 bits would be: the header says so, and asking for them all at once fails.
  const huge = await rwave.open({ 'h.hea': `h 1 360 500000000\n~ 0 200 16 0 0 0 0 MLII\n` });
  await assert.rejects(huge.read(0, 0, 500000000), library.RwaveError);
  await rwave.classify(filesOf(folder, 'demo'));
  await recording.close().catch(() => undefined);
  await huge.close().catch(() => undefined);
});

test('calls at once wait in line; each gets its own answer', { skip }, async () => {
  const other = simulated(60, 8);
  const [a, b, c, fault] = await Promise.all([
    rwave.classify(filesOf(folder, 'demo')), rwave.classify(filesOf(other, 'demo')), rwave.classify(filesOf(folder, 'demo')),
    rwave.classify({ 'x.edf': 'no EDF' }).catch((error) => error),
  ]);
  assert.deepEqual(a, c);
  assert.equal(b.summary.seconds, 60);
  assert.ok(fault instanceof library.RwaveError);
  fs.rmSync(other, { recursive: true });
});

test('without a worker, and several at a time', { skip }, async () => {
  const here = await library.load({ worker: false, wasm: fs.readFileSync(path.join(packageFolder, 'module.wasm')) });
  assert.match(here.version, /^\d+\.\d+\.\d+$/);
  const [a, b] = await Promise.all([here.classify(filesOf(folder, 'demo')), rwave.classify(filesOf(folder, 'demo'))]);
  assert.deepEqual(a, b);
});

test('a closed rwave rejects', { skip }, async () => {
  const other = await library.load();
  const waiting = other.classify(filesOf(folder, 'demo'));
  other.close();
  await assert.rejects(waiting, /closed/);
  await assert.rejects(other.classify(filesOf(folder, 'demo')), /closed/);
});

test('the first example of docs/wasm.md runs', { skip }, () => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(fs.readFileSync(path.join(root, 'docs/wasm.md'), 'utf8'));
  const place = path.join(folder, 'example');
  fs.mkdirSync(path.join(place, 'node_modules'), { recursive: true });
  fs.symlinkSync(packageFolder, path.join(place, 'node_modules/rwave'));
  for (const name of ['demo.hea', 'demo.dat']) fs.copyFileSync(path.join(folder, name), path.join(place, name));
  fs.writeFileSync(path.join(place, 'example.mjs'), code);
  const done = spawnSync(process.execPath, ['example.mjs'], { cwd: place });
  assert.equal(done.status, 0, done.stderr.toString());
  assert.match(done.stdout.toString(), /beats/);
});

test('module, loader and models are within 1.5 MB compressed', { skip }, () => {
  const files = ['module.wasm', 'module.js', 'index.js', 'engine.js', 'errors.js', 'files.js', 'worker.js'];
  const sizes = files.map((name) => zlib.gzipSync(fs.readFileSync(path.join(packageFolder, name)), { level: 9 }).length);
  const sum = sizes.reduce((a, b) => a + b, 0);
  console.log(`gzip: ${files.map((name, i) => `${name} ${sizes[i]}`).join(', ')}; in all ${sum} bytes`);
  assert.ok(sum <= 1.5e6, `${sum} bytes`);
});
