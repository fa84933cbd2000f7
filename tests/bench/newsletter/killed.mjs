// Sends an issue to many subscribers and kills the sending process repeatedly. Prints how many mails each
// subscriber received, and fails if one received none, or several with different Message-IDs: node tests/bench/newsletter/killed.mjs [subscribers] [kills]
import { runBenchmark } from '../clean-up.mjs';
import { addSubscribers, NEWSLETTER, startNewsletterBench } from './setting.mjs';

const readers = Number(process.argv[2] ?? 10_000);
const kills = Number(process.argv[3] ?? 5);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function main() {
  const setting = await startNewsletterBench();
  let gateway = await setting.start();
  const pool = await setting.database();
  await addSubscribers(pool, readers);
  await setting.command('newsletter', 'send', NEWSLETTER);
  const began = Date.now();
  for (let kill = 1; kill <= kills; kill++) {
    const share = (kill - 1 + Math.random()) / kills;
    while ((await setting.tally()).mails < share * readers) await pause(7);
    await gateway.kill();
    console.log(`kill -9 no. ${kill} after ${(await setting.tally()).mails} mails`);
    gateway = await setting.start();
  }
  while ((await countWaiting(pool)) > 0) await pause(200);
  const seconds = Math.round((Date.now() - began) / 1000);
  const { mails, once, twice, more, sameId } = await setting.tally();
  const { rows } = await pool.query('SELECT status, count(*)::int FROM newsletter_delivery GROUP BY status');
  console.log(`${readers} subscribers, ${kills} kills, ${mails} mails in ${seconds} s`);
  console.log(
    `subscribers with no mail: ${readers - once - twice - more}, one: ${once}, two: ${twice}, more: ${more}`,
  );
  console.log(`of those with several, with one Message-ID: ${sameId}`);
  if (once + twice + more !== readers || sameId !== twice + more) process.exitCode = 1;
  console.log(`deliveries by status: ${rows.map(({ status, count }) => `${status} ${count}`).join(', ')}`);
}

async function countWaiting(pool) {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS count FROM newsletter_delivery WHERE status IN ('WAITING', 'SENDING')`,
  );
  return rows[0].count;
}

await runBenchmark(main);
