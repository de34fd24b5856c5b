// The review page as such, in a real browser: what it gives out, who can read it, how fast it moves, its list of recordings.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fs from 'node:fs';
import path from 'node:path';
import { axeSource, choose, loaded, makeFolder, missing, openBrowser, person, saved, serve } from './review_support.mjs';

const why = missing();
const skip = why === '' ? false : why;
let browser, folder, server, first;

before(async () => {
  if (skip) return;
  folder = makeFolder();
  server = await serve(folder);
  browser = await openBrowser();
  first = await person(server.address);
  // An edit, so that no list is empty.
  await first.page.keyboard.press('.');
  await first.page.keyboard.press('s');
  await saved(first.page);
});

after(async () => {
  await browser?.close();
  await server?.kill();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

test('exports in every form', { skip }, async () => {
  const { page } = first;
  await page.click('#export summary');
  for (const format of ['wfdb', 'rhythm', 'csv', 'json', 'html']) {
    const got = await page.$eval(`[data-format="${format}"]`, async (link) => {
      const response = await fetch(link.href);
      return { status: response.status, name: response.headers.get('content-disposition'), size: (await response.arrayBuffer()).byteLength };
    });
    assert.equal(got.status, 200, format);
    assert.match(got.name, /attachment/);
    assert.ok(got.size > 20, `${format}: ${got.size} bytes`);
  }
  await page.keyboard.press('Escape');
});

test('axe-core finds no fault, light, dark, and on a telephone', { skip }, async () => {
  for (const options of [{ scheme: 'light' }, { scheme: 'dark' }, { scheme: 'light', width: 390, height: 844, touch: true }]) {
    const { page, context } = await person(server.address, { ...options, bypassCsp: true });
    await page.evaluate(axeSource());
    const check = async (where) => {
      const faults = await page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })" +
        ".then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target).join(' | ')))");
      assert.deepEqual(faults, [], `${where} ${JSON.stringify(options)}`);
    };
    for (const tab of ['queue', 'groups', 'events', 'edits', 'compare']) {
      await choose(page, `#tab-${tab}`); // on a telephone it may lie beneath the decisions
      await page.waitForFunction(`document.querySelector('#panel-${tab} h2') !== null`);
      if (tab === 'groups') await choose(page, '.group');
      await check(tab);
    }
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await check('keys');
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing is wider than the screen');
    await context.close();
  }
});

test('pans at 60 frames a second', { skip }, async () => {
  const { page } = first;
  const frames = await page.evaluate(async () => {
    const { store, ecg } = window.rwave;
    store.setView({ first: 0, speed: 25 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    ecg.paintTimes.length = 0;
    const gaps = [];
    let last = performance.now();
    await new Promise((resolve) => {
      const step = () => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        store.panBy(12);
        if (gaps.length < 300) requestAnimationFrame(step);
        else resolve();
      };
      requestAnimationFrame(step);
    });
    const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)];
    return { gap: at(gaps, 0.5), gap95: at(gaps, 0.95), paint: at(ecg.paintTimes, 0.5), paint95: at(ecg.paintTimes, 0.95) };
  });
  console.log(`frames: median ${frames.gap.toFixed(1)} ms apart, 95 % ${frames.gap95.toFixed(1)}; painting ${frames.paint.toFixed(1)} ms, 95 % ${frames.paint95.toFixed(1)}`);
  // Medians: other tests may run on the same cores.
  assert.ok(frames.gap < 18, `median frame ${frames.gap} ms`);
  assert.ok(frames.paint < 8, `median painting ${frames.paint} ms`);
});

test('several recordings are listed behind a password; one is added; the way back works', { skip }, async () => {
  const several = makeFolder(2, 60);
  const other = await serve(several, 0, ['--token', 'four-words-of-a-pass', '--uploads', '100']);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(other.address);
  await page.waitForSelector('#password');
  await page.type('#password', 'wrong-words-of-a-pass');
  await page.keyboard.press('Enter');
  await page.waitForFunction("document.querySelector('dialog [role=status]').textContent !== ''");
  await page.$eval('#password', (input) => (input.value = ''));
  await page.type('#password', 'four-words-of-a-pass');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.records a');
  assert.deepEqual(await page.$$eval('.records .what', (list) => list.map((e) => e.textContent)), ['demo1', 'demo2']);
  const more = makeFolder(3, 60);
  const names = fs.readdirSync(path.join(more, 'records')).filter((name) => /^demo3\.(hea|dat)$/.test(name));
  await (await page.$('#upload')).uploadFile(...names.map((name) => path.join(more, 'records', name)));
  await loaded(page);
  assert.match(await page.$eval('#record', (e) => e.textContent), /demo3$/);
  await page.goBack();
  await choose(page, '.records a');
  await loaded(page);
  assert.equal(await page.$eval('#record', (e) => e.textContent), 'demo1');
  await context.close();
  await other.kill();
  for (const gone of [several, more]) fs.rmSync(gone, { recursive: true });
});

test('an old browser, or one without scripts, is told so', { skip }, async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(server.address);
  const seen = () => page.$eval('#old', (e) => getComputedStyle(e).visibility);
  assert.equal(await seen(), 'hidden', 'no flash where all is well');
  await new Promise((resolve) => setTimeout(resolve, 3500));
  assert.equal(await seen(), 'visible');
  await context.close();
});
