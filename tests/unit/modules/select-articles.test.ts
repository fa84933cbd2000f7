import { expect, test } from '@jest/globals';
import { type Candidate, DigestReason } from '../../../src/modules/newsletter/digest/digest-candidate.js';
import { selectArticles } from '../../../src/modules/newsletter/digest/select-articles.js';

const SPORT = 1;
const WORLD = 2;
const CULTURE = 3;

/** Creates a new candidate; the newest has the highest ID. */
function createCandidate(id: number, sectionId: number | null, fields: Partial<Candidate> = {}): Candidate {
  return {
    id,
    sectionId,
    series: null,
    publishedAt: new Date(id * 60_000),
    views: 0,
    isNew: true,
    ...fields,
  };
}

const newestFirst = (candidates: Candidate[]) => [...candidates].sort((a, b) => b.id - a.id);
const select = (candidates: Candidate[], similarity = (_a: number, _b: number) => 0) =>
  selectArticles(newestFirst(candidates), similarity);
const sectionsOf = (candidates: Candidate[], selected: { articleId: number }[]) =>
  selected.map(({ articleId }) => candidates.find(({ id }) => id === articleId)!.sectionId);
const count = (values: unknown[], value: unknown) => values.filter((each) => each === value).length;

test('14 match reports leave places for one world and one culture story', () => {
  const reports = Array.from({ length: 14 }, (_, i) => createCandidate(i + 10, SPORT, { views: 900 - i }));
  const candidates = [createCandidate(1, WORLD), createCandidate(2, CULTURE, { views: 3 }), ...reports];
  const selected = select(candidates);
  expect(selected.map(({ articleId }) => articleId)).toEqual(expect.arrayContaining([1, 2]));
  const sections = sectionsOf(candidates, selected);
  expect([count(sections, SPORT), count(sections, WORLD), count(sections, CULTURE)]).toEqual([4, 1, 1]);
  const mostRead = selected.filter(({ isMostRead }) => isMostRead);
  expect(count(sectionsOf(candidates, mostRead), SPORT)).toBe(2);
  expect(selected.find(({ articleId }) => articleId === 1)!.reason).toBe(DigestReason.SECTION);
});

test('Every section that published has an article before any has its second new one', () => {
  const candidates = Array.from({ length: 40 }, (_, i) =>
    createCandidate(i + 1, i < 33 ? SPORT : i, { views: 40 - i }),
  );
  const sections = sectionsOf(candidates, select(candidates));
  expect(new Set(sections).size).toBe(8);
  expect(count(sections, SPORT)).toBe(4);
});

test('One section, and articles without any, fill the digest alone', () => {
  for (const section of [SPORT, null]) {
    const candidates = Array.from({ length: 30 }, (_, i) => createCandidate(i + 1, section));
    const selected = select(candidates);
    expect(selected.map(({ articleId }) => articleId)).toEqual(Array.from({ length: 12 }, (_, i) => 30 - i));
  }
});

test('Two sections share the places', () => {
  const candidates = Array.from({ length: 40 }, (_, i) =>
    createCandidate(i + 1, i < 10 ? WORLD : SPORT, { views: i }),
  );
  const sections = sectionsOf(candidates, select(candidates));
  expect([count(sections, SPORT), count(sections, WORLD)]).toEqual([6, 6]);
});

test('A series has at most two parts in a digest', () => {
  const parts = Array.from({ length: 8 }, (_, i) =>
    createCandidate(20 + i, WORLD, { series: 'Heat', views: 90 }),
  );
  const candidates = [...parts, createCandidate(1, WORLD), createCandidate(2, WORLD)];
  const ids = select(candidates).map(({ articleId }) => articleId);
  expect(ids.filter((id) => id >= 20)).toHaveLength(2);
  expect(ids).toEqual(expect.arrayContaining([1, 2]));
});

test('Of articles on one subject the most relevant comes first, and the others after other subjects', () => {
  const candidates = Array.from({ length: 24 }, (_, i) => createCandidate(i + 1, SPORT));
  const isTwin = (id: number) => id > 14; // the ten newest are on one subject
  const ids = select(candidates, (a, b) => (isTwin(a) && isTwin(b) ? 0.9 : 0)).map(
    ({ articleId }) => articleId,
  );
  const unlike = select(candidates).map(({ articleId }) => articleId);
  expect(ids.filter(isTwin).length).toBeLessThan(unlike.filter(isTwin).length);
  expect(ids[0]).toBe(24);
});

test('Most-read articles come first by views, also old ones, then new ones by date, each once', () => {
  const old = [7, 50, 8].map((views, i) => createCandidate(i + 1, 10 + i, { views, isNew: false }));
  const fresh = Array.from({ length: 6 }, (_, i) =>
    createCandidate(i + 20, 20 + i, { views: i === 3 ? 20 : 0 }),
  );
  const selected = select([...old, ...fresh]);
  expect(selected.map(({ articleId }) => articleId)).toEqual([2, 23, 3, 1, 25, 24, 22, 21, 20]);
  expect(selected.map(({ isMostRead }) => isMostRead)).toEqual([
    ...Array(4).fill(true),
    ...Array(5).fill(false),
  ]);
  expect(selected.slice(0, 4).map(({ views }) => views)).toEqual([50, 20, 8, 7]);
});

test('An article with less than a tenth of the views of the most read is not among these', () => {
  const views = [200, 20, 19].map((count, i) => createCandidate(i + 1, i, { views: count }));
  expect(select(views).map(({ articleId, isMostRead }) => [articleId, isMostRead])).toEqual([
    [1, true],
    [2, true],
    [3, false],
  ]);
});

test('An unread new article is not among the most read', () => {
  const selected = select([createCandidate(1, WORLD), createCandidate(2, WORLD)]);
  expect(selected.map(({ reason }) => reason)).toEqual([DigestReason.SECTION, DigestReason.NEW]);
});
