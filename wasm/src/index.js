// rwave for browsers and node: recordings labelled where they are.
//
//   import { load } from 'rwave';
//   const rwave = await load();
//   const result = await rwave.classify(files);
//   for (const beat of result.beats) console.log(beat.time, beat.label, beat.probability);
import { CrashError, RwaveError } from './errors.js';
import { pairsOf, recordOf } from './files.js';

export { RwaveError };

// What the options of each call are; any: of whatever type.
const any = null;
const opening = { record: 'string', rate: 'number' };
const labelling = { lead: 'string', oneLead: 'boolean', unknownBelow: 'number' };

// The options as they are. TypeError for what is none: a misspelt one would be passed over in silence, and one
// of another type would be an error of the module's JSON.
function checked(options, kinds) {
  if (options === null || typeof options !== 'object') throw new TypeError(`options: ${options}; expected an object`);
  const known = Object.keys(kinds);
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) throw new TypeError(`option ${name} is not known; expected ${known.join(', ')}`);
    const kind = kinds[name];
    if (value !== undefined && kind !== any && typeof value !== kind) throw new TypeError(`${name}: ${typeof value}; expected a ${kind}`);
  }
  // NaN is null in JSON.
  if (Number.isNaN(options.unknownBelow)) throw new RangeError('unknownBelow NaN: expected a probability, 0 to 1');
  return options;
}

/** A recording that is open. Its memory is held until close(). */
export class Recording {
  #engine;

  constructor(engine, { handle, ...info }) {
    this.#engine = engine;
    this.handle = handle;
    this.info = info;
  }

  async classify(options = {}) {
    return this.#engine.classify(this.handle, checked(options, labelling));
  }

  async read(signal, first, frames) {
    const lead = this.info.signals[signal];
    if (lead === undefined) throw new RangeError(`signal ${signal}: there are ${this.info.signals.length}, from 0`);
    const within = (value, most) => Number.isInteger(value) && value >= 0 && value <= most;
    if (!within(first, this.info.samples) || !within(frames, this.info.samples - first))
      throw new RangeError(`frames ${first} to ${first + frames} are not within the ${this.info.samples} of the recording`);
    return this.#engine.read(this.handle, signal, first, frames, frames * Math.round(lead.samples / this.info.samples));
  }

  async annotations(options = {}) {
    const { rhythm = false } = checked(options, { rhythm: 'boolean' });
    return this.#engine.annotations(this.handle, rhythm);
  }

  close() {
    return this.#engine.close(this.handle);
  }
}

/** What load() gives. */
export class Rwave {
  #engine;

  constructor(engine, version) {
    this.#engine = engine;
    this.version = version;
  }

  async open(files, options = {}) {
    const { record, rate } = checked(options, opening);
    if (rate !== undefined && !(rate > 0 && Number.isFinite(rate))) throw new RangeError(`rate ${rate}: expected samples a second`);
    const pairs = await pairsOf(files);
    return new Recording(this.#engine, await this.#engine.open(pairs, recordOf(pairs, record), rate));
  }

  async classify(files, options = {}) {
    const { record, rate, ...label } = checked(options, { ...opening, ...labelling });
    const recording = await this.open(files, { record, rate });
    try {
      return await recording.classify(label);
    } finally {
      await recording.close();
    }
  }

  /** Ends the worker. */
  close() {
    this.#engine.end?.();
  }
}

// The worker's calls as functions that give promises: open, classify, read, annotations, close.
function remote(worker, isNode) {
  const waiting = new Map();
  let calls = 0;
  let ended = null;
  const settle = ({ id, result, fault }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (isNode && waiting.size === 0) worker.unref(); // an idle worker keeps no program alive
    if (fault === undefined) return resolve(result);
    reject(Object.assign(new RwaveError(fault.message), { name: fault.name }));
  };
  const fail = (message) => {
    ended = message;
    for (const { reject } of waiting.values()) reject(new CrashError(message));
    waiting.clear();
  };
  if (isNode) {
    worker.on('message', settle);
    worker.on('error', (fault) => fail(`the worker ended: ${fault.message}`));
    worker.on('exit', () => fail(ended ?? 'the worker ended'));
  } else {
    worker.onmessage = (event) => settle(event.data);
    worker.onerror = (event) => fail(`the worker ended: ${event.message ?? 'it could not be started'}`);
  }
  const call = (name, values) =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(new CrashError(ended));
      const id = ++calls;
      waiting.set(id, { resolve, reject });
      if (isNode) worker.ref();
      const moved = name === 'open' ? values[0].map(([, bytes]) => bytes.buffer) : [];
      worker.postMessage({ id, call: name, values }, moved);
    });
  const engine = { end: () => (fail('rwave was closed'), worker.terminate()) };
  for (const name of ['start', 'open', 'classify', 'read', 'annotations', 'close']) engine[name] = (...values) => call(name, values);
  return engine;
}

// In this thread: the same calls, one after the other.
function here(engine) {
  let line = Promise.resolve();
  const calls = {};
  for (const name of ['open', 'classify', 'read', 'annotations', 'close']) {
    calls[name] = (...values) => {
      const done = line.then(() => engine[name](...values));
      line = done.catch(() => undefined);
      return done;
    };
  }
  return calls;
}

export async function load(options = {}) {
  const { worker = true, wasm } = checked(options, { worker: 'boolean', wasm: any });
  if (!worker) {
    const { compile, Engine } = await import('./engine.js'); // else only the worker reads it
    const engine = new Engine(await compile(wasm));
    return new Rwave(here(engine), await engine.version());
  }
  const isNode = typeof Worker === 'undefined';
  const engine = isNode
    ? remote(new (await import(/* @vite-ignore */ 'node:worker_threads')).Worker(new URL('./worker.js', import.meta.url)), true)
    : remote(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }), false);
  try {
    return new Rwave(engine, await engine.start(wasm instanceof URL ? wasm.href : wasm));
  } catch (fault) {
    engine.end();
    throw fault;
  }
}
