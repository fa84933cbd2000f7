import { expect, test } from '@jest/globals';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { nameFetchPriority } from '../src/react/elements.js';
import { FrontContainer, type FrontContainerProps } from '../src/react/front-container.js';
import { Picture, SearchBox } from '../src/react/index.js';
import {
  ArchiveMonths,
  ArticleCard,
  type ArticleCardProps,
  ArticleList,
  type ArticleListProps,
  IssueList,
  ListHeader,
  Menu,
  Pager,
  readArchiveQuery,
  readSearchQuery,
  SearchFacets,
  SearchResults,
} from '../src/react/pages.js';

const formats = { timeZone: 'UTC' };
const image = {
  ...{ id: 'h', url: '/h.jpg', alt: 'Harbour', width: 8, height: 6, caption: null, credit: null },
  ...{ srcSet: '/4 4w, /8 8w', dataUrl: null, focalPoint: null },
};

const teaser = (id: string) => ({
  ...{ id, path: `/${id}`, title: id, standfirst: null, section: null, authors: [], publishedAt: null },
  ...{ kind: 'ARTICLE', image, sponsorship: null },
});

test('The first picture of a list is loaded at once if it is the largest of the page', () => {
  const list = { articles: [teaser('a'), teaser('b')], ...formats };
  const read = (html: string) => html.match(/<img[^>]+>/g);
  const lazy =
    '<img src="/h.jpg" alt="" width="8" height="6" loading="lazy" decoding="async" srcSet="/4 4w, /8 8w" sizes="auto, 100vw"/>';
  expect(read(toHtml(ArticleList, list))).toEqual([lazy, lazy]);
  expect(read(toHtml(ArticleList, { ...list, priority: true, sizes: '50vw' }))).toEqual([
    '<img src="/h.jpg" alt="" width="8" height="6" fetchPriority="high" srcSet="/4 4w, /8 8w" sizes="50vw"/>',
    lazy,
  ]);
  expect(toHtml(Picture, { image, priority: true })).toContain(
    'fetchPriority="high" srcSet="/4 4w, /8 8w" sizes="100vw"',
  );
});

test('The name of the attribute fetchpriority is that of the version of React', () => {
  expect(['18.3.1', '19.0.0'].map((each) => nameFetchPriority(each))).toEqual([
    'fetchpriority',
    'fetchPriority',
  ]);
});

test('A list takes a card of the site, which gets all that the site selects of an article', () => {
  type Review = ReturnType<typeof teaser> & { review: { stars: number } };
  const Card = (props: ArticleCardProps<Review>) => [
    createElement('b', { key: 1 }, props.article.review.stars),
    createElement(ArticleCard, { key: 2, ...props }),
  ];
  const articles = [{ ...teaser('a'), kind: 'REVIEW', image: null as never, review: { stars: 5 } }];
  const list = { articles, card: Card as unknown as ArticleListProps<Review>['card'], level: 3, ...formats };
  expect(toHtml(ArticleList<Review>, list as ArticleListProps<Review>)).toBe(
    '<ul data-articles=""><li><b>5</b><article data-kind="review"><h3><a href="/a">a</a></h3><div data-meta=""> </div></article></li></ul>',
  );
});

