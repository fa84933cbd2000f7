// Simulates three weeks of a lopsided archive, sends an issue a week, and writes what each issue holds and why
// to docs/newsletters.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openDatabase } from '../../../dist/database/database.js';
import { explainSelection } from '../../../dist/modules/newsletter/digest/explain-selection.js';
import { createIssue, planNextIssue } from '../../../dist/modules/newsletter/issues/issues.js';
import { ViewStore } from '../../../dist/modules/popular/views/view-store.js';
import { RelatedService } from '../../../dist/modules/related/index/related-index.service.js';
import { withWriteLock } from '../../../dist/mutations/write-lock.js';
import { SiteLanguages } from '../../../dist/shared/languages.js';
import { createRandom } from '../../support/random.mjs';
import { fillDatabase } from '../archive.mjs';
import { createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { createWords } from '../made-up-words.mjs';
import { startPostgres } from '../postgres.mjs';

const PAGE = new URL('../../../docs/newsletters.md', import.meta.url);
const [BEGIN, END] = ['<!-- digest -->', '<!-- /digest -->'];
const HOUR = 3_600_000;
/** Time of the first issue, a Friday at seven; an issue follows every week. */
const FIRST_ISSUE = Date.parse('2026-05-08T07:00:00Z');
const WEEK = 7 * 24;

/** Number of words of an event, such as names, which make half of the texts about it. Other texts have others. */
const EVENT_WORDS = 60;
const TEAMS = ['Skerra', 'Eastholm', 'Sankt Aurel', 'Northmere', 'Tolland', 'Vesterby', 'Osmund', 'Marrow'];
const MATCH =
  'goal minute keeper penalty whistle header corner stand captain substitute pitch half-time'.split(' ');
const STORM = 'storm surge gale barometer quay sandbag barrier gust flood warning shelter mast'.split(' ');
const WORDS =
  'council bridge market school library roof garden station clinic budget vote teacher baker nurse plan price repair road field paper music film island village people work open public'.split(
    ' ',
  );

/** Lists the articles of three weeks: title, section, hours after the first issue, and views a day at first. */
function listStories() {
  const stories = [
    story('How to read the tide table', ['Guides'], -3_000, 160, WORDS, { isSteady: true }),
    story('Every ferry, every pier', ['Guides'], -2_600, 90, WORDS, { isSteady: true }),
  ];
  for (let i = 0; i < 14; i++) {
    const title = `${TEAMS[i % 8]} ${i % 4}, ${TEAMS[(i + 3) % 8]} ${(i * 5) % 3}`;
    stories.push(story(title, ['Sport'], i * 11 - 164, 300 - 9 * i, MATCH));
  }
  stories.push(story('Eleven states sign the cable pact', ['World'], -90, 6, WORDS));
  stories.push(story('The choir that lost its hall', ['Culture'], -60, 4, WORDS));
  for (let i = 0; i < 9; i++) {
    const title = `Storm, hour ${i * 6}: ${['the quay', 'the islands', 'the barrier', 'the harbour'][i % 4]}`;
    stories.push(story(title, ['News'], 30 + i * 6, 420 - 20 * i, STORM, { event: 'storm' }));
  }
  for (let i = 0; i < 4; i++)
    stories.push(story(`Repairs, part ${i + 1}`, ['News'], 90 + i * 12, 60, WORDS, { series: 'Repairs' }));
  for (let i = 0; i < 3; i++)
    stories.push(story(`${TEAMS[i]} train in the dark`, ['Sport'], 60 + i * 20, 40, MATCH));
  stories.push(story('A vote without a winner', ['World'], 100, 12, WORDS));
  stories.push(story('Bread at cost price', ['Business'], 120, 9, WORDS));
  stories.push(story('What the gale left of the library', ['Culture'], 140, 15, STORM));
  stories.push(story('The last caisson', ['News'], WEEK + 40, 30, WORDS));
  stories.push(story('Skerra away', ['Sport'], WEEK + 70, 80, MATCH));
  stories.push(story('A quiet week at the fish market', ['Business'], WEEK + 100, 5, WORDS));
  return stories;
}

function story(title, section, hour, views, words, { isSteady = false, series = null, event = title } = {}) {
  return {
    title,
    event,
    slug: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    section,
    hour,
    views,
    words,
    isSteady,
    series,
  };
}

async function main() {
  const folder = await createTemporaryFolder();
  const stories = listStories();
  const random = createRandom(5);
  const anyWord = createWords(createRandom(7));
  const events = new Map(
    stories.map(({ event }) => [event, Array.from({ length: EVENT_WORDS }, () => anyWord())]),
  );
  for (const { title, slug, section, hour, words, series, event } of stories) {
    const pick = (list) => list[Math.floor(random() * list.length)];
    const pickWord = () => {
      const share = random();
      return pick(share < 0.5 ? events.get(event) : share < 0.7 ? words : WORDS);
    };
    const body = Array.from({ length: 220 }, pickWord).join(' ');
    const date = new Date(FIRST_ISSUE + hour * HOUR).toISOString();
    const fields = { title, slug, date, section, ...(series && { series }) };
    await writeFile(join(folder, `${slug}.md`), `---\n${stringify(fields)}---\n\n${body}.\n`);
  }
  const data = await createTemporaryFolder();
  const postgres = await startPostgres(data);
  const { articles } = await fillDatabase(postgres, data, { folder });
  const database = openDatabase(postgres.connection, 4);
  await new RelatedService(database.pool, 'en').rebuild(() => undefined);
  const ids = new Map(articles.map(({ id, slug }) => [slug, id]));
  const store = new ViewStore(database.pool);
  const newsletter = await database.prisma.newsletter.create({
    data: { slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
  });
  const lines = ['| issue | article | section | why |', '|---|---|---|---|'];
  for (let week = 0; week < 3; week++) {
    for (let hour = (week - 1) * WEEK; hour < week * WEEK; hour++)
      await countViews(store, stories, ids, hour);
    const now = new Date(FIRST_ISSUE + week * WEEK * HOUR);
    const { selection } = await planNextIssue(database.prisma, newsletter.id, now);
    const entries = await explainSelection(database.prisma, newsletter.id, selection);
    for (const { articleId, explanation } of entries) {
      const { title, section } = stories.find(({ slug }) => ids.get(slug) === articleId);
      lines.push(`| ${week + 1} | ${title} | ${section} | ${explanation} |`);
    }
    await withWriteLock(database.prisma, (tx) =>
      createIssue(tx, newsletter, new SiteLanguages({ primary: 'en' }), now, now),
    );
  }
  await database.close();
  console.log(lines.join('\n'));
  const text = await readFile(PAGE, 'utf8');
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  await writeFile(PAGE, `${before}\n${lines.join('\n')}\n${text.slice(text.indexOf(END))}`);
}

/** Counts the views of an hour: a guide is read steadily, a story half as much each day. */
async function countViews(store, stories, ids, hour) {
  const counts = new Map();
  for (const { slug, hour: published, views, isSteady } of stories) {
    if (hour < published) continue;
    const perHour = (views / 24) * (isSteady ? 1 : 2 ** (-(hour - published) / 24));
    const total = Math.round(perHour * (hour - published + 1)) - Math.round(perHour * (hour - published));
    if (total > 0) counts.set(ids.get(slug), total);
  }
  const time = FIRST_ISSUE + hour * HOUR;
  await store.addHourlyCounts(new Map([[time, counts]]), new Date(time));
}

await runBenchmark(main);
