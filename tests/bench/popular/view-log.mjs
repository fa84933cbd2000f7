import { createRequire } from 'node:module';
import { createRandom, createZipf } from '../../support/random.mjs';

const BROWSERS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36',
];
const BOTS = createRequire(import.meta.url)('crawler-user-agents').flatMap(({ instances }) => instances);
const VISITORS = 40_000;

/**
 * Yields a log of views in order of time, the same at each run except for its end. It contains returning
 * visitors, quick reloads, bots, prefetches and unknown slugs; each view belongs to one of the instances.
 */
export function* generateViewLog({ slugs, views, days, end, instances }) {
  const random = createRandom(2026);
  const drawSlug = createZipf(slugs, random);
  const drawVisitor = createZipf(
    Array.from({ length: VISITORS }, (_, i) => createVisitor(i)),
    random,
  );
  const pick = (list) => list[Math.floor(random() * list.length)];
  const step = (days * 86_400_000) / views;
  let hasty = null;
  for (let i = 0; i < views; i++) {
    // Occasionally a visitor opens articles faster than anyone can read.
    if (i % 20_000 === 0) hasty = pick([createVisitor(1), createVisitor(2), createVisitor(3)]);
    if (i % 20_000 === 200) hasty = null;
    const moment = hasty ? i - (i % 20_000) : i;
    const chance = random();
    yield {
      at: Math.floor(end - (views - moment) * step),
      instance: hasty ? 0 : Math.floor(random() * instances),
      slug: chance < 0.01 ? `nothing-${i}` : hasty ? pick(slugs) : drawSlug(),
      ...(hasty ?? drawVisitor()),
      ...(chance > 0.95 && { userAgent: pick(BOTS) }),
      ...(chance > 0.94 && chance < 0.95 && { userAgent: '' }),
      isInAdvance: chance > 0.93 && chance < 0.94,
    };
  }
}

export const isBot = (userAgent) => userAgent === '' || BOTS_SET.has(userAgent);
const BOTS_SET = new Set(BOTS);

function createVisitor(i) {
  return {
    address: `${10 + (i % 90)}.${(i >> 4) % 256}.${(i * 7) % 256}.${i % 251}`,
    userAgent: BROWSERS[i % BROWSERS.length],
  };
}
