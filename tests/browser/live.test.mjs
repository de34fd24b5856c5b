// The page of a live stream in a real browser against the real program: what moves, what is said, lost and back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fs from 'node:fs';
import { axeSource, choose, makeFolder, missing, openBrowser, serve } from './review_support.mjs';
import { heart, line, Sender, spawnServe } from './live_support.mjs';

const why = missing();
const skip = why === '' ? false : why;
let browser, folder, server, sender;
const more = ['--live-streams', '4'];

before(async () => {
  if (skip) return;
  folder = makeFolder(1, 60);
  server = await serve(folder, 0, more);
  browser = await openBrowser();
  sender = new Sender(server.address, 'bed1', 2);
  // Half a minute at once, so that the page need not wait for the detector to learn.
  await sender.push(heart(folder, 30));
  sender.run(heart(folder, 50));
});

after(async () => {
  sender?.stop();
  await browser?.close();
  await server?.kill();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

async function open(hash = '#live=bed1', options = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: options.width ?? 1280, height: options.height ?? 800, hasTouch: options.touch ?? false });
  if (options.scheme !== undefined) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme }]);
  if (options.bypassCsp) await page.setBypassCSP(true); // for axe-core alone, which is put in from outside
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(server.address + hash);
  if (hash.startsWith('#live')) await page.waitForFunction("window.rwave?.line?.stream?.beats.length > 5 && Number(document.getElementById('live-ecg').dataset.pen) > 0", { timeout: 30000 });
  return { page, faults, context };
}

const text = (page, id) => page.$eval(`#${id}`, (e) => e.textContent);
const pen = (page) => page.$eval('#live-ecg', (e) => Number(e.dataset.pen));
const darkPixels = (page) => page.$eval('#live-ecg', (canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 40, canvas.width, canvas.height - 60);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 200) ++count;
  return count;
});
const said = (page, id, wanted, timeout = 20000) =>
  page.waitForFunction(`new RegExp(${JSON.stringify(wanted)}).test(document.getElementById(${JSON.stringify(id)}).textContent)`, { timeout });

test('the start page lists the stream, and leads to it', { skip }, async () => {
  const { page, context } = await open('');
  await page.waitForSelector('.streams a');
  assert.match(await page.$eval('.streams a', (e) => e.textContent), /bed1.*live.*2 leads/);
  await choose(page, '.streams a');
  await page.waitForFunction("!document.getElementById('live')?.hidden");
  await context.close();
});

