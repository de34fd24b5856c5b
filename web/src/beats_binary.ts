// The beats as the server sends them: one piece of memory with columns one after another.

import type { Beats } from './beats';

export interface BeatsAt {
  revision: number;
  beats: Beats;
}

const flagRejected = 1;
const flagReviewed = 8;
const flagNoInterval = 16;

/** Throws where the bytes are not what openapi.json describes; lengths are checked before anything is read. */
export function parseBeats(bytes: ArrayBuffer): BeatsAt {
  const head = 16;
  const view = new DataView(bytes);
  if (bytes.byteLength < head || view.getUint32(0, false) !== 0x52574231) throw new Error('beats: not of the form RWB1');
  const count = view.getUint32(4, true);
  if (bytes.byteLength !== head + 20 * count) {
    throw new Error(`beats: ${bytes.byteLength} bytes, expected ${head + 20 * count} for ${count} beats`);
  }
  const samples = new Float64Array(bytes, head, count);
  const ids = new Uint32Array(bytes, head + 8 * count, count);
  const probability = new Float32Array(bytes, head + 12 * count, count);
  const groups = new Int16Array(bytes, head + 16 * count, count);
  const labels = new Uint8Array(bytes, head + 18 * count, count);
  const flags = new Uint8Array(bytes, head + 19 * count, count);
  const letters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  const beats: Beats = {
    ids: Array.from(ids),
    samples: Array.from(samples),
    labels: Array.from(labels, (code) => letters[code & 127]),
    probability: Array.from(probability),
    groups: Array.from(groups),
    reviewed: Array.from(flags, (f) => (f & flagReviewed) !== 0),
    rejected: Array.from(flags, (f) => (f & flagRejected) !== 0),
    joined: Array.from(flags, (f) => (f & flagNoInterval) === 0),
  };
  return { revision: Number(view.getBigUint64(8, true)), beats };
}
