import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTwoInstances, type TwoInstances } from './two-instances.js';

/** Edits of one run; `npm run prove:race` edits for a minute. */
const EDITS = Number(process.env.RACE_EDITS ?? 20);
const SECONDS = Number(process.env.RACE_SECONDS ?? 0);
const STORIES = 4;
const READERS = 6;

let two: TwoInstances;
const ids: string[] = [];
beforeAll(async () => {
  two = await startTwoInstances();
  for (let i = 0; i < STORIES; i++) {
    await two.gateway.save({ slug: `story-${i}`, title: 'Version 0' });
    ids.push(await two.idOf(`story-${i}`));
  }
});
afterAll(() => two.close());

/** Reads at full speed while an editor publishes; answers how many answers were older than their last change. */
async function race(goesOn: (edits: number) => boolean) {
  const addresses = [two.gateway.address, two.other.address];
  /** The version that every answer asked for from now on must have, by instance and story. */
  const seen = addresses.map(() => Array.from({ length: STORIES }, () => 0));
  const counts = { edits: 0, reads: 0, hits: 0, stale: 0 };
  let isOver = false;
  const read = async (reader: number) => {
    for (let i = reader; !isOver; i++) {
      const [instance, story] = [i % 2, (i >> 1) % STORIES];
      const least = seen[instance]![story]!;
      const query = `{ article(slug: "story-${story}") { title } }`;
      const { data, cache } = await two.ask(query, {}, addresses[instance]);
      counts.reads++;
      if (cache === 'HIT') counts.hits++;
      if (Number(data.article.title.split(' ')[1]) < least) counts.stale++;
    }
  };
  const write = async () => {
    for (let version = first; goesOn(counts.edits); version++) {
      const story = version % STORIES;
      await two.edit('updateArticle', `{ id: "${ids[story]}", title: "Version ${version}" }`);
      await two.edit('publishArticle', `{ id: "${ids[story]}" }`);
      seen[0]![story] = version;
      await two.untilSeen();
      seen[1]![story] = version;
      counts.edits++;
      first = version + 1;
    }
    isOver = true;
  };
  await Promise.all([write(), ...Array.from({ length: READERS }, (_, i) => read(i))]);
  if (SECONDS > 0) console.log(JSON.stringify(counts));
  return counts;
}
let first = 1;

test('No answer is older than the last change that its instance has heard of', async () => {
  const end = Date.now() + SECONDS * 1_000;
  const counts = await race((edits) => edits < EDITS || Date.now() < end);
  expect(counts.hits).toBeGreaterThan(0);
  expect(counts.stale).toBe(0);
}, 600_000);
