// Simulates two days of traffic, draws the ranks of four articles in HOT and TRENDING, and writes the picture
// of docs/api/popular.md.
import { writeFile } from 'node:fs/promises';
import { openDatabase } from '../../../dist/database/database.js';
import { ViewStore } from '../../../dist/modules/popular/views/view-store.js';
import { createRandom } from '../../support/random.mjs';
import { fillDatabase } from '../archive.mjs';
import { createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { startPostgres } from '../postgres.mjs';
import { drawRanks } from './draw-ranks.mjs';

const PICTURE = new URL('../../../docs/images/trending.svg', import.meta.url);
const HOUR = 3_600_000;
/** Start of the simulation, and hours of it before and in the picture. */
const START = Date.parse('2026-06-20T00:00:00Z');
const [HISTORY, SHOWN] = [200, 48];
const LISTS = { HOT: 'TRENDING', TRENDING: 'RISING' };

/** Articles with their hour of publication and views by hour. The others are read steadily, by Zipf's law. */
const STORIES = [
  { name: 'evergreen', published: -5_000, views: (hour) => 500 * dayAndNight(hour) },
  {
    name: 'fading story',
    published: -10,
    views: (hour) => (hour < -10 ? 0 : 1_500 * 2 ** (-(hour + 10) / 6)),
  },
  { name: 'riser', published: -900, views: (hour) => riser(hour - 14) },
  { name: 'new story', published: 30, views: (hour) => (hour < 30 ? 0 : 400 * 2 ** (-(hour - 30) / 5)) },
];

/** Readers sleep: 0.4 of the usual views at three in the night, 1.6 at three in the afternoon. */
function dayAndNight(hour) {
  return 1 + 0.6 * Math.sin((((hour % 24) - 9) / 24) * 2 * Math.PI);
}

function riser(hour) {
  if (hour < 0) return 20;
  return [100, 300, 500, 600][hour] ?? 600 * 2 ** (-(hour - 3) / 5);
}

async function main() {
  const data = await createTemporaryFolder();
  const postgres = await startPostgres(data);
  const { articles } = await fillDatabase(postgres, data, { articles: 40 });
  const ids = articles.map(({ id }) => id);
  for (const [i, { published }] of STORIES.entries()) {
    await postgres.query('UPDATE article SET published_at = $2, listed_at = $2 WHERE id = $1', [
      ids[i],
      new Date(START + published * HOUR),
    ]);
  }
  const database = openDatabase(postgres.connection, 2);
  const store = new ViewStore(database.pool);
  const random = createRandom(11);
  const viewsOf = (i, hour) => {
    const mean = STORIES[i]?.views(hour) ?? (300 / (i - STORIES.length + 1)) * dayAndNight(hour);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * (random() * 2 - 1) * 1.7));
  };
  const ranks = Object.fromEntries(Object.keys(LISTS).map((list) => [list, STORIES.map(() => [])]));
  for (let hour = -HISTORY; hour < SHOWN; hour++) {
    const time = START + hour * HOUR;
    const counts = new Map(ids.map((id, i) => [id, viewsOf(i, hour)]).filter(([, views]) => views > 0));
    await store.addHourlyCounts(new Map([[time, counts]]), new Date(time + HOUR - 60_000));
    if (hour < 0) continue;
    for (const [list, span] of Object.entries(LISTS)) {
      const { rows } = await postgres.query(
        'SELECT article_id AS id FROM article_popularity WHERE span = $1 AND score > 0 ORDER BY score DESC',
        [span],
      );
      const order = rows.map(({ id }) => id);
      STORIES.forEach((_, i) => {
        const rank = order.indexOf(ids[i]) + 1;
        ranks[list][i].push(rank === 0 ? null : rank);
      });
    }
  }
  await database.close();
  await writeFile(
    PICTURE,
    drawRanks(
      STORIES.map(({ name }) => name),
      ranks,
    ),
  );
  for (const [list, stories] of Object.entries(ranks)) {
    console.log(`\nranks in ${list} by hour`);
    for (const [i, { name }] of STORIES.entries())
      console.log(name.padEnd(14), stories[i].map((rank) => String(rank ?? '-').padStart(2)).join(' '));
  }
}

await runBenchmark(main);
