// Somebody who has never seen the page corrects a record of mitdb: with the mouse alone, by what the page itself says,
// pressing Next and then a label. The reference stands for the eye. Skipped where the database is not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { asked, missing, openBrowser, person, root, saved, serve } from './review_support.mjs';

const record = process.env.RWAVE_REVIEW_RECORD ?? '208'; // fusion beats, some taken for normal ones, a third V
const data = path.join(process.env.RWAVE_DATA ?? path.join(root, '../shared/data'), 'mitdb');
const why = missing() || (fs.existsSync(path.join(data, `${record}.dat`)) ? '' : `no ${data}/${record}.dat: set RWAVE_DATA`);
const skip = why === '' ? false : why;
const secondsOfADecision = 15; // a person's: to look at the template, the members and the ECG, and press
let browser, folder, server;

before(async () => {
  if (skip) return;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rwave-newcomer-'));
  fs.mkdirSync(path.join(folder, 'records'));
  for (const extension of ['hea', 'dat', 'atr']) fs.copyFileSync(path.join(data, `${record}.${extension}`), path.join(folder, 'records', `${record}.${extension}`));
  server = await serve(folder);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.kill();
  if (folder !== undefined) fs.rmSync(folder, { recursive: true });
});

/** Labels of the reference by sample, as the comparison gives them: cell by cell. */
async function referenceLabels() {
  const labels = new Map();
  const wrong = { count: 0 };
  const { matrix, labels: names } = await asked(server.address, 'annotators/atr/comparison');
  for (const [r, reference] of names.entries()) {
    for (const [c, ours] of names.entries()) {
      if (matrix[r][c] === 0 || 'OX'.includes(reference) || 'OX'.includes(ours)) continue;
      const { beats } = await asked(server.address, `annotators/atr/comparison?reference=${reference}&test=${ours}`);
      for (const { beat } of beats) labels.set(beat, reference);
      if (reference !== ours) wrong.count += matrix[r][c];
    }
  }
  return { labels, wrong: wrong.count };
}

test('a newcomer corrects a record in five minutes without reading a page', { skip }, async (t) => {
  const { page, faults } = await person(server.address);
  const { labels, wrong } = await referenceLabels();
  assert.ok(wrong > 20, `${wrong} wrong labels`);
  const press = async (words) => {
    // By its words on the page, as a person finds it.
    const button = await page.waitForSelector(`::-p-text(${words})`);
    await button.click();
  };
  const most = Math.floor(300 / secondsOfADecision);
  let decisions = 0;
  for (; decisions < most; ++decisions) {
    await page.waitForFunction('rwave.store.queue.revision === rwave.store.revision'); // of the list that a person sees
    await page.click('#next');
    await page.waitForFunction("!document.querySelector('#confirm').disabled", { timeout: 5000 }).catch(() => undefined);
    const ids = await page.evaluate('[...rwave.store.selection.beats]');
    const now = await page.evaluate('[...rwave.store.selection.beats].map((id) => rwave.store.beats.labels[rwave.store.index.get(id)])');
    const counts = new Map();
    for (const id of ids) if (labels.has(id)) counts.set(labels.get(id), (counts.get(labels.get(id)) ?? 0) + 1);
    if (counts.size === 0) continue; // nothing to judge by: Next
    const right = [...counts].sort((a, b) => b[1] - a[1])[0][0];
    if (now.every((label) => label === right)) await press('Confirm');
    else await page.click(`#labels [data-label="${right}"]`);
    await saved(page);
  }
  const left = (await referenceLabels()).wrong;
  const reviewed = await page.$eval('#reviewed-text', (e) => e.textContent);
  t.diagnostic(`${record}: ${wrong} wrong labels, ${left} after ${decisions} decisions; ${reviewed}`);
  assert.ok(left < wrong, `${left} of ${wrong} wrong labels are left`);
  assert.match(reviewed, /^[1-9]\d* % reviewed/);
  assert.deepEqual(faults, []);
});
