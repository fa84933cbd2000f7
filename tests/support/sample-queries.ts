import { toGlobalId } from '../../src/shared/references/global-id.js';

/** Number of stories in the archive. Larger if ANSWER_EDITS is set. */
export const STORY_COUNT = process.env.ANSWER_EDITS ? 60 : 12;

const FIELDS =
  'id slug path title updatedAt tags { name path } authors { name path } section { name path } sections { name }';
const ORDERS = ['NEWEST', 'OLDEST', 'UPDATED', 'TITLE'];

/** Filters of all conditions but `fields`, which needs own fields; alone and combined. */
const FILTERS = [
  '{ not: { tags: { any: ["tag-1"] } } }',
  '{ or: [{ tags: { all: ["tag-1", "tag-4"] } }, { authors: { none: ["author-1", "author-2"] } }] }',
  '{ tags: { any: ["tag-2"] }, wordCount: { min: 10 } }',
  '{ sections: { any: ["world"], exact: true } }',
  '{ sections: { any: ["world", "planet"], none: ["asia"] } }',
  '{ hasImage: true }',
  '{ hasImage: false, sections: { any: ["sport"] } }',
  '{ wordCount: { min: 9, max: 10 } }',
  '{ series: { any: ["Tides"] } }',
  '{ not: { series: { any: ["Tides"] } }, authors: { any: ["author-0", "author-1", "author-2"] } }',
  '{ slugs: ["story-1", "story-2", "story-3"] }',
  '{ or: [{ paths: ["/world/asia/story-3", "/sport/story-1"] }, { slugs: ["story-4"] }] }',
  `{ ids: ["${toGlobalId('Article', 1)}", "${toGlobalId('Article', 3)}"] }`,
  '{ kinds: [ARTICLE] }',
  '{ not: { kinds: [ARTICLE] } }',
  '{ languages: ["en", "de"] }',
  '{ not: { languages: ["de"] }, tags: { any: ["tag-1"] } }',
  '{ updatedAt: { after: "2026-11-01T00:00:00Z" } }',
  '{ publishedAt: { after: "2026-01-05T00:00:00Z" }, tags: { any: ["tag-0", "tag-1"] } }',
  '{ and: [{ not: { publishedAt: { before: "2026-01-05T00:00:00Z" } } }, { hasImage: true }] }',
];

