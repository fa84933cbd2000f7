// Kills a gateway (kill -9) during a write. The write must be done completely or not at all, and a retry with
// its idempotency key must apply it once: `npm run test:stress -- killed --tries 100`.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readNumberOption, sendQuery, withDatabase } from './gateways.mjs';

const TRIES = readNumberOption('--tries', 100);
/** Initial delay in milliseconds between sending a write and killing the gateway. Adapted during the run. */
const FIRST_GUESS = 50;

const CREATE = 'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }';
const PUBLISH =
  'mutation ($input: PublishArticleInput!) { publishArticle(input: $input) { status userErrors { message } } }';

await withDatabase(async ({ rows, start, createKey }) => {
  const authorization = `Bearer ${await createKey('Desk', ['write', 'publish'])}`;
  const settings = { LOG_LEVEL: 'error' };
  let gateway = await start(settings);

  const createDraft = async () => {
    const input = { title: `Story ${randomUUID()}`, bodyMarkdown: 'Words.', tags: ['Sea'] };
    const { createArticle } = await sendQuery(gateway, CREATE, { variables: { input }, authorization });
    return createArticle.article.id;
  };
  const publish = (id, token) =>
    sendQuery(gateway, PUBLISH, { variables: { input: { id } }, authorization, 'idempotency-key': token });

  let moment = FIRST_GUESS;
  const tally = { both: 0, unanswered: 0, neither: 0, torn: 0, retriedOnce: 0 };
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const [id, token] = [await createDraft(), randomUUID()];
    let isAnswered = false;
    const answer = publish(id, token).then(
      () => {
        isAnswered = true;
      },
      () => undefined, // the connection was cut
    );
    await sleep(moment * (0.7 + 0.6 * Math.random()));
    const wasAnswered = isAnswered;
    await gateway.kill();
    await answer;

    const after = await findTraces(id, token);
    // Approach the moment of the commit, where a failure is most likely.
    if (after.every((count) => count === 1)) {
      tally.both += 1;
      if (!wasAnswered) tally.unanswered += 1;
      moment *= 0.9;
    } else if (after.every((count) => count === 0)) {
      tally.neither += 1;
      moment *= 1.1;
    } else {
      tally.torn += 1;
      console.log(`try ${attempt}: ${after}`);
    }

    gateway = await start(settings);
    const { publishArticle } = await publish(id, token);
    const retried = await findTraces(id, token);
    if (publishArticle.status === 'PUBLISHED' && retried.every((count) => count === 1))
      tally.retriedOnce += 1;
    else console.log(`try ${attempt}, retried: ${JSON.stringify(publishArticle)} ${retried}`);
  }

  console.log(
    `${TRIES} writes, each killed near its commit, finally ${moment.toFixed(0)} ms after it was sent`,
  );
  console.log(`  article and change written: ${tally.both} (${tally.unanswered} without a response)`);
  console.log(`  nothing written: ${tally.neither}`);
  console.log(`  partially written: ${tally.torn}`);
  console.log(`  retried and applied once: ${tally.retriedOnce}`);
  process.exitCode = tally.torn === 0 && tally.retriedOnce === TRIES ? 0 : 1;

  /**
   * Returns how often a publication occurs in each table that it writes to: 1 everywhere if it was done, else
   * 0.
   */
  async function findTraces(globalId, token) {
    const id = Number(Buffer.from(globalId, 'base64url').toString().split(':')[1]);
    const [counts] = await rows(
      `SELECT
        (SELECT count(*) FROM article WHERE id = $1)::int AS article,
        (SELECT count(*) FROM article_body WHERE article_id = $1)::int AS body,
        (SELECT count(*) FROM article_tag WHERE article_id = $1)::int AS tag,
        (SELECT count(*) FROM address WHERE article_id = $1)::int AS address,
        (SELECT count(*) FROM content_change WHERE node_id = $1 AND node_type = 'Article')::int AS change,
        (SELECT count(*) FROM audit_entry WHERE target = $2 AND action = 'publishArticle')::int AS audit,
        (SELECT count(*) FROM idempotent_answer WHERE token = $3)::int AS answer`,
      [id, globalId, token],
    );
    return Object.values(counts);
  }
});
