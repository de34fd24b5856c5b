// The review page when the line, the server or the folder changes under it: nothing decided is lost, nobody is stuck.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fs from 'node:fs';
import path from 'node:path';
import { asked, choose, loaded, makeFolder, missing, openBrowser, person, saved, serve, reload } from './review_support.mjs';

const why = missing();
const skip = why === '' ? false : why;
let browser;
const ends = [];

before(async () => {
  if (!skip) browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  for (const end of ends.reverse()) await end();
});

function folderOf(records, seconds = 60) {
  const folder = makeFolder(records, seconds);
  fs.mkdirSync(path.join(folder, 'records'), { recursive: true });
  ends.push(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

async function serving(folder, port = 0, more = []) {
  const server = await serve(folder, port, more);
  ends.push(() => server.kill());
  return server;
}

const text = (page, selector) => page.$eval(selector, (e) => e.textContent);
const savedSays = (page, words) => page.waitForFunction(`document.getElementById('saved').textContent.includes('${words}')`, { timeout: 20000 });
const labelOf = async (server, id) => {
  const beats = await asked(server.address, 'beats');
  return beats.label[beats.id.indexOf(id)];
};
async function chooseBeat(page, at) {
  await page.evaluate(`rwave.store.select({ beats: new Set([rwave.store.beats.ids[${at}]]) })`);
  return page.evaluate(`rwave.store.beats.ids[${at}]`);
}
async function letIn(page, password) {
  await page.waitForSelector('#password', { timeout: 20000 });
  await page.type('#password', password);
  await page.keyboard.press('Enter');
}

test('what waited when the page was loaded again is sent', { skip }, async () => {
  const folder = folderOf(1);
  let server = await serving(folder);
  const { page } = await person(server.address);
  page.on('dialog', (dialog) => dialog.accept()); // "leave the page?"
  await server.kill();
  const id = await chooseBeat(page, 5);
  await page.keyboard.press('q');
  await savedSays(page, '1 edit waits');
  server = await serving(folder, server.port);
  await reload(page);
  await loaded(page);
  await saved(page);
  assert.equal((await asked(server.address, 'edits')).edits.length, 1);
  assert.equal(await labelOf(server, id), 'Q');
});

test('a server started again asks for its password, and the edit is then sent', { skip }, async () => {
  const folder = folderOf(1);
  const password = 'four-words-of-a-pass';
  let server = await serving(folder, 0, ['--token', password]);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(server.address);
  await letIn(page, password);
  await loaded(page);
  await server.kill();
  server = await serving(folder, server.port, ['--token', password]);
  await chooseBeat(page, 5);
  await page.keyboard.press('q');
  await letIn(page, password);
  await saved(page);
  await page.waitForFunction("document.getElementById('banner').hidden && document.querySelector('dialog[open]') === null");
  const edits = await page.evaluate("fetch(`/api/recordings/${rwave.store.info.id}/edits`).then((r) => r.json())");
  assert.equal(edits.edits.length, 1);
  // The events of others come again.
  await page.evaluate("fetch(`/api/recordings/${rwave.store.info.id}/edits`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'insert', sample: 100, label: 'N', based_on: 1, client: 'other' }) })");
  await page.waitForFunction('rwave.store.revision === 2');
  await context.close();
});

test('while a person is asked about one edit, later ones wait: the last decision is the last', { skip }, async () => {
  const server = await serving(folderOf(1));
  const first = await person(server.address);
  const second = await person(server.address);
  const id = await chooseBeat(second.page, 3);
  await second.page.setOfflineMode(true);
  const ids = await second.page.evaluate('rwave.store.beats.ids.slice(2, 6)');
  await second.page.evaluate(`rwave.store.select({ beats: new Set([${ids}]) })`);
  await second.page.keyboard.press('f');
  await chooseBeat(second.page, 3);
  await second.page.keyboard.press('n');
  await savedSays(second.page, '2 edits wait');
  await chooseBeat(first.page, 4);
  await first.page.keyboard.press('s');
  await saved(first.page);
  await second.page.setOfflineMode(false);
  await second.page.waitForSelector('dialog[open] .both', { timeout: 30000 });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal((await asked(server.address, 'edits')).edits.length, 1, 'nothing overtakes');
  await second.page.keyboard.press('Escape'); // put away: asked in the banner
  await second.page.waitForFunction("document.getElementById('banner').textContent.includes('Make mine too')");
  await second.page.click('#banner button:last-child');
  await saved(second.page);
  assert.equal(await labelOf(server, id), 'N');
  assert.equal(await labelOf(server, ids[2]), 'F');
});

test('with one recording the list is reached, what cannot be added is said, what cannot be opened is no trap', { skip }, async () => {
  const server = await serving(folderOf(1), 0, ['--uploads', '100']);
  const { page } = await person(server.address);
  await page.click('#home');
  await page.waitForSelector('#upload');
  assert.deepEqual(await page.$$eval('.records .what', (list) => list.map((e) => e.textContent)), ['demo1']);
  const bad = path.join(folderOf(0), 'junk.hea');
  fs.writeFileSync(bad, 'this is no header\n');
  await (await page.$('#upload')).uploadFile(bad);
  await page.waitForFunction("/Not added|cannot be opened/.test(document.getElementById('start').textContent)", { timeout: 20000 });
  if (/cannot be opened/.test(await text(page, '#start'))) {
    await page.click('#start a[href="#all"]');
    await page.waitForSelector('#upload');
  }
  await choose(page, '.records a[href*="demo1"]');
  await loaded(page);
});

test('a recording that cannot be opened leaves the way to the list', { skip }, async () => {
  const folder = folderOf(0);
  fs.writeFileSync(path.join(folder, 'records/broken.hea'), 'broken 1 360 1000\nbroken.dat 16 200 16 0 0 0 0 MLII\n');
  const server = await serving(folder, 0, ['--uploads', '100']);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(server.address);
  await page.waitForFunction("document.getElementById('start').textContent.includes('cannot be opened') || document.querySelector('#upload') !== null");
  if ((await page.$('#upload')) === null) await page.click('#start a[href="#all"]');
  await page.waitForSelector('#upload');
  // The next visit begins at the list, which says what is wrong.
  const again = await context.newPage();
  await again.goto(server.address);
  await again.waitForSelector('#upload', { timeout: 10000 });
  await context.close();
});

test('the list of an empty folder follows by itself', { skip }, async () => {
  const folder = folderOf(0);
  const server = await serving(folder);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(server.address);
  await page.waitForFunction("document.getElementById('start').textContent.includes('No recordings')");
  const more = folderOf(1);
  for (const name of fs.readdirSync(path.join(more, 'records'))) fs.copyFileSync(path.join(more, 'records', name), path.join(folder, 'records', name));
  await page.waitForSelector('.records a', { timeout: 15000 });
  assert.match(await text(page, '.records'), /demo1/);
  assert.equal(await page.$eval('#start', (e) => [...e.querySelectorAll('p')].some((p) => !p.hidden && p.textContent.includes('No recordings'))), false);
  await context.close();
});

test('a recording that vanished says so on the ECG, and nobody labels beats unseen', { skip }, async () => {
  const folder = folderOf(1, 900);
  const server = await serving(folder);
  const { page } = await person(server.address);
  for (const name of fs.readdirSync(path.join(folder, 'records'))) fs.rmSync(path.join(folder, 'records', name));
  await page.evaluate('rwave.store.setView({ first: 700 })');
  await page.waitForFunction("rwave.store.fault !== '' && !document.getElementById('note').hidden", { timeout: 20000 });
  await chooseBeat(page, 5);
  await page.keyboard.press('q');
  await page.waitForFunction("document.getElementById('toast').textContent.includes('unseen')");
  assert.equal(await page.evaluate("document.getElementById('saved').textContent"), 'all saved');
});

test('the list says what it does not show: folders too deep, rows beyond a thousand', { skip }, async () => {
  const folder = folderOf(0);
  const deep = path.join(folder, 'records/1/2/3/4/5');
  fs.mkdirSync(deep, { recursive: true });
  for (let i = 0; i < 1100; ++i) fs.writeFileSync(path.join(folder, `records/r${i}.hea`), `r${i} 1 250 100\nr${i}.dat 16 200 16 0 0 0 0 II\n`);
  const server = await serving(folder);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(server.address);
  const says = (words) => page.waitForFunction(`document.getElementById('start').textContent.includes('${words}')`);
  await says('1/2/3/4/5');
  await says('1,100 recordings, the first 1,000 are shown');
  await page.type('#find', 'r109');
  await says('11 of 1,100 recordings');
  await page.type('#find', 'x');
  await says('None of 1,100 recordings');
  await context.close();
});

test('a line that hangs is said, what is decided meanwhile waits, and goes when it is back', { skip }, async () => {
  const server = await serving(folderOf(1));
  const { page } = await person(server.address);
  server.hang();
  const id = await chooseBeat(page, 5);
  await page.keyboard.press('q');
  await page.waitForFunction("/No connection.*1 edit waits/.test(document.getElementById('banner').textContent)", { timeout: 60000 });
  server.goOn();
  await saved(page);
  await page.waitForFunction("document.getElementById('banner').hidden");
  assert.equal((await asked(server.address, 'edits')).edits.length, 1);
  assert.equal(await labelOf(server, id), 'Q');
});

test('a telephone held sideways shows both leads and what can be decided', { skip }, async () => {
  const server = await serving(folderOf(1));
  const { page } = await person(server.address, { width: 640, height: 360, touch: true });
  await page.evaluate("document.getElementById('ecg').scrollIntoView()");
  await chooseBeat(page, 5);
  await page.waitForFunction("!document.getElementById('decision').classList.contains('empty')");
  const [ecg, decision] = await page.evaluate("['ecg', 'decision'].map((id) => { const { top, bottom } = document.getElementById(id).getBoundingClientRect(); return { top, bottom }; })");
  assert.ok(ecg.top >= 0 && ecg.bottom <= decision.top + 1, `the ECG at ${ecg.top} to ${ecg.bottom}, decisions from ${decision.top}`);
});