test('the trace moves; rate, rhythm, signal and line are said', { skip }, async () => {
  const { page, faults, context } = await open();
  const at = () => page.$eval('#live-ecg', (e) => [Number(e.dataset.pen), performance.now() / 1000]);
  const [before, from] = await at();
  await page.waitForFunction(`Number(document.getElementById('live-ecg').dataset.pen) > ${before + 500}`);
  const [now, to] = await at();
  assert.ok(now - before < 360 * (to - from) + 1000, `${now - before} frames in ${to - from} s at 360 Hz`);
  await said(page, 'live-rate', '^\\d{2,3}$');
  assert.equal(await text(page, 'live-line'), 'live');
  assert.equal(await text(page, 'live-quality'), 'good');
  assert.match(await text(page, 'live-counts'), /V \d+/);
  const dark = await darkPixels(page);
  assert.ok(dark > 1500, `${dark} dark pixels`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('Space freezes, arrows look back within the minute, Space runs on', { skip }, async () => {
  const { page, context } = await open();
  await page.keyboard.press(' ');
  const stood = await page.evaluate('rwave.sweep.frozen');
  assert.ok(stood > 0);
  assert.equal(await text(page, 'live-freeze'), 'Run');
  await page.keyboard.press('ArrowLeft');
  assert.ok((await page.evaluate('rwave.sweep.frozen')) < stood);
  await said(page, 'live-frozen', 'Frozen: up to \\d\\d:\\d\\d:\\d\\d');
  await page.keyboard.press('+');
  assert.equal(await page.$eval('#live-gain', (e) => e.value), '20');
  await page.keyboard.press(' ');
  assert.equal(await page.evaluate('rwave.sweep.frozen'), null);
  await context.close();
});

test('a finger draws the picture back', { skip }, async () => {
  const { page, context } = await open('#live=bed1', { width: 390, height: 844, touch: true });
  const box = await (await page.$('#live-ecg')).boundingBox();
  const [x, y] = [box.x + 100, box.y + 100];
  await page.touchscreen.touchStart(x, y);
  await page.touchscreen.touchMove(x + 60, y);
  await page.touchscreen.touchMove(x + 120, y);
  await page.touchscreen.touchEnd();
  assert.ok((await page.evaluate('rwave.sweep.frozen')) > 0);
  assert.ok(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), 'nothing is cut off at the side');
  await context.close();
});

test('a heart that stops is an alarm while it lasts, and an event afterwards', { skip }, async () => {
  const { page, context } = await open();
  sender.stop();
  await sender.push(line(12, 2));
  await page.waitForFunction("!document.getElementById('live-alarm').hidden", { timeout: 10000 });
  // The alarm comes with its event; the samples that show the line to be flat may come a moment later.
  await said(page, 'live-alarm-text', '^Asystole, or an electrode is off');
  assert.equal(await page.evaluate('rwave.line.stream.heartRate()'), 0);
  await said(page, 'live-quality', 'a flat line in all leads');
  await sender.push(heart(folder, 20));
  await page.waitForFunction("document.getElementById('live-alarm').hidden", { timeout: 10000 });
  await said(page, 'live-events', 'asystole1\\d\\.\\d s');
  sender.run(heart(folder, 50));
  await context.close();
});

test('a silent sender, a lost program and its return are said', { skip }, async () => {
  const { page, context } = await open();
  sender.stop();
  await said(page, 'live-line', '^no samples$');
  await said(page, 'banner', 'No samples come');
  sender.run(heart(folder, 50));
  await said(page, 'live-line', '^live$');
  await page.waitForFunction("document.getElementById('banner').hidden");
  sender.stop();
  await server.kill();
  await said(page, 'live-line', '^no connection$');
  assert.equal(await text(page, 'live-rate'), '–');
  server = await serve(folder, server.port, more);
  await said(page, 'live-line', '^not there$');
  sender = new Sender(server.address, 'bed1', 2);
  await sender.push(heart(folder, 30));
  sender.run(heart(folder, 50));
  await said(page, 'live-line', '^live$');
  await context.close();
});

test('an ended stream says so and shows what was seen', { skip }, async () => {
  const short = new Sender(server.address, 'short', 2);
  await short.push(heart(folder, 30));
  await fetch(short.path + '&finish=1', { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: '' });
  const { page, faults, context } = await open('#live=short');
  await said(page, 'live-line', '^ended$');
  await said(page, 'live-quality', '^ended at \\d\\d:\\d\\d:\\d\\d$');
  assert.equal(await text(page, 'live-rhythm'), 'the stream has ended');
  assert.match(await text(page, 'banner'), /has ended\. Its last minute is shown/);
  await page.waitForFunction("rwave.line.stream.frames === 10800 && Number(document.getElementById('live-ecg').dataset.pen) > 10700");
  assert.ok((await darkPixels(page)) > 1500);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a stream on standard input: waited for, followed, its failure said', { skip }, async (t) => {
  const child = spawnServe(['--live', 'stdin', '--rate', '250']);
  t.after(() => child.kill('SIGKILL')); // or node would wait for it where this test fails
  const page = await (await browser.createBrowserContext()).newPage();
  await page.goto(await child.address);
  const shows = (wanted) => page.waitForFunction(`new RegExp(${JSON.stringify(wanted)}).test(document.getElementById('start').textContent)`, { timeout: 20000 });
  await shows('Waiting for the first samples of stdin');
  const rows = (from, to) => Array.from({ length: to - from }, (_, i) => `${(from + i) / 250},${(from + i) % 200 === 100 ? 1.2 : ((from + i) % 7) / 100}\n`).join('');
  child.stdin.write('time,II\n' + rows(0, 6000));
  await shows('stdin.*live · 1 lead');
  await choose(page, '.streams a');
  await said(page, 'live-line', '^(live|no samples)$');
  child.stdin.end('24,wrong\n');
  await said(page, 'live-line', '^failed$');
  assert.match(await text(page, 'banner'), /standard input: line 6002.*What came before that is shown/);
  await page.goto('about:blank');  // the address differs by its end alone: that would load nothing
  await page.goto(await child.address);
  await shows('The stream stdin failed: standard input: line 6002');
  child.kill('SIGINT');
  assert.equal(await child.ended, 1);
  await page.browserContext().close();
});

test('axe-core finds no fault, light, dark, and on a telephone', { skip }, async () => {
  for (const options of [{ scheme: 'light' }, { scheme: 'dark' }, { scheme: 'dark', width: 390, height: 844, touch: true }]) {
    const { page, context } = await open('#live=bed1', { ...options, bypassCsp: true });
    await page.evaluate(axeSource());
    const faults = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })" +
      ".then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target).join(' | ')))");
    assert.deepEqual(faults, [], JSON.stringify(options));
    await context.close();
  }
});
