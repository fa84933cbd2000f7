// Checks that popular lists are counted correctly, and measures their cost.
// A log of views is replayed through the gateway's counters and compared with an independent count; then a
// gateway receives beacons at the maximum rate.

import { fillDatabase } from '../archive.mjs';
import { createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { readOptions } from '../options.mjs';
import { startPostgres } from '../postgres.mjs';
import { startGateway } from '../servers.mjs';
import { sendBeacons } from './beacons.mjs';
import { compareLists, compareTables } from './compare.mjs';
import { ExpectedViews } from './expected.mjs';
import { readLists } from './reading.mjs';
import { replay } from './replay.mjs';
import { generateViewLog } from './view-log.mjs';

const INSTANCES = 2;

async function main() {
  const { views, days, articles, seconds } = readOptions({
    views: 1_000_000,
    days: 40,
    articles: 509,
    seconds: 20,
  });
  const data = await createTemporaryFolder();
  const postgres = await startPostgres(data);
  const { slugs } = await fillDatabase(postgres, data, { articles });

  const expected = new ExpectedViews(slugs);
  const { rows } = await postgres.query('SELECT slug, published_at AS "publishedAt" FROM article');
  for (const { slug, publishedAt } of rows) expected.publishedAt.set(slug, publishedAt.getTime());
  const log = generateViewLog({ slugs, views, days, end: Date.now(), instances: INSTANCES });
  const begun = performance.now();
  const recorded = await replay(log, postgres.connection, INSTANCES, (view) => expected.add(view));
  const took = (performance.now() - begun) / 1000;
  console.log(
    `\n${count(views)} views over ${days} days, ${slugs.length} articles, ${INSTANCES} instances, replayed in ${took.toFixed(0)} s`,
  );
  console.log(
    `dropped: ${Object.entries(expected.dropped)
      .map(([why, n]) => `${count(n)} ${why}`)
      .join(', ')}`,
  );
  console.log(`expected views: ${count(expected.counted)} (recorded by the instances: ${count(recorded)})`);

  const gateway = await startGateway(data, { TRUSTED_PROXIES: 'loopback', CACHE_MB: '0' });
  const isRight = [await compareTables(expected, postgres), await compareLists(expected, gateway)];
  if (isRight.includes(false)) process.exitCode = 1;
  await readLists(gateway, postgres);
  await sendBeacons(gateway, postgres, slugs, seconds);
}

const count = (number) => number.toLocaleString('en');

await runBenchmark(main);
