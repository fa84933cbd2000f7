// Saves and publishes in a real WordPress with the plugin, on two gateways that are killed (kill -9) in the middle, beside
// readers: `npm run test:stress -- wordpress --saves 200 --previews 10`.
// Prints the time from the click to the page of the site, stale pages, leaked drafts and what was lost. Needs WordPress,
// PHP and MariaDB, such as Debian's packages wordpress, php-cli, php-mysql and mariadb-server; and Chromium for previews.
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../bench/servers.mjs';
import { createRandom } from '../support/random.mjs';
import { readNumberOption, readOption, runCommand, sendQuery, withDatabase } from './gateways.mjs';
import { hasWordPress, startWordPress } from './real-wordpress.mjs';
import { addSponsorTypes, saveSponsored } from './wordpress-sponsors.mjs';

const SAVES = readNumberOption('--saves', 200);
const PREVIEWS = readNumberOption('--previews', 10);
/** Folder for pictures of the pages; none by default. */
const SHOTS = readOption('--shots', null);
/** Saves while no gateway runs. */
const AWAY = Math.max(4, Math.round(SAVES / 20));
const SITE = fileURLToPath(new URL('../../packages/site', import.meta.url));
/** Milliseconds after which a page that does not show a change is stale. */
const STALE_MS = 20_000;

const folder = await mkdtemp(join(tmpdir(), 'dateline-wordpress-'));
/** Functions that stop what was started. */
const ends = [];

