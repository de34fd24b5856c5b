// The WebAssembly module and its calls, in the thread that imports it. index.js starts it in a worker.
import { CrashError, RwaveError } from './errors.js';
import createModule from './module.js';

// Where a recording's files lie in the module; messages name them without it.
const folderOf = (number) => `/recording-${number}`;
const plain = (text) => text.replace(/\/recording-\d+\//g, '');

// Above this much memory a module is not kept once nothing is open: it never gives any back.
const keptBytes = 512 * 2 ** 20;

/** The module's code, compiled once: bytes, or where they lie (by default next to this file). */
export async function compile(wasm) {
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) return WebAssembly.compile(wasm);
  const url = new URL(wasm ?? new URL('./module.wasm', import.meta.url), import.meta.url);
  if (url.protocol === 'file:') {
    const { readFile } = await import(/* @vite-ignore */ 'node:fs/promises');
    return WebAssembly.compile(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new RwaveError(`${url}: ${response.status} ${response.statusText}`);
  // Not compileStreaming: many a static server sends .wasm without its type, and then that fails.
  return WebAssembly.compile(await response.arrayBuffer());
}

export class Engine {
  #code;
  #module = null;
  #open = new Map(); // handle to folder
  #folders = 0;

  constructor(code) {
    this.#code = code;
  }

  async #start() {
    if (this.#module !== null) return this.#module;
    const silent = () => undefined; // what the program would print; faults come as errors
    return (this.#module = await createModule({
      print: silent,
      printErr: silent,
      instantiateWasm: (imports, received) => {
        WebAssembly.instantiate(this.#code, imports).then(received);
        return {};
      },
    }));
  }

  // Calls an export with numbers and texts. What a fault in the module leaves behind cannot be trusted: it is dropped.
  #call(name, ...values) {
    const module = this.#module;
    const texts = [];
    try {
      const given = values.map((value) => {
        if (typeof value !== 'string') return value;
        const bytes = module.lengthBytesUTF8(value) + 1;
        const at = module._malloc(bytes);
        if (at === 0) throw new RangeError('no memory');
        texts.push(at);
        module.stringToUTF8(value, at, bytes);
        return at;
      });
      return module[name](...given);
    } catch (fault) {
      this.#drop();
      texts.length = 0;
      throw new CrashError(`the module broke and was started again; open the recording once more (${fault?.message ?? fault})`);
    } finally {
      for (const at of texts) module._free(at);
    }
  }

  #drop() {
    this.#module = null;
    this.#open.clear();
  }

  #fault() {
    return new RwaveError(plain(this.#module.UTF8ToString(this.#call('_rwave_web_fault'))));
  }

  // The JSON of an export, or its fault.
  #json(name, ...values) {
    const text = this.#call(name, ...values);
    if (text !== 0) return JSON.parse(plain(this.#module.UTF8ToString(text)));
    throw this.#fault();
  }

  async version() {
    const module = await this.#start();
    return module.UTF8ToString(this.#call('_rwave_web_version'));
  }

  /** files: [name, Uint8Array] pairs; record: the name of the one to open; rate: Hz, of tables without a clock. */
  async open(files, record, rate) {
    const module = await this.#start();
    const folder = folderOf(++this.#folders);
    module.FS.mkdir(folder);
    try {
      for (const [name, bytes] of files) {
        module.FS.createPath('/', `${folder}/${name}`.split('/').slice(0, -1).join('/'), true, true);
        module.FS.writeFile(`${folder}/${name}`, bytes, { canOwn: true }); // the bytes are ours: no second copy
      }
      const info = this.#json('_rwave_web_open', `${folder}/${record}`, rate ?? 0);
      this.#open.set(info.handle, folder);
      return info;
    } catch (fault) {
      if (this.#module === module) remove(module.FS, folder);
      throw fault;
    }
  }

  async classify(handle, options) {
    await this.#start();
    const result = this.#json('_rwave_web_classify', handle, JSON.stringify(options ?? {}));
    for (const beat of result.beats) beat.time = beat.sample / result.rate;
    return result;
  }

  /** A WFDB annotation file: beats, or the rhythm. */
  async annotations(handle, rhythm) {
    const module = await this.#start();
    const folder = this.#open.get(handle) ?? '';
    this.#json('_rwave_web_annotations', handle, `${folder}/out.annotations`, rhythm ? 1 : 0);
    const bytes = module.FS.readFile(`${folder}/out.annotations`);
    module.FS.unlink(`${folder}/out.annotations`);
    return bytes;
  }

  /** values: how many there are room for, of `frames` frames from `first` on. */
  async read(handle, signal, first, frames, values) {
    const module = await this.#start();
    const at = this.#call('_malloc', Math.max(4, values * 4));
    if (at === 0) throw new RwaveError('out of memory: ask for fewer samples at once');
    try {
      const count = this.#call('_rwave_web_read', handle, signal, first, frames, at);
      if (count < 0) throw this.#fault();
      return module.HEAPF32.slice(at / 4, at / 4 + count);
    } finally {
      if (this.#module === module) this.#call('_free', at);
    }
  }

  async close(handle) {
    const module = this.#module;
    const folder = this.#open.get(handle);
    if (module === null || folder === undefined) return;
    this.#call('_rwave_web_close', handle);
    this.#open.delete(handle);
    remove(module.FS, folder);
    if (this.#open.size === 0 && module.HEAPU8.byteLength > keptBytes) this.#drop();
  }
}

function remove(fs, path) {
  if (!fs.isDir(fs.stat(path).mode)) return fs.unlink(path);
  for (const name of fs.readdir(path)) if (name !== '.' && name !== '..') remove(fs, `${path}/${name}`);
  fs.rmdir(path);
}
