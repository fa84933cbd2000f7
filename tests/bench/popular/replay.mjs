import pino from 'pino';
import { DailySalt } from '../../../dist/database/daily-salt.js';
import { openDatabase } from '../../../dist/database/database.js';
import { PublishedArticleIds } from '../../../dist/modules/popular/views/published-slugs.js';
import { ViewCounter } from '../../../dist/modules/popular/views/view-counter.service.js';
import { ViewRateLimiter } from '../../../dist/modules/popular/views/view-rate-limit.js';
import { ViewStore } from '../../../dist/modules/popular/views/view-store.js';
import { identifyVisitor } from '../../../dist/modules/popular/views/visitor.js';

/**
 * Milliseconds of the log between two writes; the shipped interval is shorter, the log's traffic thinner than a busy
 * site's. Both instances write as it turns, so that a network's views are summed in the order in which they came.
 */
const FLUSH_EVERY = 30 * 60_000;

/**
 * Plays a log through the gateway's own counters, as app.ts puts them together, with the log's time as theirs. Two
 * of them share the database as two instances would.
 */
export async function replay(log, connection, instances, seen) {
  let now = new Date(0);
  const database = openDatabase(connection, 4);
  const keys = Array.from({ length: instances }, () => new DailySalt(connection));
  const counters = keys.map(
    (key) =>
      new ViewCounter({
        store: new ViewStore(database.pool),
        ids: new PublishedArticleIds(database.readClients.published),
        rateLimiter: new ViewRateLimiter(),
        key,
        log: pino({ level: 'warn' }),
        clock: () => now,
        flushIntervalMs: 3_600_000,
      }),
  );
  let flushed = 0;
  let recorded = 0;
  for (const view of log) {
    now = new Date(view.at);
    const halfHour = Math.floor(view.at / FLUSH_EVERY);
    if (halfHour !== flushed) {
      flushed = halfHour;
      await Promise.all(counters.map((counter) => counter.flush()));
    }
    const headers = { 'user-agent': view.userAgent, ...(view.isInAdvance && { 'sec-purpose': 'prefetch' }) };
    if (await counters[view.instance].record(view.slug, identifyVisitor({ ip: view.address, headers })))
      recorded += 1;
    seen(view);
  }
  await Promise.all(counters.map((counter) => counter.stop()));
  await database.close();
  return recorded;
}
