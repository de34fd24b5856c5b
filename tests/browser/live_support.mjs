// A monitor that sends a simulated patient to the program as a live stream, a tenth of a second at a time.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './review_support.mjs';

const program = process.env.RWAVE_PROGRAM ?? path.join(root, 'build/runtime/bin/rwave');
const rate = 360;

/** `seconds` of a simulated heart, two leads, mV. */
export function heart(folder, seconds, seed = 1) {
  const name = path.join(folder, `heart${seconds}-${seed}`);
  if (!fs.existsSync(`${name}.dat`)) {
    const made = spawnSync(program, ['simulate', '--rate', String(rate), '--leads', '2', '--seconds', String(seconds), '--seed', String(seed), '-o', name]);
    if (made.status !== 0) throw new Error(String(made.stderr));
  }
  const data = fs.readFileSync(`${name}.dat`);
  const values = new Float32Array(rate * 2 * seconds);
  const signed = (n) => (n > 2047 ? n - 4096 : n) / 200;
  for (let i = 0, at = 0; i + 1 < values.length; i += 2, at += 3) {
    values[i] = signed(data[at] | ((data[at + 1] & 15) << 8));
    values[i + 1] = signed(data[at + 2] | ((data[at + 1] >> 4) << 8));
  }
  return values;
}

/** `seconds` without any deflection. */
export const line = (seconds, leads) => new Float32Array(rate * leads * seconds);

/** `rwave serve` without a folder, whose standard input the test writes; `address` and `ended` are promises. */
export function spawnServe(options) {
  const more = process.env.RWAVE_WEB === undefined ? [] : ['--web', process.env.RWAVE_WEB];
  const child = spawn(program, ['serve', '--port', '0', ...options, ...more], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.address = new Promise((resolve) => {
    let all = '';
    child.stderr.on('data', (data) => {
      all += data;
      const found = /http:\/\/[\d.:]+/.exec(all);
      if (found !== null) resolve(found[0]);
    });
  });
  child.ended = new Promise((resolve) => child.on('exit', resolve));
  return child;
}

export class Sender {
  constructor(address, name, leads) {
    this.path = `${address}/api/live/${name}/samples?rate=${rate}&leads=${leads}`;
    this.leads = leads;
    this.timer = null;
  }

  async push(values) {
    const reply = await fetch(this.path, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength) });
    if (!reply.ok) throw new Error(await reply.text());
  }

  /** In real time, again and again from the beginning. */
  run(values) {
    const block = (rate / 10) * this.leads;
    const began = performance.now();
    let sent = 0;
    let busy = false;
    this.timer = setInterval(async () => {
      if (busy) return;
      busy = true;
      const due = Math.floor((performance.now() - began) / 100);
      for (; sent < due && this.timer !== null; ++sent) {
        const at = (sent * block) % (values.length - block);
        await this.push(values.subarray(at, at + block)).catch(() => this.stop());
      }
      busy = false;
    }, 50);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }
}
