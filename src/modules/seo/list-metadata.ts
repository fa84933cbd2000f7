import type { Loaders } from '../../graphql/loaders.js';
import type { Front } from '../front/front.type.js';
import { listUrls } from './person-metadata.js';
import type { ListPage, Seo } from './seo.type.js';
import type { MetaProperty, SiteMetadata } from './site-metadata.js';

/**
 * Builds https://schema.org/CollectionPage for a section, tag or series, and ProfilePage for an author. A section has
 * its place in the tree as breadcrumb, and a series is the main entity of its page.
 */
export async function buildListJsonLd(
  list: ListPage,
  seo: Seo,
  common: SiteMetadata,
  context: Loaders,
): Promise<object> {
  const { description, canonicalUrl } = seo;
  const image = list.imageId === null ? null : await context.images.byId.load(list.imageId);
  const depicted = image ? common.buildImageObject(image) : undefined;
  const page = { ...buildPage(seo, common, context), name: list.name };
  if (list.type === 'Author') {
    const { name, person } = list;
    const mainEntity = {
      '@type': 'Person',
      name,
      url: canonicalUrl,
      description: description ?? undefined,
      image: depicted,
      jobTitle: person?.role ?? undefined,
      email: person?.email ?? undefined,
      sameAs: listUrls(person?.links),
    };
    return { '@type': 'ProfilePage', ...page, mainEntity };
  }
  const own = { '@type': 'CollectionPage', ...page, image: depicted };
  if (list.type === 'Tag') return { ...own, about: { '@type': 'Thing', name: list.name } };
  if (list.type === 'Series') {
    const mainEntity = {
      ...common.buildSeries(list, context),
      description: description ?? undefined,
      image: depicted,
    };
    return { ...own, mainEntity };
  }
  const tree = await context.sections.getTree();
  return { ...own, breadcrumb: await common.buildBreadcrumb(tree.findById(list.id), null, context) };
}

/** Builds https://schema.org/CollectionPage for a front, whose main entity is the list of its articles. */
export async function buildFrontJsonLd(
  front: Front,
  seo: Seo,
  common: SiteMetadata,
  context: Loaders,
): Promise<object> {
  const articles = await context.fronts.listArticles(front);
  const itemListElement = articles.map(({ path }, i) => ({
    '@type': 'ListItem',
    position: i + 1,
    url: common.toAbsoluteUrl(path),
  }));
  const mainEntity = { '@type': 'ItemList', itemListElement };
  return { '@type': 'CollectionPage', ...buildPage(seo, common, context), mainEntity };
}

/** Builds the properties of a page that is no article. */
function buildPage(
  { title, description, canonicalUrl }: Seo,
  common: SiteMetadata,
  { alternates }: Pick<Loaders, 'alternates'>,
): object {
  return {
    '@id': canonicalUrl,
    url: canonicalUrl,
    name: title,
    description: description ?? undefined,
    inLanguage: alternates.language,
    isPartOf: {
      '@type': 'WebSite',
      name: common.site.title,
      url: common.toAbsoluteUrl(alternates.homePath),
    },
  };
}

export async function buildListOpenGraph(
  { type, imageId }: ListPage,
  seo: Seo,
  common: SiteMetadata,
  { images, alternates }: Loaders,
): Promise<MetaProperty[]> {
  const image = imageId === null ? null : await images.byId.load(imageId);
  return [
    ...common.buildOpenGraph(type === 'Author' ? 'profile' : 'website', seo, image, alternates.language),
    ['twitter:card', image && type !== 'Author' ? 'summary_large_image' : 'summary'],
  ];
}