/** Returns queries of many shapes, most of which a single edit does not affect. */
export function createSampleQueries(): string[] {
  const stories = Array.from({ length: 12 }, (_, i) => i + 1);
  return [
    ...stories.map((i) => `{ article(by: { slug: "story-${i}" }) { ${FIELDS} body { html } } }`),
    ...[1, 5, 9].map(
      (i) => `{ article(by: { slug: "story-${i}" }) { previous { ${FIELDS} } next { slug title } } }`,
    ),
    ...[2, 7].map(
      (i) => `{ article(by: { slug: "story-${i}" }) { corrections { text } seo { jsonLd canonicalUrl } } }`,
    ),
    ...[1, 4, 8].map(
      (i) =>
        `{ article(by: { slug: "story-${i}" }) { related(first: 4) { score article { title } reasons { kind evidence } } } }`,
    ),
    ...ORDERS.map((order) => `{ articles(first: 4, orderBy: ${order}) { totalCount nodes { ${FIELDS} } } }`),
    '{ articles(first: 3) { nodes { related(first: 2) { article { slug tags { name } } } previous { slug } } } }',
    ...ORDERS.map(
      (order) =>
        `{ section(by: { slug: "asia" }) { name articles(first: 3, orderBy: ${order}) { nodes { title } } } }`,
    ),
    '{ section(by: { slug: "asia" }) { parent { name } popular(first: 2) { rank article { title } } } }',
    ...['tag-0', 'tag-1', 'tag-2', 'tag-3', 'renamed'].map(
      (tag) =>
        `{ tag(by: { slug: "${tag}" }) { name path articleCount articles(first: 3) { nodes { slug title } } } }`,
    ),
    ...['author-0', 'author-1'].map(
      (slug) => `{ author(by: { slug: "${slug}" }) { name articles(last: 2) { nodes { slug } } } }`,
    ),
    ...[
      ...['/world/asia/story-1', '/sport/story-2', '/world/asia', '/tags/tag-1', '/nowhere'],
      ...['/planet/asia/story-3', '/authors/author-1'],
    ].map((path) => `{ route(path: "${path}") { status redirectTo node { id } suggestions { slug } } }`),
    '{ article(by: { slug: "not-there" }) { title } tag(by: { slug: "unused-1" }) { name } }',
    '{ articles(filter: { tags: { any: ["tag-1", "tag-2"] } }) { totalCount nodes { slug } } }',
    '{ articles(filter: { sections: { any: ["sport"] }, authors: { any: ["author-1"] } }) { nodes { slug } } }',
    '{ articles(filter: { publishedAt: { after: "2026-01-05T00:00:00Z" } }) { totalCount } }',
    '{ articles(filter: { tags: { any: ["no-such-tag"] } }) { totalCount nodes { slug } } }',
    ...FILTERS.flatMap((filter) => [
      `{ articles(first: 5, filter: ${filter}) { totalCount nodes { slug } } archive(filter: ${filter}) { month articleCount } }`,
      `{ search(query: "harbour OR ferry", filter: ${filter}, orderBy: NEWEST) { totalCount nodes { slug } } }`,
      `{ popular(filter: ${filter}) { rank article { slug } } section(by: { slug: "asia" }) { articles(filter: ${filter}, orderBy: UPDATED) { nodes { slug } } } }`,
      `{ article(by: { slug: "story-5" }) { related(first: 3, filter: ${filter}) { article { slug } } } }`,
    ]),
    '{ sections { name path children { name path articles(first: 2) { totalCount nodes { title } } } } }',
    '{ tags(first: 10) { totalCount nodes { name articleCount } } }',
    '{ seriesList(first: 10) { totalCount nodes { title path articleCount articles(first: 3) { nodes { slug seriesPart { part } } } } } }',
    '{ seriesList(first: 3, orderBy: LONGEST) { nodes { slug articles(orderBy: NEWEST) { nodes { title } } } } }',
    ...['tides', 'ebbs', 'bridges'].map(
      (slug) =>
        `{ series(by: { slug: "${slug}" }) { title description articles(first: 2) { totalCount nodes { slug title } } seo { jsonLd } } route(path: "/series/${slug}") { status redirectTo } }`,
    ),
    ...[1, 3, 6, 10].map(
      (i) =>
        `{ article(by: { slug: "story-${i}" }) { seriesPart { part series { title path } previous { slug title } next { slug } } seo { jsonLd } } }`,
    ),
    '{ articles(first: 4, orderBy: PART) { nodes { slug seriesPart { part } } } }',
    '{ articles(filter: { series: { any: ["tides"] } }, orderBy: PART) { totalCount nodes { slug } } }',
    '{ suggest(prefix: "tid", first: 4) { kind text path } search(query: "tides") { totalCount nodes { slug } } }',
    '{ tags(first: 10, orderBy: NAME) { nodes { name articles(first: 1) { nodes { title } } } } }',
    '{ authors(first: 10) { totalCount nodes { name path } } }',
    '{ archive { year month articleCount } }',
    '{ popular(first: 5) { rank views article { title section { name } } } }',
    '{ popular(window: ALL, section: "asia", first: 3) { rank article { slug tags { name } } } }',
    '{ search(query: "ferry word1", first: 5) { totalCount edges { score titleHighlight node { slug title } } } }',
    '{ search(query: "harbour", filter: { sections: { any: ["sport"] } }, first: 3) { facets { tags { count } } nodes { title } } }',
    '{ search(query: "nothing like it") { totalCount didYouMean } }',
    '{ suggest(prefix: "sto", first: 4) { text } }',
    '{ site { title } }',
    ...['/world/asia/story-1', '/planet/asia/story-1', '/sport/story-2'].map(
      (path) => `{ article(by: { path: "${path}" }) { ${FIELDS} } }`,
    ),
    '{ section(by: { path: "/world/asia" }) { name } tag(by: { path: "/tags/tag-1" }) { name } author(by: { path: "/authors/author-1" }) { name } }',
    '{ articles(first: 3, exclude: { paths: ["/sport/story-2", "/world/asia/story-12"] }) { nodes { slug } } }',
    '{ popular(first: 3, exclude: { relatedTo: "story-4" }) { rank previousRank article { slug } } }',
    `{
      article(by: { slug: "story-8" }) @unique { slug related(first: 3, unique: { name: "related" }) { article { slug title } } next @unique { slug } }
      popular(first: 3, unique: { name: "popular" }) { rank article { slug } }
      articles(first: 3, unique: { name: "articles" }) { totalCount nodes { ${FIELDS} } }
      sections { name articles(first: 2, unique: { name: "articles" }) { nodes { slug } } }
    }`,
    `{
      search(query: "word1", first: 2, unique: { name: "search" }) { nodes { slug } }
      tags(first: 5) { nodes { name articles(first: 1, unique: { name: "articles" }) { nodes { slug title } } } }
    }`,
  ];
}
