// Moves and retags 5,000 published articles beside readers and an editor, with a gateway that is killed (kill -9) in the
// middle: `npm run test:stress -- bulk --articles 5000 --kills 3`.
// Then changes 500 articles all or none, killed near the commit. Prints times and the p99 of readers and editor.

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { computeQuantile } from '../bench/statistics.mjs';
import { readNumberOption, runCommand, sendQuery, withDatabase } from './gateways.mjs';

const ARTICLES = readNumberOption('--articles', 5_000);
const KILLS = readNumberOption('--kills', 3);
const ALL_OR_NONE = 500;
/** Readers, each of whom has an address and so a queue of operations of their own. */
const READERS = 4;
/** Words of a body, as of a short news article. */
const WORDS = 400;

const UPDATE =
  'mutation ($input: UpdateArticlesInput!) { updateArticles(input: $input) { job { id } userErrors { message } } }';
const EDIT =
  'mutation ($id: ID!) { updateArticle(input: { id: $id, title: "Edited", publish: {} }) { userErrors { message } } }';
const READS = [
  '{ articles(first: 20) { nodes { title path section { path } tags { name } } } }',
  '{ section(by: { slug: "old" }) { articles(first: 20) { totalCount nodes { title path } } } }',
  '{ section(by: { slug: "new" }) { articles(first: 20) { totalCount nodes { title path } } } }',
];

await withDatabase(async ({ url, rows, start, createKey }) => {
  const authorization = `Bearer ${await createKey('Desk', ['write', 'publish', 'preview'])}`;
  await importArticles(url);
  const settings = { LOG_LEVEL: 'error', TRUSTED_PROXIES: 'loopback' };
  const [steady, first] = await Promise.all([start(settings), start(settings)]);
  let victim = first;
  const update = async (gateway, input) => {
    const headers = { authorization, 'idempotency-key': randomUUID() };
    const send = () => sendQuery(gateway, UPDATE, { variables: { input }, ...headers });
    // On a busy machine, a write can wait for its turn beyond the time limit of a request; then it is retried.
    const { updateArticles } = await send().catch(send).catch(send);
    if (updateArticles.userErrors.length > 0) throw new Error(updateArticles.userErrors[0].message);
    return Number(Buffer.from(updateArticles.job.id, 'base64url').toString().split(':')[1]);
  };
  const readJob = async (id) => (await rows('SELECT * FROM bulk_job WHERE id = $1', [id]))[0];
  const waitForJob = async (id) => {
    while (!(await readJob(id)).finished_at) await sleep(100);
  };

  // Indexing and related lists follow the import.
  while ((await rows('SELECT count(*)::int AS count FROM related_due'))[0].count > 0) await sleep(500);
  const before = await observe(steady, authorization, () => sleep(10_000));
  report('no job', before);

  const changed = { section: 'new', addTags: ['Moved'], removeTags: ['Old'], publish: {} };
  let began = Date.now();
  const quiet = await observe(steady, authorization, async () =>
    waitForJob(await update(steady, { filter: { sections: { any: ['old'] } }, ...changed })),
  );
  report(`job of ${ARTICLES} articles, ${seconds(began)} s`, quiet);

  const back = { section: 'old', addTags: ['Old'], removeTags: ['Moved'], publish: {} };
  began = Date.now();
  let killed = 0;
  const disturbed = await observe(steady, authorization, async () => {
    const id = await update(steady, { filter: { sections: { any: ['new'] } }, ...back });
    for (let next = 1; next <= KILLS; next++) {
      while ((await readJob(id)).done < (ARTICLES * next) / (KILLS + 1)) await sleep(50);
      await victim.kill();
      killed += 1;
      victim = await start(settings);
    }
    await waitForJob(id);
  });
  report(`the same, killed ${killed} times, ${seconds(began)} s`, disturbed);
  const [once] = await rows(`
    SELECT count(*) FILTER (WHERE moves = 2)::int AS twice, count(*)::int AS articles FROM (
      SELECT a.id, count(r.number) FILTER (WHERE r.key_id IS NOT NULL AND r.content ->> 'title' <> 'Edited') AS moves
      FROM article a JOIN article_revision r ON r.article_id = a.id
      WHERE a.title NOT IN ('Edited', 'New') GROUP BY a.id
    ) each`);
  console.log(`each article changed once by each job: ${once.twice} of ${once.articles}`);

  await Promise.all([victim.kill(), steady.stop()]);
  const drafts = await rows('SELECT id FROM draft ORDER BY id LIMIT $1', [ALL_OR_NONE]);
  const ids = drafts.map(({ id }) => Buffer.from(`Article:${id}`).toString('base64url'));
  const tally = { all: 0, none: 0, torn: 0 };
  let duration = 0;
  for (let attempt = 0; attempt <= KILLS * 2; attempt++) {
    const tag = `all-${attempt}`;
    const gateway = await start(settings);
    began = Date.now();
    const job = await update(gateway, { ids, addTags: [tag], publish: {}, mode: 'ALL_OR_NONE' });
    // The first is not killed, to measure it. The others are killed near their commit.
    if (attempt > 0) await sleep(duration * (0.7 + 0.5 * Math.random()));
    else {
      await waitForJob(job);
      duration = Date.now() - began;
    }
    await gateway.kill();
    const [{ count }] = await rows(
      'SELECT count(*)::int AS count FROM article_tag t JOIN tag ON tag.id = t.tag_id WHERE tag.slug = $1',
      [tag],
    );
    tally[count === 0 ? 'none' : count === ids.length ? 'all' : 'torn'] += 1;
    await rows('UPDATE bulk_job SET finished_at = now() WHERE finished_at IS NULL');
  }
  console.log(`all or none of ${ALL_OR_NONE}: ${JSON.stringify(tally)}, in ${duration} ms when not killed`);
  process.exitCode = once.twice === once.articles && tally.torn === 0 ? 0 : 1;
});

