// Measures the site in packages/site with Lighthouse: the front page and an article, on a phone and a desk.
// Prints the median of three runs, and fails below 95 for performance or 100 for accessibility and SEO.
// Lighthouse and its packages (version 12, the last for Node.js 20) come from the npm registry and are not installed in the checkout.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTemporaryFolder, runBenchmark } from './clean-up.mjs';
import { findFreePort, stopOnExit } from './servers.mjs';
import { computeQuantile } from './statistics.mjs';

const LIGHTHOUSE = 'lighthouse@12.8.2';
const RUNS = Number(process.env.RUNS ?? 3);
const PAGES = { 'front page': '/', article: '/science/climate/first-caisson-is-sunk' };
const TARGETS = { performance: 95, accessibility: 100, seo: 100 };
const SCRIPT = fileURLToPath(new URL('../../bin/site.mjs', import.meta.url));
const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

async function main() {
  if (!chromium) throw new Error('Chromium is not installed. Set CHROMIUM_PATH.');
  const folder = await createTemporaryFolder();
  const url = await startSite(folder);
  let isEnough = true;
  console.log(
    '| page | screen | performance | accessibility | SEO | LCP | CLS | TBT |\n|---|---|---|---|---|---|---|---|',
  );
  for (const [name, path] of Object.entries(PAGES)) {
    for (const screen of ['phone', 'desk']) {
      const reports = Array.from({ length: RUNS }, () => measure(url + path, screen, folder));
      const scores = Object.fromEntries(
        Object.keys(TARGETS).map((category) => [
          category,
          computeQuantile(
            reports.map(({ categories }) => Math.round(categories[category].score * 100)),
            0.5,
          ),
        ]),
      );
      isEnough &&= Object.entries(TARGETS).every(([category, target]) => scores[category] >= target);
      const read = (audit) =>
        computeQuantile(
          reports.map(({ audits }) => audits[audit].numericValue),
          0.5,
        );
      const seconds = (read('largest-contentful-paint') / 1_000).toFixed(1);
      console.log(
        `| ${name} | ${screen} | ${Object.values(scores).join(' | ')} | ${seconds} s | ${read('cumulative-layout-shift').toFixed(3)} | ${Math.round(read('total-blocking-time'))} ms |`,
      );
    }
  }
  if (!isEnough) process.exitCode = 1;
}

/** Builds and starts the site with a gateway, and returns its URL. */
async function startSite(folder) {
  const built = spawnSync(process.execPath, [SCRIPT, '--install', '--production'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (built.status !== 0) throw new Error('The site cannot be built.');
  const [PORT, SITE_PORT] = (await Promise.all([findFreePort(), findFreePort()])).map(String);
  const child = spawn(process.execPath, [SCRIPT, '--production'], {
    env: { ...process.env, DATA_DIR: join(folder, 'data'), PORT, SITE_PORT, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stopOnExit(child);
  for await (const text of child.stdout) if (String(text).includes('The site is ready.')) break;
  const url = `http://127.0.0.1:${SITE_PORT}`;
  for (const path of Object.values(PAGES)) await fetch(url + path);
  return url;
}

function measure(url, screen, folder) {
  const preset = screen === 'desk' ? ['--preset=desktop'] : [];
  const { status, stdout, stderr } = spawnSync(
    'npx',
    [
      '--yes',
      LIGHTHOUSE,
      url,
      ...preset,
      '--output=json',
      '--quiet',
      '--chrome-flags=--headless=new --no-sandbox',
      `--only-categories=${Object.keys(TARGETS)}`,
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, CHROME_PATH: chromium } },
  );
  if (status !== 0) throw new Error(stderr.slice(-2_000));
  return JSON.parse(stdout);
}

await runBenchmark(main);