async function run({ start, rows, url, createKey }) {
  const wordpress = await startWordPress(folder);
  ends.push(wordpress.stop);
  await addSponsorTypes(folder);
  const [port, otherPort, sitePort] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const siteUrl = `http://127.0.0.1:${sitePort}`;
  const settings = {
    ...{
      SITE_URL: siteUrl,
      WORDPRESS_URL: wordpress.url,
      WORDPRESS_LOGIN: wordpress.login,
      LOG_LEVEL: 'error',
    },
    ...{ IMPORT_ALLOW_PRIVATE: 'true', WEBHOOK_ALLOW_PRIVATE: 'true', RATE_EXEMPT: '127.0.0.1' },
  };
  const startAll = () =>
    Promise.all([port, otherPort].map((each) => start({ ...settings, PORT: `${each}` })));
  let gateways = await startAll();
  // The site reads one gateway, and WordPress writes to the other.
  const site = await startSite(sitePort, port, settings);
  const key = (await createKey('WordPress', ['write', 'publish'])).split('\n').at(-1);
  await wordpress.php(
    `update_option('dateline_url', 'http://127.0.0.1:${otherPort}'); update_option('dateline_key', '${key}');`,
  );

  const cli = { ...settings, DATABASE_URL: url };
  await runCommand(cli, 'sync', 'wordpress', wordpress.url);
  const newsroom = new Newsroom(wordpress, siteUrl);
  const readers = watch(() => gateways[0], siteUrl, newsroom);
  const times = [];
  console.log(
    `load ${loadavg()
      .map((each) => each.toFixed(1))
      .join(' ')}`,
  );
  for (let i = 0; i < SAVES; i += 1) {
    if (i === Math.floor(SAVES / 2)) {
      for (const gateway of gateways) await gateway.kill();
      for (let n = 0; n < AWAY; n += 1) await newsroom.save();
      console.log(
        `gateways killed: ${AWAY} saves, ${await newsroom.countPending()} posts wait; ${await newsroom.readMessage()}`,
      );
      gateways = await startAll();
      await wordpress.php(`delete_transient('dateline_away');`);
      i += AWAY - 1;
      continue;
    }
    const change = await newsroom.save();
    if (!change.path) continue;
    times.push(await newsroom.waitForPage(change, gateways[0]));
    if (times.at(-1).page === null)
      console.log(
        `save ${i}: ${change.path} lacks ${change.text}; ${await newsroom.countPending()} posts wait`,
      );
  }
  // What WP-Cron does every minute.
  await wordpress.php('Dateline_Queue::retry();');
  const describe = (name) => {
    const sorted = times.flatMap(({ [name]: time }) => time ?? []).sort((a, b) => a - b);
    const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
    return `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms`;
  };
  console.log(`saves ${SAVES}, of which readers see ${times.length}; click to page: ${describe('page')}`);
  console.log(
    `click to saved in WordPress: ${describe('save')}; to the graph of the other gateway: ${describe('graph')}`,
  );
  console.log(
    `load ${loadavg()
      .map((each) => each.toFixed(1))
      .join(' ')}`,
  );

  await newsroom.overtake();
  const previews = await preview(wordpress, newsroom, PREVIEWS, site.secret);
  if (previews) console.log(previews);
  const sponsors = await saveSponsored(wordpress, gateways[0]);
  for (const fault of sponsors.faults) console.log(fault);
  console.log(`sponsored posts ${sponsors.posts.length}: ${sponsors.faults.length} faults`);
  const leaks = await readers.stop();
  const { stale, missing } = await newsroom.compare(gateways[0], sponsors.posts.length);
  const waiting = await newsroom.countPending();
  const [{ articles }] = await rows('SELECT count(*)::int AS articles FROM draft WHERE source IS NOT NULL');
  console.log(
    `stale ${stale.length + times.filter(({ page }) => page === null).length}, drafts leaked ${leaks.length}, lost ${missing.length + waiting}`,
  );
  for (const each of [...stale, ...leaks, ...missing].slice(0, 10)) console.log(each);
  const sync = await runCommand(
    { ...settings, DATABASE_URL: url },
    'sync',
    'wordpress',
    wordpress.url,
    '--all',
  ).catch(({ message }) => message);
  console.log(
    `sync after it: ${sync
      .split('\n')
      .filter((line) => /items:/.test(line))
      .join(' ')} articles ${articles}`,
  );
  const faults = stale.length + leaks.length + missing.length + waiting + sponsors.faults.length;
  if (faults > 0 || times.some(({ page }) => page === null)) process.exitCode = 1;

  async function startSite(ownPort, gatewayPort, gatewaySettings) {
    const install = spawnSync(
      process.execPath,
      [fileURLToPath(new URL('../../bin/site.mjs', import.meta.url)), '--production', '--install'],
      {
        encoding: 'utf8',
        env: { ...process.env, PORT: `${gatewayPort}`, SITE_PORT: `${ownPort}` },
      },
    );
    if (install.status !== 0)
      throw new Error(`packages/site cannot be installed:\n${install.stderr.slice(-500)}`);
    const cli = { ...gatewaySettings, DATABASE_URL: url };
    const hook = [
      'webhooks',
      'add',
      `http://127.0.0.1:${ownPort}/hooks/dateline`,
      '--events',
      'tags_changed',
      '--description',
      'site',
    ];
    const secret = 'secret-of-drafts';
    const env = {
      ...process.env,
      ...{
        DATELINE_URL: `http://127.0.0.1:${gatewayPort}`,
        SITE_URL: `http://127.0.0.1:${ownPort}`,
        NEXT_TELEMETRY_DISABLED: '1',
      },
      DATELINE_WEBHOOK_SECRET: (await runCommand(cli, ...hook)).split('\n').at(-1),
      DATELINE_PREVIEW_KEY: (await createKey('site', ['preview'])).split('\n').at(-1),
      DRAFT_SECRET: secret,
    };
    const child = spawn(
      process.execPath,
      ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', `${ownPort}`],
      {
        cwd: SITE,
        env,
        stdio: 'ignore',
      },
    );
    ends.push(async () => {
      child.kill();
      if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
    });
    while (!(await fetch(`http://127.0.0.1:${ownPort}/robots.txt`).catch(() => null))?.ok) await sleep(200);
    return { secret };
  }
}

