import { type FieldNode, type OperationDefinitionNode, parse } from 'graphql';
import { ARTICLE_FIELDS } from '../../src/fields/article.fields.js';
import type { ColumnField } from '../../src/fields/field.js';
import { RelatedService } from '../../src/modules/related/index/related-index.service.js';
import { ArticleKind } from '../../src/shared/article/article-kind.js';
import { BLOCK_FIELDS, BLOCK_FRAGMENTS } from './block-fields.js';
import type { Gateway } from './gateway.js';

/** What machines may do with an article, for each purpose. */
const RIGHTS = ['search', 'answers', 'training']
  .map((purpose) => `${purpose} { use license price { amount currency per } source }`)
  .join(' ');

/**
 * Selection of every field that describes an article. Omits `revisions`, because exports have no history, and
 * the words of related articles, whose displayed form depends on the order of indexing.
 */
const ARTICLE_SELECTION = `
  id slug path url kind language ${listDefinedFields()} series { id slug title } seriesPart { part previous { slug } next { slug } } excerpt(words: 60) wordCount readingTime publishedAt updatedAt
  status scheduledFor access { level isGranted preview { html } }
  body {
    html text markdown tree outline { level text anchor }
    blocks { ${BLOCK_FIELDS} ... on CalloutBlock { blocks { html } } ... on DetailsBlock { blocks { html } } }
  }
  authors { id slug name bio role path image { ...image } }
  section { id slug name description path parent { id slug path } children { slug } }
  sections { slug }
  tags { id slug name path articleCount }
  image { ...image }
  corrections { text at }
  previous { slug } next { slug } liveBlogEntry { id } isFallback translations { language title path isOutdated }
  liveBlog { startedAt endedAt summary { html } pinned { id } entries(first: 50) { nodes {
    id title isKeyEvent isPublished publishedAt updatedAt body { html } authors { slug } corrections { text } article { slug }
  } } }
  related(first: 20) { article { slug } score reasons { kind } }
  robots { isIndexed isFollowed } machineRights { ${RIGHTS} } sponsorship { name url label } seo { title description canonicalUrl robots jsonLd openGraph { property content } }`;

const FRAGMENTS = 'fragment image on Image { url alt caption credit width height focalPoint { x y } }';

/** Returns the names of the defined fields that the type has. */
function listDefinedFields(): string {
  const fields: Record<string, ColumnField> = ARTICLE_FIELDS;
  return Object.entries(fields)
    .flatMap(([name, { isHidden }]) => (isHidden ? [] : name))
    .join(' ');
}

/** Returns the names of the top-level fields of the selection. */
export function listArticleFields(): string[] {
  const [operation] = parse(`{ article { ${ARTICLE_SELECTION} } }`).definitions as OperationDefinitionNode[];
  const [article] = operation!.selectionSet.selections as FieldNode[];
  return (article!.selectionSet!.selections as FieldNode[]).map(({ name }) => name.value);
}

const TAXONOMY_QUERY = `{
  sections { id slug name description path image { ...image } ...page children { ...page id slug name description path children { slug children { slug } } } }
  tags(first: 100) { nodes { id slug name description image { ...image } ...page } }
  authors(first: 100) { nodes { id slug name bio role email links { url label } image { ...image } ...page } }
  seriesList(first: 100) { nodes { id slug title description parts image { ...image } articles { nodes { slug } } ...page } }
  site { menus { location items { depth text url } } }
  front { robots { isIndexed isFollowed } seo { title description } id path title description containers { id title href layout size allowsRepeats items {
    id headline kicker standfirst size reason image { ...image } article { slug } sublinks { slug }
  } } }
} ${FRAGMENTS}
fragment page on Listed { robots { isIndexed isFollowed } seo { title description } }`;

export interface GraphSnapshot {
  /** Articles by perspective and slug, in list order. */
  articles: Map<string, object>;
  taxonomy: unknown[];
  /** Published result of `route` for every current and former path. */
  routes: Map<string, unknown>;
}

/**
 * Reads the whole content of a gateway: articles in both perspectives, sections, tags, authors and routes.
 */
export async function readGraphSnapshot(gateway: Gateway): Promise<GraphSnapshot> {
  const { database } = gateway;
  await new RelatedService(database.pool, 'en').rebuild(() => undefined);
  const key = await gateway.createKey('preview');
  const articles = new Map<string, object>();
  const taxonomy: unknown[] = [];
  for (const perspective of ['published', 'preview'] as const) {
    const query = gateway.queryAs(key, perspective === 'preview' ? perspective : undefined);
    for (let after: string | null = null; ; ) {
      const { articles: page }: any = await query(
        `query ($after: String, $kinds: [ArticleKind!]) { articles(first: 25, after: $after, filter: { kinds: $kinds }) {
          nodes { ${ARTICLE_SELECTION} } pageInfo { hasNextPage endCursor }
        } } ${FRAGMENTS} ${BLOCK_FRAGMENTS}`,
        { after, kinds: Object.values(ArticleKind) },
      );
      for (const article of page.nodes) articles.set(`${perspective} ${article.slug}`, article);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    taxonomy.push(await query(TAXONOMY_QUERY));
  }
  const addresses = await database.prisma.address.findMany({ orderBy: { path: 'asc' } });
  const routes = new Map<string, unknown>();
  for (const { path } of addresses) {
    const { route } = await gateway.query(
      `query ($path: String!) { route(path: $path) { status redirectTo node { id } } }`,
      { path: path.split('/').map(encodeURIComponent).join('/') },
    );
    routes.set(path, route);
  }
  return { articles, taxonomy, routes };
}
