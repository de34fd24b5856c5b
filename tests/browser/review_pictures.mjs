// Takes the pictures of docs/review.md and docs/serve.md: node tests/browser/review_pictures.mjs DIR/208   (a record of mitdb)
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { heart, Sender } from './live_support.mjs';
import { missing, openBrowser, person, root, saved, serve } from './review_support.mjs';

const record = process.argv[2];
if (record === undefined || missing() !== '') {
  console.error(missing() || 'which record? node tests/browser/review_pictures.mjs DIR/208');
  process.exit(2);
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rwave-pictures-'));
fs.mkdirSync(path.join(folder, 'records'));
for (const extension of ['hea', 'dat', 'atr']) fs.copyFileSync(`${record}.${extension}`, path.join(folder, 'records', `${path.basename(record)}.${extension}`));
const server = await serve(folder);
const browser = await openBrowser();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function picture(name, options, act) {
  const { page, context } = await person(server.address, { width: 1280, height: 800, hash: '#t=1040', ...options });
  await act(page);
  await pause(700);
  await page.screenshot({ path: path.join(root, 'docs/images', `${name}.webp`), type: 'webp', quality: 88 });
  await context.close();
}

fs.mkdirSync(path.join(root, 'docs/images'), { recursive: true });
await picture('review', { scheme: 'light' }, (page) => page.click('#next'));
await picture('review-groups', { scheme: 'dark' }, async (page) => {
  await page.click('#tab-groups');
  await page.waitForSelector('[data-group="1"]');
  await page.click('[data-group="1"]');
});
await picture('review-compare', { scheme: 'light' }, async (page) => {
  await page.click('#tab-compare');
  await page.waitForSelector('.matrix .differs button');
  await page.click('.matrix .differs button');
  await page.click('[data-tool="measure"]');
  const box = await (await page.$('#ecg')).boundingBox();
  await page.mouse.move(box.x + 200, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 260, box.y + 80);
  await page.mouse.move(box.x + 310, box.y + 120);
  await page.mouse.up();
});
await picture('review-telephone', { scheme: 'light', width: 390, height: 844, touch: true }, async (page) => {
  await page.click('#next');
  await page.click('#next');
  await page.click('#confirm');
  await saved(page);
  await page.click('#next');
});
// A simulated patient, live: after a minute at once the sender goes on in real time.
const monitored = await serve(folder, 0, ['--live-streams', '1']);
const sender = new Sender(monitored.address, 'bed1', 2);
await sender.push(heart(folder, 60, 4));
sender.run(heart(folder, 60, 4));
for (const [name, options] of [['live', { scheme: 'light', width: 1280, height: 720 }], ['live-telephone', { scheme: 'dark', width: 390, height: 844, touch: true }]]) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: options.width, height: options.height, hasTouch: options.touch ?? false });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: options.scheme }]);
  await page.goto(`${monitored.address}#live=bed1`);
  await page.waitForFunction("Number(document.getElementById('live-ecg').dataset.pen) > 0");
  await pause(6000);
  await page.screenshot({ path: path.join(root, 'docs/images', `${name}.webp`), type: 'webp', quality: 88 });
  await context.close();
}
sender.stop();
await monitored.kill();
await browser.close();
await server.kill();
fs.rmSync(folder, { recursive: true });