/** Writers, who save posts at random and know what readers are to see of each. */
class Newsroom {
  posts = [];
  #count = 0;
  #random = createRandom(7);

  constructor(wordpress, siteUrl) {
    this.wordpress = wordpress;
    this.siteUrl = siteUrl;
  }

  #draw(below) {
    return Math.floor(this.#random() * below);
  }

  #text(kind) {
    this.#count += 1;
    return `${kind}${this.#count}end`;
  }

  /** Saves or publishes a post. Returns the path and text that readers are to see of it; no path for a draft. */
  async save() {
    const { rest } = this.wordpress;
    const drafts = this.posts.filter(({ text }) => text === null);
    const published = this.posts.filter(({ text }) => text !== null);
    const pick = (list) => list[this.#draw(list.length)];
    const action = this.posts.length < 6 ? this.#draw(2) : this.#draw(10);
    const clickedAt = performance.now();
    if (action <= 1 || drafts.length === 0 || published.length === 0) {
      const isPublic = action % 2 === 0;
      const text = this.#text(isPublic ? 'public' : 'secret');
      const post = await rest('POST', 'wp/v2/posts', {
        title: `Story ${text}`,
        content: body(text),
        status: isPublic ? 'publish' : 'draft',
      });
      const entry = {
        id: post.id,
        path: isPublic ? new URL(post.link).pathname.replace(/\/$/, '') : null,
        text: isPublic ? text : null,
      };
      this.posts.push(entry);
      return { ...entry, clickedAt, savedAt: performance.now() };
    }
    if (action === 2 || action === 3)
      return this.#change(pick(drafts), { content: body(this.#text('secret')) }, null, clickedAt);
    if (action === 4) {
      const text = this.#text('public');
      return this.#change(
        pick(drafts),
        { content: body(text), status: 'publish', title: `Story ${text}` },
        text,
        clickedAt,
      );
    }
    const post = pick(published);
    if (action === 5) {
      await rest('POST', `wp/v2/posts/${post.id}/autosaves`, { content: body(this.#text('secret')) });
      return { ...post, path: null, clickedAt };
    }
    if (action === 6)
      return this.#change(post, { status: 'draft', content: body(this.#text('secret')) }, null, clickedAt);
    const text = this.#text('public');
    if (action === 7)
      return this.#change(post, { content: body(text), slug: `moved-${text}` }, text, clickedAt);
    return this.#change(post, { content: body(text) }, text, clickedAt);
  }

  async #change(post, change, text, clickedAt) {
    const { link } = await this.wordpress.rest('POST', `wp/v2/posts/${post.id}`, change);
    post.path = text === null ? null : new URL(link).pathname.replace(/\/$/, '');
    post.text = text;
    return { ...post, clickedAt, savedAt: performance.now() };
  }

  /** Returns the milliseconds from the click until the graph has the text, and until the page shows it; null if it does not. */
  async waitForPage({ path, text, clickedAt, savedAt }, gateway) {
    const query = '($path: String!) { article(by: { path: $path }) { body { text } } }';
    const readGraph = async () =>
      JSON.stringify(await sendQuery(gateway, `query ${query}`, { variables: { path } }));
    const readPage = async () => (await fetch(this.siteUrl + path, { redirect: 'manual' })).text();
    const wait = async (read) => {
      while (performance.now() - clickedAt < STALE_MS) {
        if ((await read()).includes(text)) return performance.now() - clickedAt;
        await sleep(50);
      }
      return null;
    };
    return { save: savedAt - clickedAt, graph: await wait(readGraph), page: await wait(readPage) };
  }

  /** Changes a post after the request that sends it has read it, as a save does that comes right after another. */
  async overtake() {
    const post = this.posts.find(({ text }) => text !== null);
    post.text = this.#text('public');
    const change = `['post_content' => '${body(post.text)}', 'post_modified_gmt' => gmdate('Y-m-d H:i:s')]`;
    await this.wordpress.php(
      `global $wpdb; get_post(${post.id}); $wpdb->update($wpdb->posts, ${change}, ['ID' => ${post.id}]);
      Dateline_Queue::add(${post.id}, 'post'); Dateline_Queue::send(${post.id}, 20);`,
    );
  }

  async countPending() {
    return Number(await this.wordpress.php('echo Dateline_Queue::count_pending();'));
  }

  /** Returns what the editor of a post says that waits. */
  async readMessage() {
    const id = await this.wordpress.php(
      'global $wpdb; echo $wpdb->get_var("SELECT post_id FROM {$wpdb->prefix}dateline_queue WHERE is_pending = 1 AND message IS NOT NULL");',
    );
    return `the editor of one says: ${JSON.stringify((await this.wordpress.rest('GET', `dateline/v1/posts/${id}`)).message)}`;
  }

  /** Compares what readers see with what WordPress has: the posts of this newsroom, and as many others. */
  async compare(gateway, others) {
    const stale = [];
    const missing = [];
    for (const { path, text, id } of this.posts) {
      if (text === null) continue;
      const { article } = await sendQuery(
        gateway,
        'query ($path: String!) { article(by: { path: $path }) { body { text } } }',
        { variables: { path } },
      );
      if (!article) missing.push(`post ${id} is not at ${path}`);
      else if (article.body.text !== text) stale.push(`post ${id}: ${article.body.text} for ${text}`);
      else if (!(await (await fetch(this.siteUrl + path)).text()).includes(text))
        stale.push(`page of post ${id} lacks ${text}`);
    }
    const { articles } = await sendQuery(
      gateway,
      '{ articles(filter: { kind: { not: PAGE } }) { totalCount } }',
    ).catch(() => ({ articles: null }));
    const expected = this.posts.filter(({ text }) => text !== null).length + others;
    if (articles && articles.totalCount !== expected + 1)
      stale.push(`${articles.totalCount} articles for ${expected} and the first post`);
    return { stale, missing };
  }
}

function body(text) {
  return `<!-- wp:paragraph -->\n<p>${text}</p>\n<!-- /wp:paragraph -->`;
}

/** Reads lists, searches, feeds and pages as readers do, and collects each text that was never published. */
function watch(getGateway, siteUrl, newsroom) {
  const leaks = new Set();
  let isStopping = false;
  const check = (where, text) => {
    for (const [secret] of text.matchAll(/secret\d+end/g)) leaks.add(`${secret} in ${where}`);
  };
  const reading = (async () => {
    while (!isStopping) {
      const gateway = getGateway();
      const query =
        '{ articles(first: 50) { nodes { title standfirst body { text } } } search(query: "story") { edges { node { title } } } }';
      await sendQuery(gateway, query).then(
        (data) => check('the graph', JSON.stringify(data)),
        () => undefined,
      );
      for (const path of [
        '/',
        '/feed.xml',
        '/sitemap.xml',
        ...newsroom.posts.slice(-3).map(({ path }) => path ?? '/'),
      ])
        await fetch(siteUrl + path).then(
          async (response) => check(path, await response.text()),
          () => undefined,
        );
      await sleep(200);
    }
  })();
  return {
    stop: async () => {
      isStopping = true;
      await reading;
      return [...leaks];
    },
  };
}

/** Previews posts in Chromium: clicks Preview in the block editor, types on, and clicks a text of the preview. */
async function preview({ url, password }, newsroom, count, secret) {
  const browser = count > 0 ? await launch() : null;
  if (!browser) return null;
  if (SHOTS) await mkdir(SHOTS, { recursive: true });
  const opened = [];
  const followed = [];
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const shoot = (of, name) => SHOTS && of.screenshot({ path: join(SHOTS, `${name}.png`) });
    await page.goto(`${url}/wp-login.php`);
    await page.fill('#user_login', 'admin');
    await page.fill('#user_pass', password);
    await page.click('#wp-submit');
    await page.waitForURL(/wp-admin/);
    await page.evaluate(() => document.cookie);
    for (let i = 0; i < count; i += 1) {
      const post = newsroom.posts.filter(({ text }) => (i % 2 === 0 ? text !== null : text === null))[i >> 1];
      if (!post) continue;
      await page.goto(`${url}/wp-admin/post.php?post=${post.id}&action=edit`);
      await page.waitForFunction(() => window.wp?.data?.select('core/editor')?.getCurrentPostId());
      await page.evaluate(() =>
        window.wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false),
      );
      await page.waitForTimeout(1_000);
      const canvas = page.frame('editor-canvas') ?? page;
      const paragraph = canvas.locator('[data-type="core/paragraph"]').first();
      const type = async (text) => {
        await page.bringToFront();
        await paragraph.click();
        await page.keyboard.press('End');
        await page.keyboard.type(text);
        return performance.now();
      };
      await type(` secret${i}endtyped`);
      if (i === 0) await shoot(page, 'editor');
      await page.click('.editor-preview-dropdown__toggle');
      if (i === 0) await shoot(page, 'button');
      const clickedAt = performance.now();
      const [tab] = await Promise.all([
        context.waitForEvent('page'),
        page.click('text=/Preview in new tab/'),
      ]);
      const shows = (text) =>
        tab.waitForFunction((wanted) => document.querySelector('main')?.textContent.includes(wanted), text, {
          timeout: STALE_MS,
        });
      await shows(`secret${i}endtyped`);
      opened.push(performance.now() - clickedAt);
      if (i === 0) await shoot(tab, 'preview');
      const typedAt = await type(` more${i}`);
      await shows(`more${i}`);
      followed.push(performance.now() - typedAt);
      if (i === 0) await shoot(tab, 'followed');
      await tab.close();
    }
    await clickToEdit(context, newsroom, secret, shoot);
    const max = (times) => Math.round(Math.max(...times));
    const median = (times) => Math.round([...times].sort((a, b) => a - b)[times.length >> 1]);
    return `previews ${opened.length}: click to page ${median(opened)} ms in the median, at most ${max(opened)}; typed to page ${median(followed)}, at most ${max(followed)} (an autosave each 5 s)`;
  } finally {
    await browser.close();
  }
}

