// Sets the clock of one of two gateways forward and back by an hour, while articles are published and fall due.
// Nothing may be published early, twice or never, and no gateway may serve what is outdated:
// `npm run test:stress -- clock-jumps --rounds 8`. Needs libfaketime (apt-get install faketime).

import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readNumberOption, sendQuery, withDatabase } from './gateways.mjs';

const ROUNDS = readNumberOption('--rounds', 8);
const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
/** Differences from the real time, one for each round. */
const OFFSETS = ['+3600s', '+0s', '-3600s', '+0s'];
/** Milliseconds from scheduling an article until it is due. */
const DUE_IN_MS = 3_000;
/** Milliseconds after which an article that fell due, or a publication, must be seen everywhere. */
const PATIENCE_MS = 5_000;

const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id slug } userErrors { message } }
}`;
const PUBLISH = `mutation ($input: PublishArticleInput!) {
  publishArticle(input: $input) { status userErrors { message } }
}`;
const READ = 'query ($slug: String!) { article(by: { slug: $slug }) { title } }';

if (!existsSync(LIBRARY)) throw new Error(`${LIBRARY} is missing: apt-get install faketime`);
const folder = await mkdtemp(join(tmpdir(), 'dateline-clock-'));
const clockFile = join(folder, 'clock');
/** Sets the clock, by a whole file at once: the library ends a process that finds it empty. */
async function setClock(offset) {
  await writeFile(`${clockFile}.new`, offset);
  await rename(`${clockFile}.new`, clockFile);
}
await setClock(OFFSETS[1]);

await withDatabase(async ({ rows, start, createKey }) => {
  const authorization = `Bearer ${await createKey('Desk', ['write', 'publish'])}`;
  const faked = {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: clockFile,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const gateways = [await start({ LOG_LEVEL: 'info' }), await start({ LOG_LEVEL: 'info', ...faked })];
  const counts = { published: 0, due: 0, early: 0, outdated: 0, refused: 0 };

  const write = async (gateway, document, input) => {
    const [payload] = Object.values(
      await sendQuery(gateway, document, { variables: { input }, authorization }),
    );
    for (const { message } of payload.userErrors) console.log(`  refused: ${message}`);
    counts.refused += payload.userErrors.length;
    return payload;
  };
  const readTitles = (slug) =>
    Promise.all(
      gateways.map(
        async (gateway) => (await sendQuery(gateway, READ, { variables: { slug } })).article?.title,
      ),
    );
  /** Waits until every gateway shows the title, and counts those that do not. */
  const expectTitle = async (slug, title) => {
    const patience = Date.now() + PATIENCE_MS;
    let titles = await readTitles(slug);
    while (titles.some((each) => each !== title) && Date.now() < patience) {
      await sleep(50);
      titles = await readTitles(slug);
    }
    counts.outdated += titles.filter((each) => each !== title).length;
  };

  for (let round = 0; round < ROUNDS; round++) {
    const offset = OFFSETS[round % OFFSETS.length];
    await setClock(offset);
    for (const [i, gateway] of gateways.entries()) {
      const name = `Round ${round}, gateway ${i + 1}`;
      const { article } = await write(gateway, CREATE, { title: name, bodyMarkdown: 'Words.' });
      await readTitles(article.slug); // so that its absence is in the caches
      await write(gateway, PUBLISH, { id: article.id });
      await expectTitle(article.slug, name);
      counts.published += 1;

      const scheduled = (await write(gateway, CREATE, { title: `${name}, due`, bodyMarkdown: 'Words.' }))
        .article;
      const at = new Date(Date.now() + DUE_IN_MS);
      await write(gateway, PUBLISH, { id: scheduled.id, at });
      const isTooEarly = await readTitles(scheduled.slug);
      if (Date.now() < at.getTime()) counts.early += isTooEarly.filter((title) => title !== undefined).length;
      await sleep(at.getTime() - Date.now());
      await expectTitle(scheduled.slug, `${name}, due`);
      counts.due += 1;
    }
    console.log(`${offset}: ${JSON.stringify(counts)}`);
  }

  const changes = await rows(
    "SELECT node_id, count(*)::int AS times FROM content_change WHERE kind = 'PUBLISHED' GROUP BY node_id",
  );
  const early = await rows('SELECT slug FROM article WHERE published_at > now()');
  const twice = changes.filter(({ times }) => times > 1).length;
  const ended = gateways.filter((gateway) => gateway.hasEnded()).length;
  console.log(`${changes.length} articles published, ${twice} twice, ${early.length} dated in the future`);
  console.log(`gateways that ended: ${ended}`);
  const isRight =
    changes.length === counts.published + counts.due &&
    twice + early.length + ended + counts.early + counts.outdated + counts.refused === 0;
  console.log(isRight ? 'The gateways survived every jump.' : 'The gateways did NOT survive every jump.');
  process.exitCode = isRight ? 0 : 1;
});
await rm(folder, { recursive: true });
