// Checks that articles that are due at the same moment are published once, on two gateways that share a
// database: `npm run test:stress -- scheduled-once --articles 200`.

import { setTimeout as sleep } from 'node:timers/promises';
import { readNumberOption, sendQuery, withDatabase } from './gateways.mjs';

const ARTICLES = readNumberOption('--articles', 200);

await withDatabase(async ({ rows, start, createKey }) => {
  const key = await createKey('Desk', ['write', 'publish']);
  const gateways = [await start({ LOG_LEVEL: 'info' }), await start({ LOG_LEVEL: 'info' })];
  const write = (document, input) =>
    sendQuery(gateways[0], document, { variables: { input }, authorization: `Bearer ${key}` });

  const ids = [];
  const begin = performance.now();
  for (let i = 1; i <= ARTICLES; i++) {
    const document =
      'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }';
    const { createArticle } = await write(document, { title: `Due ${i}`, bodyMarkdown: 'Words.' });
    ids.push(createArticle.article.id);
  }
  // Leave enough time to schedule all of them first: twice what it took to create them.
  const at = new Date(Date.now() + 2_000 + 2 * (performance.now() - begin));
  for (const id of ids) {
    const document = 'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { status } }';
    const { publishArticle } = await write(document, { id, at });
    if (publishArticle.status !== 'SCHEDULED') throw new Error(`${id} is ${publishArticle.status}.`);
  }

  const patience = at.getTime() + 60_000;
  const count = async () => (await rows('SELECT count(*)::int AS articles FROM article'))[0].articles;
  while ((await count()) < ARTICLES && Date.now() < patience) await sleep(20);
  const last = Date.now() - at.getTime();
  await sleep(1_000); // time for a second publication to appear

  const logs = gateways.map((gateway) =>
    gateway.logged('published a scheduled article').map(({ article }) => article),
  );
  const changes = await rows(
    "SELECT node_id, count(*)::int AS times FROM content_change WHERE kind = 'PUBLISHED' GROUP BY node_id",
  );
  const dates = await rows('SELECT DISTINCT published_at FROM article');
  const inLogs = logs.flat();
  const twice = changes.filter(({ times }) => times > 1).length;
  const isDated = dates.length === 1 && dates[0].published_at.getTime() === at.getTime();
  console.log(`${ARTICLES} articles due at ${at.toISOString()}`);
  for (const [i, log] of logs.entries()) console.log(`  gateway ${i + 1} logged ${log.length} publications`);
  console.log(`  in total ${inLogs.length}, ${new Set(inLogs).size} distinct`);
  console.log(`  in the change log: ${changes.length} articles, ${twice} published more than once`);
  console.log(
    `  publication date as scheduled: ${isDated ? 'yes' : 'no'}; the last article after ${last} ms`,
  );
  const isRight =
    changes.length === ARTICLES &&
    twice === 0 &&
    isDated &&
    inLogs.length === ARTICLES &&
    new Set(inLogs).size === ARTICLES;
  console.log(isRight ? 'Every article was published once.' : 'NOT every article was published once.');
  process.exitCode = isRight ? 0 : 1;
});
