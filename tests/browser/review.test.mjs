// The review page in a real browser against the real program: what a person decides, and what comes of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fs from 'node:fs';
import path from 'node:path';
import { asked, choose, loaded, makeFolder, missing, openBrowser, person, saved, serve, reload } from './review_support.mjs';

const why = missing();
const skip = why === '' ? false : why;
let browser, folder, server, first;

before(async () => {
  if (skip) return;
  folder = makeFolder();
  server = await serve(folder);
  browser = await openBrowser();
  first = await person(server.address);
});

after(async () => {
  await browser?.close();
  await server?.kill();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

const state = (page, what) => page.evaluate(`(() => { const s = rwave.store; return ${what}; })()`);
const counts = async () => (await asked(server.address, 'groups')).groups;
const reference = async () => (await asked(server.address, 'beats')).label;

/** A group that is not of normal beats, chosen with the mouse. */
async function chooseGroup(page) {
  await page.click('#tab-groups');
  const group = (await counts()).find((g) => g.was !== 'N');
  await choose(page, `[data-group="${group.id}"]`);
  await page.waitForFunction(`rwave.store.selection.group === ${group.id}`);
  return group;
}

test('opens on the recording, without a form and without a complaint', { skip }, async () => {
  const { page, faults } = first;
  assert.equal(await page.$eval('#record', (e) => e.textContent), 'demo1');
  assert.ok(await state(page, 's.beats.ids.length > 200'));
  assert.match(await page.$eval('#selected', (e) => e.textContent), /Next/);
  assert.deepEqual(faults, []);
  // Ink on the ECG: more dark pixels than letters and names alone would make.
  const dark = await page.$eval('#ecg', (canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 40, canvas.width, canvas.height - 120);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 200) ++count;
    return count;
  });
  assert.ok(dark > 2000, `${dark} dark pixels`);
});

test('a group is relabelled with one press, undone, redone; the program has it', { skip }, async () => {
  const { page } = first;
  const before = await reference();
  const group = await chooseGroup(page);
  await page.click('#labels [data-label="F"]');
  await saved(page);
  const changed = (await counts()).find((g) => g.id === group.id);
  assert.equal(changed.counts.F, changed.count);
  assert.equal(changed.reviewed, changed.count);
  await page.keyboard.down('Control');
  await page.keyboard.press('z');
  await page.keyboard.up('Control');
  await saved(page);
  assert.equal(await reference(), before);
  await page.waitForFunction("!document.getElementById('redo').disabled");
  await page.click('#redo');
  await saved(page);
  assert.equal((await counts()).find((g) => g.id === group.id).counts.F, group.count);
});

test('one chosen edit is undone, later ones stay', { skip }, async () => {
  const { page } = first;
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  await page.keyboard.press('.');
  const id = await state(page, '[...s.selection.beats][0]');
  await page.keyboard.press('q');
  await saved(page);
  await page.click('#tab-edits');
  await page.waitForFunction("rwave.store.edits.revision === rwave.store.revision && document.querySelectorAll('#panel-edits .edit').length >= 2");
  await page.evaluate("[...document.querySelectorAll('#panel-edits .edit button')].at(-1).click()"); // the oldest: the group
  await page.waitForFunction("document.querySelector('#panel-edits .edit:last-child').classList.contains('undone')");
  await saved(page);
  const beats = await asked(server.address, 'beats');
  assert.equal(beats.label[beats.id.indexOf(id)], 'Q');
  assert.ok((await counts()).filter((g) => g.was !== 'F').every((g) => g.counts.F === 0));
});

test('beats are inserted, moved, rejected and deleted', { skip }, async () => {
  const { page } = first;
  const beats = () => asked(server.address, 'beats');
  const before = await beats();
  await page.keyboard.press('Escape'); // nothing selected: the inserted beat alone is, below
  // Between two beats: within 0.1 s of one none is inserted.
  await state(page, `s.setView({ first: (s.beats.samples.at(-9) + s.beats.samples.at(-8)) / 2 / s.info.rate - s.width / (2 * s.view.speed * (96 / 25.4)) })`);
  await page.keyboard.press('i');
  await saved(page);
  await page.waitForFunction('rwave.store.selection.beats.size === 1');
  const id = await state(page, '[...s.selection.beats][0]');
  let now = await beats();
  assert.equal(now.id.length, before.id.length + 1);
  const at = now.sample[now.id.indexOf(id)];
  await page.keyboard.down('Alt');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.up('Alt');
  await saved(page);
  now = await beats();
  assert.equal(now.sample[now.id.indexOf(id)], at + 1);
  await page.keyboard.press('x');
  await saved(page);
  now = await beats();
  assert.equal(now.flags[now.id.indexOf(id)] & 1, 1);
  await page.keyboard.press('Delete');
  await saved(page);
  assert.deepEqual((await beats()).id, before.id);
});

