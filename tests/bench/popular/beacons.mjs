import autocannon from 'autocannon';
import { createRandom, createZipf } from '../../support/random.mjs';
import { readCpuSeconds } from '../processes.mjs';

const CONNECTIONS = 32;
const BEACONS_EACH = 5_000;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Sends beacons of new visitors at the maximum rate, and counts the database's writes meanwhile. */
export async function sendBeacons({ url, pid }, { counter, connection, query }, slugs, seconds) {
  const beacon = new URL('/beacon', url).href;
  const random = createRandom(7);
  const slug = createZipf(slugs, random);
  const byte = () => Math.floor(random() * 256);
  const setupClient = (client) =>
    client.setRequests(
      Array.from({ length: BEACONS_EACH }, () => ({
        method: 'POST',
        headers: {
          'content-type': 'text/plain;charset=UTF-8',
          'user-agent': BROWSER,
          'x-forwarded-for': `${byte()}.${byte()}.${byte()}.${byte()}`,
        },
        body: slug(),
      })),
    );
  const views = async () => {
    const { rows } = await query(
      "SELECT sum(score)::int AS views FROM article_popularity WHERE span = 'ALL'",
    );
    return rows[0].views;
  };
  const drive = (duration) => autocannon({ url: beacon, connections: CONNECTIONS, duration, setupClient });
  await drive(2);
  await waitUntilSettled();
  const before = { views: await views(), cpu: readCpuSeconds(pid) };
  await counter.query('SELECT pg_stat_statements_reset()');
  const begun = performance.now();
  const result = await drive(seconds);
  const cpu = readCpuSeconds(pid) - before.cpu;
  await waitUntilSettled();
  const elapsed = (performance.now() - begun) / 1000;
  const { rows } = await counter.query(
    `SELECT coalesce(sum(calls), 0)::int AS all,
       coalesce(sum(calls) FILTER (WHERE query ~* '^\\s*(WITH|INSERT|UPDATE|DELETE)'), 0)::int AS writes,
       coalesce(sum(total_exec_time), 0) AS ms
     FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1)
       AND query NOT ILIKE '%graphile%'`,
    [connection.database],
  );
  const answered = result['2xx'];
  const written = (await views()) - before.views;
  console.log(`
beacons: ${(answered / result.duration).toFixed(0)} per second on one process for ${seconds} s (${CONNECTIONS} connections,
  load generator on the same cores), p50 ${result.latency.p50} ms, p99 ${result.latency.p99} ms, ${((1000 * cpu) / answered).toFixed(3)} ms of CPU per beacon;
  ${result.errors + result.non2xx} errors, ${written.toLocaleString('en')} of ${answered.toLocaleString('en')} written (the rest were repeated views)
statements: ${(rows[0].all / elapsed).toFixed(1)} per second, ${(rows[0].writes / elapsed).toFixed(1)} of them writes, ${((100 * rows[0].ms) / 1000 / elapsed).toFixed(1)} % of a core of PostgreSQL`);
}

/** Waits longer than the flush interval of views. */
function waitUntilSettled() {
  return new Promise((resolve) => setTimeout(resolve, 6_000));
}
