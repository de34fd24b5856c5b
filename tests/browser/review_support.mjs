// What the tests of the review page stand on: a simulated recording, the real program, a real browser.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.RWAVE_PROGRAM ?? path.join(root, 'build/runtime/bin/rwave');
const require = createRequire(path.join(root, 'web/package.json'));

/** Why the tests cannot run here; empty where they can. */
export function missing() {
  if (!fs.existsSync(path.join(root, 'web/node_modules/puppeteer-core'))) return 'no puppeteer-core: tools/deps --browser';
  if (spawnSync('sh', ['-c', 'command -v chromium']).status !== 0) return 'no chromium: tools/deps --browser';
  if (spawnSync(program, ['serve', '--help']).status !== 0) return `${program} does not serve`;
  return '';
}

/** A folder with recordings and one for edits, gone at the end. */
export function makeFolder(records = 1, seconds = 300) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rwave-review-'));
  for (let i = 1; i <= records; ++i) {
    const made = spawnSync(program, ['simulate', '--seconds', String(seconds), '--seed', String(i), '-o', path.join(folder, `records/demo${i}`)]);
    if (made.status !== 0) throw new Error(String(made.stderr));
  }
  return folder;
}

/** The program, serving a folder; `kill` ends it as a lost machine would. */
export async function serve(folder, port = 0, more = []) {
  const options = [...more, '--store', path.join(folder, 'store'), '--port', String(port)];
  // While the page is being changed: its files from the folder, not those built into the program.
  if (process.env.RWAVE_WEB !== undefined) options.push('--web', process.env.RWAVE_WEB);
  const child = spawn(program, ['serve', path.join(folder, 'records'), ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const address = await new Promise((resolve, reject) => {
    child.stderr.on('data', (data) => {
      said += data;
      const found = /http:\/\/[\d.:a-z[\]]+/.exec(said);
      if (found !== null) resolve(found[0]);
    });
    child.on('exit', (code) => reject(new Error(`rwave serve ended with ${code}: ${said}`)));
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return {
    address,
    port: Number(new URL(address).port),
    /** As on a line that hangs: connections are taken, no answer comes. */
    hang: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

let browser = null;

export async function openBrowser() {
  const puppeteer = require('puppeteer-core');
  browser = await puppeteer.launch({
    executablePath: spawnSync('sh', ['-c', 'command -v chromium']).stdout.toString().trim(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  return browser;
}

export const axeSource = () => fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The page loaded once more. Right behind a change of address Chromium may have no page to reload for a moment. */
export async function reload(page) {
  for (let left = 20; ; --left) {
    try {
      await page.reload();
      return;
    } catch (error) {
      if (left === 0 || !/Not attached to an active page/.test(error.message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A click in the page: a list may be drawn again between puppeteer's look at an element and its click. */
export const choose = async (page, selector) => {
  await page.waitForSelector(selector);
  await page.$eval(selector, (element) => element.click());
};

/** A page of a person of its own, opened on the recording; `faults` gets what the console and scripts complain of. */
export async function person(address, options = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: options.width ?? 1440, height: options.height ?? 900, hasTouch: options.touch ?? false });
  if (options.scheme !== undefined) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme }]);
  if (options.bypassCsp) await page.setBypassCSP(true); // for axe-core alone, which is put in from outside
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(address + (options.hash ?? ''));
  await loaded(page);
  return { page, faults, context };
}

export const loaded = (page) =>
  page.waitForFunction('window.rwave !== undefined && rwave.store.groups.groups.length > 0', { timeout: 90000 });

export const saved = (page) => page.waitForFunction("document.getElementById('saved').textContent === 'all saved'", { timeout: 30000 });

/** What the program says, not what the page believes. */
export async function asked(address, what) {
  const { recordings } = await (await fetch(`${address}/api/recordings`)).json();
  const response = await fetch(`${address}/api/recordings/${encodeURIComponent(recordings[0].id)}/${what}`);
  return response.headers.get('content-type').startsWith('application/json') ? response.json() : response.arrayBuffer();
}