test('a span is marked unanalyzable, and a rhythm is set by hand', { skip }, async () => {
  const { page } = first;
  await page.keyboard.press('Home');
  await page.click('[data-tool="select"]');
  const box = await (await page.$('#ecg')).boundingBox();
  const drag = async (from, to) => {
    await page.mouse.move(box.x + from, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + (from + to) / 2, box.y + 125);
    await page.mouse.move(box.x + to, box.y + 130);
    await page.mouse.up();
  };
  await drag(100, 500);
  await page.waitForFunction('rwave.store.selection.span !== null && rwave.store.selection.beats.size > 0');
  // Kinds that no rule finds are there for a person.
  const kinds = await page.$$eval('#rhythm-kind option', (all) => all.map((one) => one.value));
  assert.ok(kinds.includes('sinus') && kinds.includes('afl'), kinds.join(' '));
  await page.select('#rhythm-kind', 'af');
  await saved(page);
  assert.ok((await asked(server.address, 'rhythm')).episodes.some((e) => e.kind === 'af' && e.by === 'person'));
  await drag(550, 800);
  await page.keyboard.press('u');
  await saved(page);
  assert.ok((await asked(server.address, 'rhythm')).episodes.some((e) => e.kind === 'unanalyzable' && e.by === 'person'));
  await page.keyboard.press('Escape');
});

