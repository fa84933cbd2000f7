import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertSeedViews } from '../../src/modules/popular/views/seed-views.js';
import { RelatedService } from '../../src/modules/related/index/related-index.service.js';
import { createRandom } from '../support/random.mjs';
import { createRandomEdits } from '../support/random-edits.js';
import { createSampleQueries, STORY_COUNT } from '../support/sample-queries.js';
import { waysToAsk } from '../support/transports.js';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';

/** Edits of one run; more with `ANSWER_EDITS=2000 npm run test:stress -- cache-differential`. */
const EDIT_COUNT = Number(process.env.ANSWER_EDITS ?? 15);
const NOW = new Date('2026-11-24T12:30:00Z');

let two: TwoInstances;
let related: RelatedService;
beforeAll(async () => {
  // A fixed time, as popular lists change with every hour.
  two = await startTwoInstances({ clock: () => NOW });
  const { database, save } = two.gateway;
  for (let i = 1; i <= STORY_COUNT; i++) {
    await save({
      slug: `story-${i}`,
      title: `Story ${i}`,
      section: [['World', 'Asia'], ['Sport'], ['World', 'Europe']][i % 3]!,
      tags: [`tag ${i % 3}`, `tag ${i % 7}`],
      authors: [`Author ${i % 5}`],
      body: { format: 'markdown', text: `The harbour and the ferry, seen ${i} times by word${i % 4}.` },
      publishedAt: new Date(Date.UTC(2026, 0, i)),
    });
  }
  const views = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`story-${i + 1}`, 3 * i + 1]));
  await insertSeedViews(database.pool, new Map([[1, views]]), NOW);
  related = new RelatedService(database.pool, 'en');
  await related.rebuild(() => undefined);
  await two.waitForCacheSync();
});
afterAll(() => two.close());

/** Invalidation by entity type, for comparison: queries that mention a type. */
const MENTIONS: Record<string, RegExp> = {
  Article: /article|search|related|popular|route|node|previous|next|archive|suggest/i,
  Tag: /tag|search|related|route|suggest/i,
  Author: /author|search|related|route|suggest/i,
  Section: /section|search|route|suggest|filter/i,
};

test('Cached responses of every instance and transport equal a fresh execution after random edits', async () => {
  const { gateway, other, sendQuery: ask, getEditorHeaders: asDesk } = two;
  const questions = createSampleQueries();
  const edits = createRandomEdits(two, {
    random: createRandom(20_261_124),
    rebuildRelated: () => related.rebuild(() => undefined),
  });
  const stale: string[] = [];
  const ways = waysToAsk(gateway.address);
  let turn = 0;
  let last = await gateway.database.changes.getLastSequence();
  const counts = { dropped: 0, needlessly: 0, unchanged: 0, byType: 0 };
  const known = new Map<string, string>();
  for (const question of questions) known.set(question, (await ask(question)).text);
  for (let number = 1; number <= EDIT_COUNT; number++) {
    const what = await edits.make(number);
    await two.waitForCacheSync();
    const types = await typesChanged();
    for (const question of questions) {
      const fresh = (await ask(question, asDesk())).text;
      const [given, ofParts] = await Promise.all([ask(question), ask(question, {}, other.address)]);
      for (const { text } of [given, ofParts])
        if (text !== fresh) stale.push(`${number} ${what}: ${question}\n${text}\n${fresh}`);
      // Alternates the transports, by text and by hash.
      const way = ways.names[turn++ % ways.names.length]!;
      const form = turn % 3 === 0 ? 'text' : 'hash';
      const byAnother = await ways.ask(way, form, question);
      if (byAnother !== fresh.trim())
        stale.push(`${number} ${what}: ${way} by ${form} ${question}\n${byAnother}\n${fresh}`);
      const isUnchanged = known.get(question) === fresh;
      if (given.cache !== 'HIT') counts.dropped++;
      if (given.cache !== 'HIT' && isUnchanged) counts.needlessly++;
      if (isUnchanged && types.some((type) => MENTIONS[type]?.test(question))) counts.byType++;
      if (isUnchanged) counts.unchanged++;
      known.set(question, fresh);
    }
    if (process.env.ANSWER_EDITS && number % 50 === 0) report(number, stale.length, counts);
  }
  await ways.close();
  report(EDIT_COUNT, stale.length, counts);
  expect(stale).toEqual([]);
  expect(counts.dropped).toBeGreaterThan(EDIT_COUNT);
  expect(counts.needlessly).toBeLessThan(counts.byType / 2);

  async function typesChanged(): Promise<string[]> {
    const { rows } = await gateway.database.pool.query(
      'SELECT sequence, node_type AS type FROM content_change WHERE sequence > $1 ORDER BY sequence',
      [String(last)],
    );
    if (rows.length > 0) last = BigInt(rows.at(-1).sequence);
    return [...new Set<string>(rows.map(({ type }) => type))];
  }
}, 7_200_000);

function report(edits: number, stale: number, counts: Record<string, number>) {
  if (!process.env.ANSWER_EDITS) return;
  const { dropped, needlessly, unchanged, byType } = counts as Record<string, number> & { unchanged: number };
  const share = (count: number) => `${((100 * count) / unchanged).toFixed(2)} %`;
  console.log(
    `${edits} edits, ${createSampleQueries().length} operations, 2 instances: stale ${stale}; dropped ${dropped}; of ${unchanged} that stayed right ${needlessly} were dropped (${share(needlessly!)}), by type it would be ${byType} (${share(byType!)})`,
  );
}
