// Starts a gateway and the site in packages/site together, and ends both: npm run site [-- --production]
// The site is installed first if it is not, and gets a webhook and a preview key of the gateway. With --install,
// it is only installed, and built with --production.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import './build.mjs';
import { whenChanged } from './when-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = join(root, 'packages/site');
const next = join(site, 'node_modules/next/dist/bin/next');
const { PORT = '4000', SITE_PORT = '3000', DATA_DIR = '.data' } = process.env;
const gatewayUrl = `http://127.0.0.1:${PORT}`;
const siteUrl = `http://127.0.0.1:${SITE_PORT}`;
const isProduction = process.argv.includes('--production');
/** The name of the webhook and the key of the site. */
const SITE_NAME = 'packages/site';
/** Of the events, the one with the cache tags of all changes, those of related and popular lists too. */
const WEBHOOK_EVENTS = 'tags_changed';

const listFiles = (folder, pattern) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((path) => pattern.test(path) && !/node_modules|\.next|next-env/.test(path))
    .sort();
const run = (args, options) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
};

const clientFiles = listFiles('packages/client/src', /\.tsx?$/);
await whenChanged({
  root,
  stamp: 'packages/site/node_modules/.stamp',
  files: [...clientFiles, 'packages/client/package.json', 'packages/site/package-lock.json'],
  make: () => {
    console.error('Installing the site in packages/site …');
    run([join(root, 'packages/client/bin/build.mjs')]);
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: site, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  },
});

const siteSettings = {
  ...process.env,
  // What stands between the site and the gateway, if anything does.
  DATELINE_URL: process.env.DATELINE_URL ?? gatewayUrl,
  SITE_URL: siteUrl,
  NEXT_TELEMETRY_DISABLED: '1',
};
if (isProduction) {
  await whenChanged({
    root,
    stamp: 'packages/site/.next/.stamp',
    files: [...listFiles('packages/site', /\.(tsx?|css|json|svg)$/), ...clientFiles],
    make: () => run([next, 'build'], { cwd: site, env: siteSettings }),
  });
}
if (process.argv.includes('--install')) process.exit();

const gatewaySettings = {
  ...process.env,
  PORT,
  SITE_URL: siteUrl,
  FEEDS_URL: siteUrl,
  GATEWAY_URL: siteUrl,
  NEWSLETTER_STYLESHEET: `${siteUrl}/newsletter.css`,
  SITE_SEARCH_URL: `${siteUrl}/search?q={search_term_string}`,
  // The site forwards requests of readers, whose addresses it passes on.
  TRUSTED_PROXIES: 'loopback',
  RATE_EXEMPT: '127.0.0.1',
  WEBHOOK_ALLOW_PRIVATE: 'true',
};
const children = [];
let isEnding = false;
const start = (args, options) => {
  const child = spawn(process.execPath, args, { stdio: 'inherit', ...options });
  children.push(child);
  child.on('exit', (code) => {
    if (!isEnding) process.exitCode = code ?? 1;
    end('SIGTERM');
  });
};
/** Ends both processes. Ctrl-C reaches them by itself, and a second signal does no harm. */
function end(signal) {
  isEnding = true;
  for (const child of children) if (child.exitCode === null) child.kill(signal);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end('SIGTERM'));

start(['--max-semi-space-size=32', '--v8-pool-size=2', join(root, 'dist/main.js')], {
  cwd: root,
  env: gatewaySettings,
});
while (!isEnding && !(await fetch(`${gatewayUrl}/readyz`).catch(() => null))?.ok) {
  await new Promise((done) => setTimeout(done, 200));
}
if (!isEnding) {
  start([next, isProduction ? 'start' : 'dev', '-H', '127.0.0.1', '-p', SITE_PORT], {
    cwd: site,
    env: { ...siteSettings, ...readSecrets() },
  });
  while (!isEnding && !(await fetch(`${siteUrl}/robots.txt`).catch(() => null))?.ok) {
    await new Promise((done) => setTimeout(done, 200));
  }
}
if (!isEnding) console.log(`\nThe site is ready.\n  site        ${siteUrl}\n  preview     ${previewUrl()}\n`);

/**
 * Reads the secrets of the site, which are created once and stored beside the database. The webhook is registered
 * again if the site has another address than before.
 */
function readSecrets() {
  const file = resolve(root, DATA_DIR, 'site.json');
  const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const hook = `${siteUrl}/hooks/dateline`;
  const WEBHOOK = `${hook} ${WEBHOOK_EVENTS}`;
  if (stored.WEBHOOK === WEBHOOK) return stored;
  for (const { id, url, description } of JSON.parse(runCommand('webhooks', 'list', '--json'))) {
    if (url === hook || description === SITE_NAME) runCommand('webhooks', 'remove', `${id}`);
  }
  const add = ['webhooks', 'add', hook, '--events', WEBHOOK_EVENTS, '--description', SITE_NAME];
  const createKey = () => readLastLine('keys', 'create', '--name', SITE_NAME, '--scope', 'preview');
  const secrets = {
    WEBHOOK,
    DATELINE_WEBHOOK_SECRET: readLastLine(...add),
    DATELINE_PREVIEW_KEY: stored.DATELINE_PREVIEW_KEY ?? createKey(),
    DRAFT_SECRET: stored.DRAFT_SECRET ?? randomBytes(18).toString('base64url'),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

function readLastLine(...args) {
  return runCommand(...args)
    .trim()
    .split('\n')
    .at(-1);
}

/** Runs a command of `dateline` with the gateway's settings, and returns what it printed. */
function runCommand(...args) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const options = { cwd: root, env: gatewaySettings, encoding: 'utf8', stdio };
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], options);
  if (status === 0) return stdout;
  end('SIGTERM');
  throw new Error(`dateline ${args.join(' ')} failed.`);
}

function previewUrl() {
  return `${siteUrl}/draft?secret=${readSecrets().DRAFT_SECRET}&path=/`;
}
