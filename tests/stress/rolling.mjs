// Restarts two gateways in turn under load, with the settings of deploy/compose.yaml and behind nginx with
// deploy/nginx.conf: `npm run test:stress -- rolling --rounds 3`. Needs nginx (apt-get install nginx-light),
// but no Docker. `--from FOLDER`, a checkout of an earlier release that is built, upgrades them: gateway 1 to this
// build, with gateway 2 of the earlier one beside it, also started again; then gateway 2.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { findFreePort } from '../bench/servers.mjs';
import { readComposeSettings } from './compose.mjs';
import { readNumberOption, readOption, sendQuery, withDatabase } from './gateways.mjs';
import { startNginx } from './nginx.mjs';
import { edit, listen, read, view } from './rolling-load.mjs';

const ROUNDS = readNumberOption('--rounds', 2);
const FROM = readOption('--from', null);
/** The build of the earlier release; undefined is the present one. */
const EARLIER = FROM ? join(FROM, 'dist') : undefined;

await withDatabase(async ({ url, start, createKey, rows }) => {
  const mail = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'] });
  const { port: mailPort } = await new Promise((resolve) => {
    const server = mail.listen(0, '127.0.0.1', () => resolve(server.address()));
  });
  const ports = [await findFreePort(), await findFreePort()];
  const gateways = [];
  const startNumber = async (i, dist) => {
    const here = {
      ...{ HOST: '127.0.0.1', PORT: String(ports[i]), METRICS_PORT: '0', DATABASE_URL: url },
      ...{ SMTP_URL: `smtp://127.0.0.1:${mailPort}`, TRUSTED_PROXIES: 'loopback' },
    };
    gateways[i] = await start(await readComposeSettings(`dateline-${i + 1}`, here), dist);
    while ((await fetch(`http://127.0.0.1:${ports[i]}/readyz`)).status !== 200) await sleep(50);
  };
  await startNumber(0, EARLIER);
  await startNumber(1, EARLIER);
  const key = await createKey('Desk', ['write', 'publish']);
  const nginx = await startNginx(ports);
  await addArticle('watched', gateways[0], key);
  console.log(`nginx at ${nginx.address}, gateways on ports ${ports.join(' and ')}`);

  const ending = new AbortController();
  const listeners = listen(nginx.address);
  await listeners.connected();
  const work = Promise.all([read, edit, view].map((each) => each(nginx.address, ending.signal, key)));
  await sleep(3_000);
  const codes = [];
  for (let round = 1; round <= ROUNDS; round++) {
    for (const i of [0, 1]) {
      const begun = Date.now();
      codes.push(await gateways[i].stop());
      const stopped = Date.now();
      const isEarlier = EARLIER !== undefined && i === 1 && round === 1;
      await startNumber(i, isEarlier ? EARLIER : undefined);
      const seconds = (since, until) => ((until - since) / 1_000).toFixed(1);
      console.log(
        `  ${new Date().toISOString().slice(11, 19)} round ${round}, gateway ${i + 1}${isEarlier ? ' of the earlier release' : ''}: exited with ${codes.at(-1)} after ${seconds(begun, stopped)} s, ` +
          `ready after ${seconds(stopped, Date.now())} s`,
      );
      await sleep(2_000);
    }
  }
  ending.abort();
  const [readers, edited, viewed] = await work;
  const missed = await listeners.missed(edited.ids);
  for (const gateway of gateways) codes.push(await gateway.stop());
  const [{ views }] = await rows('SELECT coalesce(max(total), 0) AS views FROM article_views');
  const errors = await nginx.errors();
  await nginx.stop();
  mail.close();

  const failed = readers.failed + edited.failed + viewed.failed;
  console.log(
    `requests: ${readers.answered} reads, ${edited.answered} writes, ${viewed.answered} views; failed: ${failed}`,
  );
  for (const failure of [...readers.failures, ...edited.failures, ...viewed.failures])
    console.log(`  ${failure}`);
  for (const [error, count] of Object.entries(errors)) console.log(`  nginx error, ${count} times: ${error}`);
  console.log(`longest read: ${readers.longest} ms`);
  console.log(`views written: ${views} of ${viewed.answered}`);
  console.log(
    `${listeners.count} WebSockets, closed with ${listeners.closeCodes()}, missed ${missed} of ${edited.ids.length} events each`,
  );
  console.log(`exit codes: ${codes.join(', ')}`);
  const isRight =
    failed === 0 && missed === 0 && views === viewed.answered && codes.every((code) => code === 0);
  console.log(isRight ? 'The restarts were not noticeable.' : 'The restarts WERE noticeable.');
  process.exitCode = isRight ? 0 : 1;
}, EARLIER);

async function addArticle(slug, gateway, key) {
  const authorization = `Bearer ${key}`;
  const create = `mutation { createArticle(input: { title: "Watched", slug: "${slug}", bodyMarkdown: "Words." }) { article { id } } }`;
  const { createArticle } = await sendQuery(gateway, create, { authorization });
  const publish = `mutation { publishArticle(input: { id: "${createArticle.article.id}" }) { status } }`;
  await sendQuery(gateway, publish, { authorization });
}