/** Clicks the headline of a page in draft mode, and checks that the editor of its post opens. */
async function clickToEdit(context, { siteUrl, posts }, secret, shoot) {
  const { id, path } = posts.find(({ text }) => text !== null);
  const page = await context.newPage();
  await page.goto(`${siteUrl}/draft?secret=${secret}&path=${encodeURIComponent(path)}`);
  await page.getByRole('button', { name: /edit/i }).first().click();
  await shoot(page, 'click-to-edit');
  const [editor] = await Promise.all([
    context.waitForEvent('page', { timeout: 10_000 }).catch(() => page),
    page.locator('h1').last().click(),
  ]);
  await editor.waitForURL(/wp-admin\/post\.php/, { timeout: 20_000 });
  await editor.waitForFunction(() => window.wp?.data?.select('core/editor')?.getCurrentPostId());
  await shoot(editor, 'clicked-to-edit');
  const opened = await editor.evaluate(() => window.wp.data.select('core/editor').getCurrentPostId());
  if (opened !== id) throw new Error(`The editor of post ${opened} was opened in place of ${id}.`);
  console.log(`click to edit: the headline of ${path} leads to ${new URL(editor.url()).search}`);
}

async function launch() {
  const { chromium } = await import('playwright-core');
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => spawnSync(path, ['--version']).status === 0,
  );
  if (!executablePath) return null;
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

if (!hasWordPress()) {
  console.log('skipped: WordPress, PHP or MariaDB is not installed');
  process.exit();
}
try {
  await withDatabase(run);
} finally {
  for (const end of ends.reverse()) await end();
  await rm(folder, { recursive: true, force: true });
}
