// The page in headless Chromium: a recording is dropped, labelled and drawn, and nothing is asked of anywhere else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { axeSource, openBrowser } from '../browser/review_support.mjs';
import { labelled, pageFolder, root, simulated } from './support.mjs';

const skip = !fs.existsSync(path.join(pageFolder, 'index.html')) ? `no page in ${pageFolder}: tools/wasm_package`
  : !fs.existsSync(path.join(root, 'web/node_modules/puppeteer-core')) ? 'no puppeteer-core: tools/deps --browser' : false;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };
let server, address, browser, folder;

before(async () => {
  if (skip) return;
  folder = simulated(180, 2);
  server = http.createServer((request, response) => {
    const file = path.join(pageFolder, request.url === '/' ? 'index.html' : new URL(request.url, 'http://x').pathname);
    if (!fs.existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' });
    fs.createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  server?.close();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

/** A page of its own; faults of the console and of scripts, and every address that was asked for. */
async function opened() {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const [faults, requests] = [[], []];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  browser.on('targetcreated', () => undefined);
  page.on('request', (request) => requests.push(request.url()));
  page.on('workercreated', (worker) => requests.push(worker.url()));
  await page.goto(address);
  await page.waitForSelector('#start:not([hidden])');
  return { page, faults, requests };
}

const ready = (page) => page.waitForFunction('window.rwave !== undefined', { timeout: 60000 });

/** Files dropped on the page, as the desktop would. */
const drop = (page, files) =>
  page.evaluate((given) => {
    const transfer = new DataTransfer();
    for (const [name, text] of given) transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));

test('a record is dropped, labelled as by the program, and drawn; nothing leaves the machine', { skip }, async () => {
  const { page, faults, requests } = await opened();
  await drop(page, Object.fromEntries(['demo.hea', 'demo.dat', 'demo.atr'].map((name) => [name, fs.readFileSync(path.join(folder, name))])));
  await ready(page);
  const reference = labelled(path.join(folder, 'demo'));
  const beats = await page.evaluate(() => rwave.result.beats.map((b) => `${b.sample} ${b.label}`));
  assert.deepEqual(beats, reference.beats.map((b) => `${b.sample} ${b.label}`));
  assert.equal(await page.$eval('#record', (e) => e.textContent), 'demo');
  assert.equal(await page.$eval('#classes [data-label="V"] dd', (e) => e.textContent), String(reference.summary.by_class.V));
  assert.ok((await page.$$('#episodes li')).length > 0);
  await page.waitForFunction('rwave.view.paintTimes.length > 0');
  await new Promise((resolve) => setTimeout(resolve, 500));
  // The trace: dark pixels between the letters and the rhythm band; and letters in V's colour somewhere in the recording.
  const dark = await page.$eval('#ecg', (canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 40, canvas.width, canvas.height - 120);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 200) ++count;
    return count;
  });
  assert.ok(dark > 2000, `${dark} dark pixels`);
  const v = reference.beats.find((b) => b.label === 'V');
  await page.evaluate((sample) => rwave.store.show(sample, true), v.sample);
  await page.waitForFunction(() => {
    const canvas = document.getElementById('ecg');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, 28);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === 0xd5 && data[i + 1] === 0x5e && data[i + 2] === 0) ++count;
    return count > 50;
  }, { timeout: 10000 });
  if (process.env.RWAVE_PICTURE !== undefined) await page.screenshot({ path: process.env.RWAVE_PICTURE });
  assert.deepEqual(faults, []);
  assert.ok(requests.length > 3);
  for (const url of requests) assert.ok(url.startsWith(address) || url.startsWith('blob:' + address), url);
});

test('the downloads hold the labels', { skip }, async () => {
  const { page } = await opened();
  const client = await page.createCDPSession();
  const place = fs.mkdtempSync(path.join(folder, 'downloads-'));
  await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: place, browserContextId: page.browserContext().id });
  await (await page.$('#files')).uploadFile(path.join(folder, 'demo.hea'), path.join(folder, 'demo.dat'));
  await ready(page);
  await page.click('#export summary');
  for (const name of ['demo.rw', 'demo.csv']) {
    await page.click(`#downloads [data-name="${name}"]`);
    for (let tries = 0; tries < 100 && !fs.existsSync(path.join(place, name)); ++tries) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const reference = labelled(path.join(folder, 'demo'));
  const lines = fs.readFileSync(path.join(place, 'demo.csv'), 'utf8').trim().split('\n');
  assert.equal(lines.length - 1, reference.beats.length);
  assert.ok(fs.statSync(path.join(place, 'demo.rw')).size > reference.beats.length);
});

test('what is no recording gets one line, and the next file works', { skip }, async () => {
  const { page, faults } = await opened();
  await drop(page, { 'photo.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]) });
  await page.waitForSelector('#note:not([hidden])');
  assert.match(await page.$eval('#note p', (e) => e.textContent), /^photo\.jpg: /);
  await drop(page, { 'nan.csv': Buffer.from('time,ecg\n' + Array.from({ length: 4000 }, (_, i) => `${i / 250},nan\n`).join('')) });
  await page.waitForFunction(() => /^nan\.csv/.test(document.querySelector('#note p').textContent));
  const files = Object.fromEntries(['demo.hea', 'demo.dat'].map((name) => [name, fs.readFileSync(path.join(folder, name))]));
  // Two drops at once: the later one is shown.
  await drop(page, { 'photo.jpg': Buffer.from([1, 2, 3]) });
  await drop(page, files);
  await ready(page);
  assert.equal(await page.$eval('#record', (e) => e.textContent), 'demo');
  assert.deepEqual(faults, []);
});

test('the page itself refuses other addresses', { skip }, async () => {
  const { page } = await opened();
  assert.equal(await page.evaluate(() => fetch('http://127.0.0.1:1/').then(() => 'asked', (e) => e.name)), 'TypeError');
  assert.equal(await page.evaluate(() => new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
    fetch('https://example.org/').catch(() => undefined);
  })), 'connect-src');
});

test('axe-core finds nothing, before and after', { skip }, async () => {
  const { page } = await opened();
  const found = async () => {
    await page.setBypassCSP(true);
    await page.evaluate(axeSource());
    const { violations } = await page.evaluate(() => axe.run());
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`);
  };
  assert.deepEqual(await found(), []);
  await (await page.$('#files')).uploadFile(path.join(folder, 'demo.hea'), path.join(folder, 'demo.dat'));
  await ready(page);
  assert.deepEqual(await found(), []);
});
