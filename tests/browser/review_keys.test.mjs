// The review page by keyboard, and what it says of what was done: spans, events' bounds, groups looked through, undo.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fs from 'node:fs';
import { asked, makeFolder, missing, openBrowser, person, saved, serve } from './review_support.mjs';

const why = missing();
const skip = why === '' ? false : why;
let browser, folder, server, page, faults;

before(async () => {
  if (skip) return;
  folder = makeFolder(1, 240);
  server = await serve(folder);
  browser = await openBrowser();
  ({ page, faults } = await person(server.address));
});

after(async () => {
  await browser?.close();
  await server?.kill();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

const state = (what) => page.evaluate(`(() => { const s = rwave.store; return ${what}; })()`);
const text = (selector) => page.$eval(selector, (e) => e.textContent);
const edits = async () => (await asked(server.address, 'edits')).edits;
const episodes = async (kind) => (await asked(server.address, 'rhythm')).episodes.filter((e) => e.kind === kind);
/** Presses "Control+Shift+ArrowRight" and the like. */
async function press(keys, times = 1) {
  const held = keys.split('+');
  const key = held.pop();
  for (const one of held) await page.keyboard.down(one);
  for (let i = 0; i < times; ++i) await page.keyboard.press(key);
  for (const one of held.reverse()) await page.keyboard.up(one);
}
const current = () => page.waitForFunction("rwave.store.rhythm.revision === rwave.store.revision && document.getElementById('saved').textContent === 'all saved'", { timeout: 20000 });

test('Enter after a click on a decision goes on, and does not decide again', { skip }, async () => {
  await press('Home');
  await press('.');
  await page.click('#labels [data-label="V"]');
  await saved(page);
  await press('Enter');
  await page.waitForFunction("document.querySelector('#panel-queue .item.current') !== null");
  await saved(page);
  assert.equal((await edits()).length, 1);
});

test('a drop-down gives the keys back', { skip }, async () => {
  await press('Escape');
  await page.select('#speed', '50');
  await press('.');
  await press('q');
  await saved(page);
  assert.equal((await edits()).length, 2);
  assert.equal(await state('s.view.speed'), 50);
  await press('0');
});

test('a rejected beat is restored by the key that rejected it', { skip }, async () => {
  await press('Escape');
  await press('.');
  await press('x');
  await current();
  await press('x');
  await current();
  assert.deepEqual((await edits()).slice(-2).map((e) => e.kind), ['reject', 'restore']);
});

test('Next on a group shows its template and members; "." goes through them', { skip }, async () => {
  const { items, total } = await asked(server.address, 'queue?limit=200');
  await press('1');
  assert.match(await text('#panel-queue .quiet'), new RegExp(`^${total.toLocaleString('en')} to look at`));
  const index = items.findIndex((item) => item.group !== undefined);
  if (index >= 0) await page.evaluate(`document.querySelectorAll('#panel-queue .item')[${index}].click()`);
  else {
    // No doubtful group in this recording: one is looked through all the same.
    await press('2');
    await page.evaluate("document.querySelector('.group').click()");
  }
  await page.waitForSelector('.group.current canvas.template');
  await page.waitForFunction("document.querySelector('.group.current').textContent.includes('shown over each other')");
  const group = await state('s.selection.group');
  const seen = new Set();
  for (let i = 0; i < 3; ++i) {
    await press('.');
    seen.add(await state('s.at'));
  }
  const count = await state('s.selection.beats.size');
  assert.equal(seen.size, Math.min(3, count));
  assert.equal(await state('s.selection.group'), group, 'the group stays selected');
  if (count > 1) await page.waitForFunction("/beat [0-9,]+ of [0-9,]+, at/.test(document.getElementById('selected').textContent)");
  await press('1');
});

test('Next passes over none, though it is pressed before the new list is there', { skip }, async () => {
  const key = (i) => `${i.group ?? ''}/${i.beat ?? ''}/${i.first}`;
  await press('Escape');
  // In the page: between a look-up and a click of puppeteer's the list may be drawn again.
  await page.evaluate("document.querySelector('#panel-queue .item').click()");
  await page.waitForFunction('rwave.store.selection.beats.size > 0');
  const [, second] = (await asked(server.address, 'queue')).items.map(key);
  await press('c');
  await press('Enter');
  await current();
  await page.waitForFunction('rwave.store.queue.revision === rwave.store.revision');
  const now = (await asked(server.address, 'queue')).items.map(key);
  assert.ok(now.includes(second));
  await page.waitForFunction(`[...document.querySelectorAll('#panel-queue .item')].findIndex((e) => e.classList.contains('current')) === ${now.indexOf(second)}`);
});

test('a span is selected and marked by keyboard; one beat alone says what is missing', { skip }, async () => {
  await press('Escape');
  await press('Home');
  await press('.');
  await press('u');
  await page.waitForFunction("document.getElementById('toast').textContent.includes('span of time')");
  const beat = await state('s.beats.samples[s.index.get([...s.selection.beats][0])]');
  await press('Shift+ArrowRight', 10);
  await press('Control+Shift+ArrowLeft', 2);
  const rate = await state('s.info.rate');
  assert.deepEqual(await state('s.selection.span'), { first: Math.max(0, beat - Math.round(0.2 * rate) * 2), end: beat + Math.round(0.2 * rate) * 10 });
  await press('u');
  await current();
  assert.equal((await episodes('unanalyzable')).filter((e) => e.by === 'person').length, 1);
  await press('u');
  await current();
  assert.equal((await episodes('unanalyzable')).filter((e) => e.by === 'person').length, 0);
  await press('r');
  assert.equal(await page.evaluate('document.activeElement.id'), 'rhythm-kind');
  await page.evaluate('document.activeElement.blur()');
  await press('Escape');
});

test('the end of an event is moved by keyboard and by dragging its band', { skip }, async () => {
  const rate = await state('s.info.rate');
  await page.evaluate(`(() => { const s = rwave.store; s.setView({ first: 0 }); s.selectSpan(${2 * rate}, ${6 * rate}); })()`);
  await page.waitForFunction("!document.getElementById('span-part').hidden");
  await page.select('#rhythm-kind', 'af');
  await current();
  const mine = async () => (await episodes('af')).filter((e) => e.by === 'person');
  assert.deepEqual((await mine()).map((e) => [e.first, e.end]), [[2 * rate, 6 * rate]]);
  await page.evaluate("rwave.store.select({ episode: rwave.store.rhythm.episodes.find((e) => e.kind === 'af' && e.by === 'person') })");
  await press('Shift+ArrowRight', 5);
  await page.waitForFunction("document.getElementById('selected').textContent.includes('to be from')");
  await press('w');
  await current();
  assert.deepEqual((await mine()).map((e) => [e.first, e.end]), [[2 * rate, 7 * rate]]);
  // By its band: the end back to about 5 s.
  const box = await (await page.$('#ecg')).boundingBox();
  const x = (seconds) => box.x + seconds * 25 * (96 / 25.4);
  const y = await page.evaluate("(() => { const l = rwave.ecg.layout(); return l.rhythmTop; })()");
  const high = await page.evaluate('rwave.ecg.layout().rhythm / rwave.ecg.layout().rows');
  const row = await page.evaluate("rwave.ecg.rowOf(rwave.store.rhythm.episodes.find((e) => e.kind === 'af' && e.by === 'person'))");
  const height = box.y + y + high * (row + 0.5);
  await page.mouse.move(x(7), height);
  await page.mouse.down();
  await page.mouse.move(x(6), height);
  await page.mouse.move(x(5), height);
  await page.mouse.up();
  await current();
  const [left] = await mine();
  assert.equal(left.first, 2 * rate);
  assert.ok(Math.abs(left.end - 5 * rate) < 0.05 * rate, `end at ${left.end / rate} s`);
  await press('Escape');
});

test('events over each other lie in rows of their own, and each is chosen by a click', { skip }, async () => {
  const found = await page.evaluate(`(() => {
    const s = rwave.store, { episodes } = s.rhythm;
    for (const a of episodes) for (const b of episodes)
      if (a !== b && a.first < b.end && b.first < a.end && rwave.ecg.rowOf(a) === rwave.ecg.rowOf(b)) return [a.kind, b.kind];
    return null;
  })()`);
  const rows = await page.evaluate('rwave.ecg.layout().rows');
  if (rows < 3) assert.equal(found, null, 'no two in one row overlap');
});

test('undo says what was undone and shows the place; an edit in the list leads there', { skip }, async () => {
  await press('Escape');
  await press('End');
  await press('.');
  await press('Alt+ArrowRight');
  await current();
  await page.waitForFunction('rwave.store.edits.revision === rwave.store.revision');
  await press('4');
  await page.waitForSelector('#panel-edits .edit:first-child .go');
  await press('Home');
  await page.waitForFunction('rwave.store.view.first === 0');
  await page.evaluate("document.querySelector('#panel-edits .edit:first-child .go').click()");
  await page.waitForFunction('rwave.store.view.first > 100');
  await press('Home');
  await press('Control+z');
  await saved(page);
  await page.waitForFunction("/^Undone: 1 beat moved/.test(document.getElementById('toast').textContent)");
  await page.waitForFunction('rwave.store.view.first > 100');
  assert.deepEqual(faults, []);
});

test('keys lead to tabs, filters and the export', { skip }, async () => {
  for (const [key, panel] of [['1', 'queue'], ['3', 'events'], ['5', 'compare']]) {
    await press(key);
    assert.equal(await state('s.panel'), panel);
  }
  await press('e');
  await press('y');
  assert.deepEqual(await state('[s.filters.muscle, s.filters.mains]'), [true, 50]);
  await press('o');
  assert.equal(await page.$eval('#export', (e) => e.open), true);
  assert.equal(await page.evaluate('document.activeElement.dataset.format'), 'wfdb');
  await press('Escape');
  await page.evaluate('document.activeElement.blur()');
  await press('m');
  await press('Shift+ArrowRight', 10);
  await page.waitForFunction("/^400 ms · 150 .min/.test(document.getElementById('announce').textContent)");
  await press('Escape');
});
