// The engine in a worker: one call after the other, each answered with its number. Two calls at once wait in line.
import { compile, Engine } from './engine.js';

const port = typeof self === 'undefined' ? (await import(/* @vite-ignore */ 'node:worker_threads')).parentPort : self;
let engine = null;
let line = Promise.resolve();

async function answer({ id, call, values }) {
  try {
    if (call === 'start') engine = new Engine(await compile(values[0]));
    const result = await engine[call === 'start' ? 'version' : call](...values.slice(call === 'start' ? 1 : 0));
    port.postMessage({ id, result }, result?.buffer instanceof ArrayBuffer ? [result.buffer] : []);
  } catch (fault) {
    port.postMessage({ id, fault: { name: fault.name, message: fault.message } });
  }
}

// Without awaiting the line, the second of two calls would begin while the first waits for the module.
const receive = (message) => (line = line.then(() => answer(message)));
if (typeof port.on === 'function') port.on('message', receive);
else port.onmessage = (event) => receive(event.data);