test('A container shows its cards with their sizes, kickers and sublinks, and nothing without cards', () => {
  const section = { id: 's', name: 'World', path: '/world' };
  const card = (id: string, more: object) => ({
    ...{ id, headline: `Headline of ${id}`, kicker: null, standfirst: null, size: 'MEDIUM', image: null },
    ...{ article: { id, path: `/${id}`, kind: 'OPINION', section, sponsorship: null }, sublinks: [] },
    ...more,
  });
  const items = [
    card('a', {
      kicker: 'Lead',
      size: 'LARGE',
      image,
      sublinks: [{ id: 'c', path: '/c', title: 'More & more' }],
    }),
    card('b', { standfirst: 'It rains.' }),
  ];
  const container = { id: '1.top', title: 'Top', href: 'https://site.example/top', layout: 'FEATURE', items };
  const props = { container, className: 'lead' } as FrontContainerProps;
  expect(toHtml(FrontContainer, props)).toBe(
    '<section data-list="" data-layout="feature"><h2><a href="https://site.example/top">Top</a></h2>' +
      '<ul class="lead" data-articles=""><li data-size="large"><article data-kind="opinion">' +
      '<figure><img src="/h.jpg" alt="" width="8" height="6" loading="lazy" decoding="async" srcSet="/4 4w, /8 8w" sizes="auto, 100vw"/></figure>' +
      '<p data-kicker="">Lead</p><h3><a href="/a">Headline of a</a></h3>' +
      '<ul data-sublinks=""><li><a href="/c">More &amp; more</a></li></ul></article></li>' +
      '<li data-size="medium"><article data-kind="opinion"><p data-kicker=""><a href="/world">World</a></p>' +
      '<h3><a href="/b">Headline of b</a></h3><p data-standfirst="">It rains.</p></article></li></ul></section>',
  );
  expect(toHtml(FrontContainer, { ...props, priority: true, sizes: '50vw' })).toContain(
    'fetchPriority="high" srcSet="/4 4w, /8 8w" sizes="50vw"/></figure>',
  );
  const untitled = { ...container, title: null, items: [items[1]] };
  expect(toHtml(FrontContainer, { container: untitled } as FrontContainerProps)).toMatch(
    /^<section data-list="" data-layout="feature"><ul/,
  );
  expect(toHtml(FrontContainer, { container: { ...container, items: [] } })).toBe('');
});

test('A list with a heading is a section, and nothing if it is empty', () => {
  const list = { articles: [{ ...teaser('a'), image: null }], heading: 'Related', ...formats };
  expect(toHtml(ArticleList, list)).toMatch(
    /^<section data-list=""><h2>Related<\/h2><ul data-articles=""><li>.*<\/ul><\/section>$/,
  );
  expect(toHtml(ArticleList, { ...list, articles: [] })).toBe('');
});

test('A sponsored article has its label and sponsor above the title, with a link that says so', () => {
  const sponsorship = { name: 'Harbour Bank', url: 'https://bank.example/', label: 'Anzeige' };
  const read = (url: string | null) =>
    toHtml(ArticleCard, { article: { ...teaser('a'), sponsorship: { ...sponsorship, url } }, ...formats });
  expect(read(sponsorship.url)).toContain(
    '<p data-sponsored="">Anzeige · <a href="https://bank.example/" rel="sponsored">Harbour Bank</a></p><h2',
  );
  expect(read(null)).toContain('<p data-sponsored="">Anzeige · Harbour Bank</p><h2');
  expect(toHtml(ArticleCard, { article: teaser('a'), ...formats })).not.toContain('data-sponsored');
});

test('The query of a search page becomes variables of the graph', () => {
  expect(readSearchQuery({})).toEqual({ query: '' });
  expect(readSearchQuery({ q: ['ferry', 'x'], section: 'world', tag: ['a', 'b'], after: 'c' })).toEqual({
    ...{ query: 'ferry', sections: { any: ['world'] }, tags: { any: ['a', 'b'] }, after: 'c' },
  });
  expect(readSearchQuery({ q: 'x'.repeat(600) }).query).toHaveLength(500);
  expect(readSearchQuery({ q: `${'x'.repeat(499)}🦆` }).query).toBe('x'.repeat(499));
});

test('Results of a search have pictures, and links to more keep what was chosen', () => {
  const node = { id: '1', path: '/a', publishedAt: null, section: null, sponsorship: null, image };
  const results = {
    ...{ totalCount: 2, didYouMean: null, relaxed: null, pageInfo: { hasNextPage: true, endCursor: 'c2' } },
    edges: [{ hasAllWords: true, titleHighlight: 'The <mark>ferry</mark>', bodyHighlight: null, node }],
  };
  const query = { q: 'ferry', section: 'world', after: 'c1' };
  const html = toHtml(SearchResults, { results, query, path: '/search', ...formats });
  expect(html).toContain('<figure><img src="/h.jpg" alt=""');
  expect(html).toContain('<p role="status">2 results</p>');
  expect(html).toContain('<a href="/search?q=ferry&amp;section=world">First results</a>');
  expect(html).toContain('<a href="/search?q=ferry&amp;section=world&amp;after=c2">More results</a>');
  expect(toHtml(SearchResults, { results, query: 'ferry', path: '/search', ...formats })).not.toContain(
    'First results',
  );
});