async function importArticles(url) {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-bulk-'));
  for (let i = 0; i < ARTICLES; i++) {
    // Texts and dates differ, as related lists and search compare them.
    const words = Array.from(
      { length: WORDS },
      (_, word) => `word${(i * 7919 + word * 104_729) % 9_973}`,
    ).join(' ');
    const date = new Date(Date.UTC(2026, 0, 1) - i * 3_600_000).toISOString();
    const front = `title: Story ${i}\nsection: Old\ntags: [Old, Tag ${i % 20}]\nauthors: [Ada]\ndate: ${date}`;
    await writeFile(join(folder, `story-${i}.md`), `---\n${front}\n---\n\n${words}\n`);
  }
  await writeFile(join(folder, 'new.md'), '---\ntitle: New\nsection: New\ndate: 2026-01-02\n---\n\nWords.\n');
  await runCommand({ DATABASE_URL: url }, 'import', 'markdown', folder);
  await rm(folder, { recursive: true });
}

/** Runs work beside readers and an editor, and returns the times of their requests. */
async function observe(gateway, authorization, work) {
  const times = { read: [], edit: [], failed: 0 };
  let isDone = false;
  const repeat = async (kind, pause, send) => {
    for (let i = 0; !isDone; i++) {
      const began = performance.now();
      await send(i).then(
        () => times[kind].push(performance.now() - began),
        () => {
          times.failed += 1;
        },
      );
      await sleep(pause);
    }
  };
  const { articles } = await sendQuery(gateway, '{ articles(first: 50) { nodes { id } } }');
  const readers = Array.from({ length: READERS }, (_, number) =>
    repeat('read', 10, (i) =>
      sendQuery(gateway, READS[(i + number) % READS.length], { 'x-forwarded-for': `192.0.2.${number + 1}` }),
    ),
  );
  const editor = repeat('edit', 300, (i) =>
    sendQuery(gateway, EDIT, { variables: { id: articles.nodes[i % 50].id }, authorization }),
  );
  try {
    await work();
  } finally {
    isDone = true;
    await Promise.all([...readers, editor]);
  }
  return times;
}

function report(name, { read, edit, failed }) {
  const describe = (times) =>
    `${times.length}, p50 ${quantile(times, 0.5)}, p99 ${quantile(times, 0.99)}, longest ${quantile(times, 1)} ms`;
  console.log(`${name}\n  reads: ${describe(read)}\n  edits: ${describe(edit)}\n  failed: ${failed}`);
}

function quantile(times, share) {
  return Math.round(computeQuantile(times, share) ?? 0);
}

function seconds(began) {
  return ((Date.now() - began) / 1000).toFixed(1);
}
