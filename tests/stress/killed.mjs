// A gateway that is killed (kill -9) between a write and its answer has done all of the write or nothing of it,
// and the write sent again with its idempotency key is done once: `npm run walk:kill -- --tries 100`.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readNumberOption, sendQuery, withDatabase } from './gateways.mjs';

const TRIES = readNumberOption('--tries', 100);
/** Milliseconds from sending a write to killing the gateway, at first: later or earlier as it turns out. */
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
      () => undefined, // the connection broke off
    );
    await sleep(moment * (0.7 + 0.6 * Math.random()));
    const wasAnswered = isAnswered;
    await gateway.kill();
    await answer;

    const after = await findTraces(id, token);
    // Closing in on the moment of the commit, which is where it could go wrong.
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
    `${TRIES} writes, each killed about the moment of its commit, at last ${moment.toFixed(0)} ms after it was sent`,
  );
  console.log(
    `  article and change both there: ${tally.both} (${tally.unanswered} of them not answered yet)`,
  );
  console.log(`  neither: ${tally.neither}`);
  console.log(`  torn: ${tally.torn}`);
  console.log(`  sent again, acted once: ${tally.retriedOnce}`);
  process.exitCode = tally.torn === 0 && tally.retriedOnce === TRIES ? 0 : 1;

  /** How often a publication is found in each table that it writes to: 1 everywhere when it was done, else 0. */
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
