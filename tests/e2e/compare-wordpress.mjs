// Compares the archives of a WordPress site with those of a gateway that has imported or synchronised it:
//   node tests/run.mjs e2e compare-wordpress --site http://127.0.0.1:8090 --gateway http://127.0.0.1:4000
// For each category, tag and author, the address of its list and of the list's second page must resolve at the
// gateway, and the list must have the posts that WordPress's own pages of the list link to. Prints each
// difference, and ends with 1 if one has no reason. Posts with a password are
// drafts at the gateway, and posts in more than 20 categories are in the first 20 of them.
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { site: { type: 'string' }, gateway: { type: 'string' } } });
if (!values.site || !values.gateway) {
  console.error('Give the URL of the site with --site, and of the gateway with --gateway.');
  process.exit(2);
}
const site = values.site.replace(/\/$/, '');

/** Fields of each type of content with a list, and its articles. */
const LISTS = ['Section', 'Tag', 'Author'].map(
  (type) => `... on ${type} { articles(first: 100, after: $after) {
    nodes { path } pageInfo { hasNextPage endCursor } } }`,
);
const ROUTE = `query ($path: String!, $after: String) {
  route(path: $path) { status redirectTo node { __typename ${LISTS.join(' ')} } } }`;

/** Link of the title or date of a post in a list, whose text may be shown too. */
const TITLE_LINK =
  /(?:\b(?:post-title|entry-title|post-date)\b[^<>]*>(?:\s*<time[^<>]*>)?\s*<a\b|<a\b[^<>]*\brel="bookmark")[^<>]*\bhref="([^"]+)"/g;
/** Sections that an article can have. */
const MAX_SECTIONS = 20;
/** Reasons for differences, by what they are about. */
const REASONS = [
  [
    /\/category\/uncategorized\//,
    'posts of the category that WordPress gives to all others have no section: it leads to the front page',
  ],
];

async function fetchPages(address) {
  const rows = [];
  for (let page = 1; ; page += 1) {
    const response = await fetch(`${site}/wp-json/wp/v2/${address}&per_page=100&page=${page}`);
    if (!response.ok) throw new Error(`${response.url} responded with ${response.status}.`);
    rows.push(...(await response.json()));
    if (page >= Number(response.headers.get('x-wp-totalpages'))) return rows;
  }
}

async function findRoute(path, after = null) {
  const body = JSON.stringify({ query: ROUTE, variables: { path, after } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${values.gateway}/graphql`, { method: 'POST', headers, body });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data.route;
}

/** Follows a redirect of the gateway, and returns the route of its target. */
async function resolve(path) {
  const route = await findRoute(path);
  return route.status === 'MOVED'
    ? { ...(await findRoute(route.redirectTo)), path: route.redirectTo }
    : { ...route, path };
}

/** Returns the paths of all articles of a list. */
async function listArticles({ path, node }) {
  const paths = [];
  let { articles } = node;
  for (;;) {
    paths.push(...articles.nodes.map((article) => article.path));
    if (!articles.pageInfo.hasNextPage) return paths;
    articles = (await findRoute(path, articles.pageInfo.endCursor)).node.articles;
  }
}

/** Returns the paths of the posts that the pages of a list link to in their main part. */
async function listPosts(link) {
  const paths = new Set();
  for (let page = 1; ; page += 1) {
    const response = await fetch(page === 1 ? link : getPage(link, page));
    if (response.status === 404) return [...paths];
    if (!response.ok) throw new Error(`${response.url} responded with ${response.status}.`);
    const [, main] = /<main\b([\s\S]*)<\/main>/.exec(await response.text()) ?? [];
    if (main === undefined) throw new Error(`${response.url} has no <main>. Has the site a theme?`);
    for (const [, href] of main.matchAll(TITLE_LINK))
      if (permalinks.has(toPath(href))) paths.add(toPath(href));
  }
}

function getPage(link, page) {
  return `${link.replace(/\/$/, '')}/page/${page}/`;
}

function toKey(name) {
  return name.trim().toLowerCase();
}

function toPath(link) {
  const url = link.replaceAll('&amp;', '&');
  return URL.canParse(url, `${site}/`)
    ? decodeURIComponent(new URL(url, `${site}/`).pathname).replace(/\/$/, '')
    : '';
}

const allPosts = await fetchPages('posts?_fields=link,content,categories');
const permalinks = new Set(allPosts.map(({ link }) => toPath(link)));
const locked = new Set(allPosts.filter(({ content }) => content.protected).map(({ link }) => toPath(link)));
/** Posts in more categories than an article can have sections: lists of the others lack them. */
const crowded = new Set(
  allPosts.filter(({ categories }) => categories.length > MAX_SECTIONS).map(({ link }) => toPath(link)),
);
const counts = { addresses: 0, pages: 0, lists: 0, posts: 0, explained: 0, differences: 0 };
/** Links of tags whose name another tag has. */
const namesakes = new Set();
const report = (link, message) => {
  const reason = namesakes.has(link)
    ? 'tags with the same name are one tag'
    : REASONS.find(([pattern]) => pattern.test(link))?.[1];
  counts[reason === undefined ? 'differences' : 'explained'] += 1;
  console.log(`${link}: ${message}${reason === undefined ? '' : ` (${reason})`}`);
};

async function compareList(link) {
  const posts = await listPosts(link);
  const route = await resolve(toPath(link));
  counts.addresses += 1;
  if (route.status !== 'FOUND') {
    if (posts.every((path) => locked.has(path) || crowded.has(path))) counts.explained += 1;
    else report(link, `${route.status} here, ${posts.length} posts there`);
    return;
  }
  const second = getPage(link, 2);
  if ((await fetch(second)).ok) {
    counts.pages += 1;
    const { status } = await resolve(toPath(second));
    if (status !== 'FOUND') report(second, `${status} here`);
  }
  const articles = await listArticles(route);
  counts.lists += 1;
  counts.posts += posts.length;
  const missing = posts.filter((path) => !articles.includes(path));
  const unexplained = missing.filter((path) => !locked.has(path) && !crowded.has(path));
  counts.explained += missing.length - unexplained.length;
  const extra = articles.filter((path) => !posts.includes(path));
  if (unexplained.length > 0) report(link, `not here: ${unexplained.join(', ')}`);
  if (extra.length > 0) report(link, `only here: ${extra.join(', ')}`);
}

for (const kind of ['categories', 'tags', 'users']) {
  const lists = await fetchPages(`${kind}?_fields=link,name`);
  for (const { link, name } of lists) {
    const hasNamesake = lists.some((other) => other.link !== link && toKey(other.name) === toKey(name));
    if (hasNamesake && kind === 'tags') namesakes.add(link);
    await compareList(link);
  }
}
console.table(counts);
process.exitCode = counts.differences > 0 ? 1 : 0;