test('points of the Poincaré plot pick beats on the ECG', { skip }, async () => {
  const { page } = first;
  const box = await (await page.$('#poincare')).boundingBox();
  await page.mouse.move(box.x + 45, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.move(box.x + box.width - 12, box.y + box.height - 25);
  await page.mouse.up();
  await page.waitForFunction('rwave.store.selection.beats.size > 100');
  await page.waitForFunction("/^[0-9,]+ beats/.test(document.getElementById('selected').textContent)");
  await page.keyboard.press('Escape');
});

test('a reload keeps the place and the labels', { skip }, async () => {
  const { page } = first;
  await page.evaluate('rwave.store.setView({ first: 42, speed: 50, gain: 20 })');
  await page.waitForFunction("location.hash.includes('t=42')");
  const before = await reference();
  await reload(page);
  await loaded(page);
  assert.deepEqual(await state(page, '[Math.round(s.view.first), s.view.speed, s.view.gain]'), [42, 50, 20]);
  assert.equal(await state(page, "s.beats.labels.join('')"), before);
});

test('the program is killed: the page says so, edits wait, and none is lost', { skip }, async () => {
  const { page } = first;
  const kept = await reference();
  const { port } = server;
  await server.kill();
  await page.waitForFunction("document.getElementById('banner').textContent.includes('No connection')", { timeout: 20000 });
  await page.keyboard.press('Home');
  await page.keyboard.press('.');
  const id = await state(page, '[...s.selection.beats][0]');
  await page.keyboard.press('v');
  await page.waitForFunction("document.getElementById('saved').textContent.includes('1 edit waits')");
  // A closed tab: what waits is in the browser's storage.
  assert.ok(await page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('rwave.outbox.'))"));
  server = await serve(folder, port);
  await saved(page);
  const beats = await asked(server.address, 'beats');
  const at = beats.id.indexOf(id);
  assert.equal(beats.label[at], 'V');
  assert.equal(beats.label.slice(0, at) + beats.label.slice(at + 1), kept.slice(0, at) + kept.slice(at + 1));
  await page.waitForFunction("document.getElementById('banner').hidden");
});

test('a second person sees edits; decisions about the same beat are shown, not merged', { skip }, async () => {
  const { page } = first;
  const second = await person(server.address);
  await page.keyboard.press('Home');
  await page.keyboard.press('.');
  const id = await state(page, '[...s.selection.beats][0]');
  await page.keyboard.press('s');
  await second.page.waitForFunction("document.getElementById('toast').textContent.includes('Somebody else')"); // it goes after a while: first
  await second.page.waitForFunction(`rwave.store.beats.labels[rwave.store.index.get(${id})] === 'S'`);
  // The second loses the line and decides meanwhile.
  await second.page.setOfflineMode(true);
  await second.page.evaluate(`rwave.store.select({ beats: new Set([${id}]) })`);
  await second.page.keyboard.press('q');
  await second.page.waitForFunction("document.getElementById('saved').textContent.includes('waits')");
  await page.keyboard.press('n');
  await saved(page);
  await second.page.setOfflineMode(false);
  await second.page.waitForSelector('dialog[open] .both', { timeout: 30000 });
  const label = async () => {
    const beats = await asked(server.address, 'beats');
    return beats.label[beats.id.indexOf(id)];
  };
  assert.equal(await label(), 'N');
  await second.page.click('dialog[open] .actions .primary');
  await saved(second.page);
  assert.equal(await label(), 'Q');
  await second.context.close();
});

test('edits of a closed tab are sent by the next one', { skip }, async () => {
  const { page, context } = await person(server.address);
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('.');
  const id = await state(page, '[...s.selection.beats][0]');
  await page.setOfflineMode(true);
  await page.keyboard.press('f');
  await page.waitForFunction("document.getElementById('saved').textContent.includes('waits')");
  await page.close({ runBeforeUnload: false });
  const next = await context.newPage();
  await next.goto(server.address);
  await loaded(next);
  await next.waitForFunction(`rwave.store.beats.labels[rwave.store.index.get(${id})] === 'F'`, { timeout: 20000 });
  const beats = await asked(server.address, 'beats');
  assert.equal(beats.label[beats.id.indexOf(id)], 'F');
  assert.equal(await next.evaluate("Object.keys(localStorage).some((key) => key.startsWith('rwave.outbox.'))"), false);
  await context.close();
});

test('the rest is labelled again from the reviewed beats, and that is undone', { skip }, async (t) => {
  const { page } = first;
  if (!(await fetch(`${server.address}/api/openapi.json`).then((r) => r.text())).includes('"teach"')) return t.skip('this server does not teach');
  const group = await chooseGroup(page);
  await page.keyboard.press('c');
  await saved(page);
  assert.ok(group.count > 0);
  const before = await reference();
  await page.waitForFunction("!document.getElementById('teach').hidden && !document.getElementById('teach').disabled");
  await page.click('#teach');
  await saved(page);
  const { edits } = await asked(server.address, 'edits');
  assert.equal(edits.at(-1).kind, 'teach');
  await page.waitForFunction(`rwave.store.beatsRevision >= ${edits.at(-1).revision}`);
  await page.waitForFunction("!document.getElementById('undo').disabled");
  await page.click('#undo');
  await saved(page);
  assert.equal(await reference(), before);
});

test('is compared with a second annotator, cell by cell', { skip }, async () => {
  const { page } = first;
  await page.click('#tab-compare');
  await page.waitForSelector('#annotator-file');
  const file = fs.readdirSync(path.join(folder, 'records')).find((name) => /^demo1\.(?!hea|dat)[a-z]+$/.test(name));
  await (await page.$('#annotator-file')).uploadFile(path.join(folder, 'records', file));
  await page.waitForFunction("document.getElementById('panel-compare').textContent.includes('annotations, here as')", { timeout: 20000 });
  await page.waitForSelector('.matrix .same button', { timeout: 20000 });
  const count = await page.$eval('.matrix .same button', (b) => {
    b.click();
    return Number(b.textContent.replaceAll(',', ''));
  });
  await page.waitForFunction(`rwave.store.selection.beats.size === ${count}`);
  // Where the other differs its label is drawn: the program's own beats, one of which is changed here, are the others.
  await page.keyboard.press('Escape');
  await page.keyboard.press('End'); // not where a test above has marked a span
  await page.keyboard.press('.');
  const [id] = await state(page, '[...s.selection.beats]');
  const was = await state(page, `s.beats.labels[s.index.get(${id})]`);
  const sample = await state(page, `s.beats.samples[s.index.get(${id})]`);
  const marks = await state(page, 's.others.length');
  await page.keyboard.press(was === 'S' ? 'v' : 's');
  await saved(page);
  await page.waitForFunction(`rwave.store.others.length > ${marks} && rwave.store.others.some((o) => Math.abs(o.sample - ${sample}) < 60)`, { timeout: 20000 });
  assert.match(await page.$eval('[data-tool="insert"]', (e) => e.textContent), was === 'S' ? /Insert V/ : /Insert S/);
});
