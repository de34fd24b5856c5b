// What a caller hands over as files, as pairs of name and bytes, and which of them is the recording.
import { RwaveError } from './errors.js';

const isPart = (name) => /\.(dat|d\d{2}|atr|qrs|ecg|rw|rwr|txt~|ann|flac)$/i.test(name) && !/\.txt$/i.test(name);

async function bytesOf(name, content) {
  // Copies: they go to the worker and are gone here. Not slice(), which of node's Buffer is a view of the caller's bytes.
  if (content instanceof ArrayBuffer) return new Uint8Array(content.slice(0));
  if (ArrayBuffer.isView(content)) return new Uint8Array(new Uint8Array(content.buffer, content.byteOffset, content.byteLength));
  if (typeof content === 'string') return new TextEncoder().encode(content);
  if (typeof content?.arrayBuffer === 'function') {
    try {
      return new Uint8Array(await content.arrayBuffer());
    } catch (fault) {
      throw new RwaveError(`${name}: cannot be read: ${fault.message}`);
    }
  }
  throw new TypeError(`${name}: expected a File, Blob, Uint8Array, ArrayBuffer or string`);
}

// A name within the module's file system: no way out of its folder.
function plain(name) {
  const parts = String(name).replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..') || name.includes('\0')) throw new RwaveError(`"${name}" is no name of a file`);
  return parts.join('/');
}

/** files: File or FileList or an array of File, or names with contents (an object, a Map, an array of pairs). */
export async function pairsOf(files) {
  if (files === null || typeof files !== 'object') throw new TypeError('expected files: File, FileList, or an object of names and contents');
  let named;
  if (typeof files.arrayBuffer === 'function') named = [[files.name ?? 'recording', files]];
  else if (typeof files[Symbol.iterator] === 'function') named = [...files].map((one) => (Array.isArray(one) ? one : [one?.name, one]));
  else named = Object.entries(files);
  if (named.length === 0) throw new RwaveError('no file was given');
  for (const [name] of named) if (typeof name !== 'string' || name === '') throw new TypeError('a file without a name: give [name, content]');
  return Promise.all(named.map(async ([name, content]) => [plain(name), await bytesOf(name, content)]));
}

/** The name of the file to open: the one asked for, the only header, the only file that is no part of another. */
export function recordOf(pairs, asked) {
  const names = pairs.map(([name]) => name);
  if (asked !== undefined) {
    const found = names.find((name) => name === asked || name === `${asked}.hea`);
    if (found === undefined) throw new RwaveError(`${asked} is not among the files: ${names.join(', ')}`);
    return found;
  }
  const headers = pairs.filter(([name]) => /\.hea$/i.test(name));
  if (headers.length === 1) return headers[0][0];
  if (headers.length > 1) {
    // Of a recording in segments the header that names them: "record/segments" in its first line.
    const whole = headers.filter(([, bytes]) => /^(?:\s*#[^\n]*\n)*\s*[^\s#/]+\/\d+\s/.test(new TextDecoder().decode(bytes.subarray(0, 2000))));
    if (whole.length === 1) return whole[0][0];
    throw new RwaveError(`several records: ${headers.map(([name]) => name).join(', ')}; name one with the option record`);
  }
  const others = names.length === 1 ? names : names.filter((name) => !isPart(name));
  if (others.length === 1) return others[0];
  if (others.length === 0) throw new RwaveError(`${names.join(', ')}: the header (.hea) of the record is missing`);
  throw new RwaveError(`several recordings: ${others.join(', ')}; name one with the option record`);
}