test('Articles with some of the words come apart from those with all', () => {
  const [complete, partial] = [true, false].map((hasAllWords) => ({
    ...{ hasAllWords, titleHighlight: String(hasAllWords), bodyHighlight: null },
    node: { id: `${hasAllWords}`, path: '/a', publishedAt: null, section: null, image: null },
  }));
  const others = { didYouMean: null, pageInfo: { hasNextPage: false, endCursor: null } };
  const render = (results: object, query = 'hunting ban') =>
    toHtml(SearchResults, {
      results: { ...others, ...results },
      query,
      path: '/search',
      ...formats,
    } as never);
  const both = render({ totalCount: 9, relaxed: { totalCount: 101 }, edges: [complete, partial] });
  expect(both).toContain('<p role="status">9 results</p>');
  expect(both).toMatch(
    /<\/ol><p data-partial="">With some of your words: 101 results<\/p><ol data-results="">/,
  );
  const none = render({ totalCount: 101, relaxed: { totalCount: 101 }, edges: [partial] });
  expect(none).toContain('<p role="status">0 results</p>');
});

test('Facets narrow a search, and the chosen one is marked and taken back', () => {
  const [world, sport] = ['world', 'sport'].map((slug) => ({ id: slug, slug, name: slug }));
  const facets = {
    sections: [
      { count: 2, section: world! },
      { count: 1, section: sport! },
    ],
    tags: [],
  };
  const html = toHtml(SearchFacets, { facets, query: { q: 'a', section: 'world', after: 'c' }, path: '/s' });
  expect(html).toBe(
    '<nav aria-label="Sections of the results"><ul data-names=""><li><a href="/s?q=a" aria-current="true">world (2)</a></li>' +
      '<li><a href="/s?q=a&amp;section=sport">sport (1)</a></li></ul></nav><p><a href="/s?q=a">All results</a></p>',
  );
});

test('The head of a list has what the kind of page has', () => {
  const world = { id: '1', name: 'World', path: '/world', parent: null };
  const section = {
    ...{ __typename: 'Section' as const, name: 'Asia', description: 'All of it', parent: world },
    children: [{ id: '3', name: 'Japan', path: '/world/asia/japan' }],
  };
  expect(toHtml(ListHeader, { node: section, className: 'head' })).toBe(
    '<header class="head" data-page="section"><nav aria-label="Breadcrumbs"><ol><li><a href="/world">World</a></li></ol></nav><h1>Asia</h1><p>All of it</p>' +
      '<nav aria-label="Sections below"><ul data-names=""><li><a href="/world/asia/japan">Japan</a></li></ul></nav></header>',
  );
  const tag = { __typename: 'Tag' as const, name: 'Ferries', description: null, image: null };
  expect(toHtml(ListHeader, { node: tag })).toBe('<header data-page="tag"><h1>Ferries</h1></header>');
  const pictured = toHtml(ListHeader, { node: { ...tag, description: 'All boats', image } });
  expect(pictured).toContain('<h1>Ferries</h1><figure><img src="/h.jpg"');
  expect(pictured).toContain('<p>All boats</p>');
  const ada = { __typename: 'Author' as const, name: 'Ada', role: null, bio: 'Writes', image };
  const author = toHtml(ListHeader, { node: { ...ada, email: null, links: [] } });
  expect(author).toContain('<h1>Ada</h1><figure><img src="/h.jpg"');
  expect(author).toMatch(/<p>Writes<\/p><\/header>$/);
});

test('The head of the page of an author has the role, and links to pages elsewhere and the address', () => {
  const html = toHtml(ListHeader, {
    node: {
      ...{
        __typename: 'Author',
        name: 'Ada',
        role: 'Editor',
        bio: null,
        image: null,
        email: 'ada@site.example',
      },
      links: [{ url: 'https://ada.example/', label: 'Her garden' }],
    },
  });
  expect(html).toBe(
    '<header data-page="author"><h1>Ada</h1><p data-role="">Editor</p><nav aria-label="Elsewhere"><ul data-names="">' +
      '<li><a href="https://ada.example/">Her garden</a></li><li><a href="mailto:ada@site.example">ada@site.example</a></li></ul></nav></header>',
  );
});

test('A pager keeps the conditions of the list', () => {
  const query = { tag: ['a', 'b'], month: undefined, page: '2' };
  expect(toHtml(Pager, { path: '/archive', query, page: 2, hasNextPage: true })).toBe(
    '<p data-more=""><a href="/archive?tag=a&amp;tag=b&amp;page=1">Newer articles</a> <a href="/archive?tag=a&amp;tag=b&amp;page=3">Older articles</a></p>',
  );
  expect(toHtml(Pager, { path: '/archive', hasNextPage: false })).toBe('<p data-more=""> </p>');
});

test('The query of an archive is read as conditions on articles', () => {
  const query = { month: '2026-01', section: 'world', tag: ['sea', 'tides'], series: 'eels', page: '2' };
  expect(readArchiveQuery(query)).toEqual({
    publishedAt: { after: '2026-01-01T00:00:00.000Z', before: '2026-02-01T00:00:00.000Z' },
    ...{ sections: { any: ['world'] }, tags: { any: ['sea', 'tides'] }, series: { any: ['eels'] }, page: 2 },
  });
  for (const month of ['May', '2026-99', '2026-00', '2026-13'])
    expect([month, readArchiveQuery({ month, page: 'two' })]).toEqual([month, { page: 1 }]);
});

test('The months of an archive are named in the language of the site', () => {
  const months = [{ year: 2026, month: 1, articleCount: 8 }] as any[];
  expect(toHtml(ArchiveMonths, { months, path: '/archive', language: 'de' })).toContain(
    '<a href="/archive?month=2026-01">Jan. 2026 (8)</a>',
  );
});

test('The issues of a newsletter lead to their pages', () => {
  const newsletter = (nodes: { number: number; subject: string; sentAt: string }[]) => ({
    newsletter: { slug: 'weekly', issues: { nodes } },
    ...formats,
  });
  const issue = { number: 3, subject: 'Ferries', sentAt: '2026-01-31T08:00:00.000Z' };
  expect(toHtml(IssueList, newsletter([issue]))).toBe(
    '<ol data-results=""><li><a href="/newsletter/weekly/3">Ferries</a> <time dateTime="2026-01-31T08:00:00.000Z">January 31, 2026</time></li></ol>',
  );
  expect(toHtml(IssueList, newsletter([]))).toBe('');
});

test('A menu has the links of the site after those of the gateway', () => {
  const menu = {
    items: [
      { depth: 0, text: 'World', url: '/world' },
      { depth: 1, text: 'Asia', url: '/asia' },
    ],
  };
  expect(toHtml(Menu, { menu, label: 'About', links: { Archive: '/archive' } })).toBe(
    '<nav aria-label="About"><ul><li><a href="/world">World</a></li><li><a href="/archive">Archive</a></li></ul></nav>',
  );
  expect(toHtml(Menu, { menu: null, label: 'About' })).toBe('<nav aria-label="About"><ul></ul></nav>');
  const sections = [
    { name: 'World', path: '/world', articleCount: 2 },
    { name: 'Empty', path: '/empty', articleCount: 0 },
  ];
  expect(toHtml(Menu, { menu: null, sections, label: 'Sections' })).toBe(
    '<nav aria-label="Sections"><ul><li><a href="/world">World</a></li></ul></nav>',
  );
});

test('Components without a client use that of the site itself', () => {
  expect(toHtml(SearchBox, { action: '/search' })).toContain('<form action="/search">');
});

function toHtml<Props extends object>(component: (props: Props) => any, props: Props): string {
  return renderToStaticMarkup(createElement(component, props));
}
