import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUrls } from '../../media/media-urls.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { getImageSize, getImageUrl, type Image } from '../image/image.type.js';
import { buildVariant } from '../image/image-variant.type.js';
import type { Section } from '../section/section.type.js';
import type { Site } from '../site/site.type.js';
import { getOpenGraphLocale } from './open-graph-locale.js';

/** Property and content of a meta element; empty ones are omitted. */
export type MetaProperty = [property: string, content: string | number | null | undefined];

/** Width in pixels of the picture that social networks show. */
const SHARED_WIDTH = 1_200;

/** Address of a picture. The sanitizer writes it first. */
const FIRST_PICTURE = /<img src="([^"]+)"/;

/** Parts of JSON-LD and Open Graph that pages of all kinds have. */
export class SiteMetadata {
  constructor(
    readonly site: Site,
    private readonly mediaUrls: MediaUrls,
  ) {}

  toAbsoluteUrl(path: string): string {
    return buildSiteUrl(this.site, path);
  }

  buildImageObject(image: Image): object {
    const { caption, credit, license, media } = image;
    const size = getImageSize(image, media);
    const url = this.mediaUrls.resolve(getImageUrl(image, media), this.site.url);
    const creditText = credit ?? media?.credit ?? undefined;
    const licenseUrl = toUrl(license ?? media?.license);
    return {
      '@type': 'ImageObject',
      url,
      // Google shows the credit and the license of the picture at this address:
      // https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata
      contentUrl: creditText === undefined && licenseUrl === undefined ? undefined : url,
      width: size?.width,
      height: size?.height,
      caption: caption ?? undefined,
      creditText,
      license: licenseUrl,
    };
  }

  /** Returns the URL of the first picture in the HTML of a body; undefined if it has none. */
  findPicture(html: string): string | undefined {
    const [, source = ''] = FIRST_PICTURE.exec(html) ?? [];
    const url = source.replaceAll('&amp;', '&');
    return url !== '' && URL.canParse(url, this.site.url)
      ? this.mediaUrls.resolve(url, this.site.url)
      : undefined;
  }

  buildPublisher({ site }: Pick<Loaders, 'site'>): MaybePromise<object> {
    return mapMaybePromise(site.loadLogo(this.site), (logo) => {
      const { title, url, socialProfiles } = this.site;
      return {
        '@type': 'Organization',
        name: title,
        url,
        logo: logo ? this.buildImageObject(logo) : undefined,
        sameAs: socialProfiles.length > 0 ? socialProfiles : undefined,
      };
    });
  }

  /** Builds a https://schema.org/CreativeWorkSeries with the ID by which its page and its parts name it. */
  buildSeries({ name, slug }: { name: string; slug: string }, { series }: Pick<Loaders, 'series'>): object {
    const url = this.toAbsoluteUrl(series.getPath({ slug }));
    return { '@type': 'CreativeWorkSeries', '@id': `${url}#series`, name, url };
  }

  /** Builds a https://schema.org/BreadcrumbList from the front page through the sections to `last`. */
  buildBreadcrumb(
    section: Section | null,
    last: { name: string; url: string } | null,
    { sections, alternates }: Pick<Loaders, 'sections' | 'alternates'>,
  ): MaybePromise<object> {
    const home = { name: this.site.title, url: this.toAbsoluteUrl(alternates.homePath) };
    return mapMaybePromise(sections.getTree(), (tree) => this.listSteps(tree, { home, section, last }));
  }

  private listSteps(
    tree: Awaited<ReturnType<Loaders['sections']['getTree']>>,
    {
      home,
      section,
      last,
    }: {
      home: { name: string; url: string };
      section: Section | null;
      last: { name: string; url: string } | null;
    },
  ): object {
    const above: { name: string; url: string }[] = [];
    for (let each = section; each; each = tree.getParent(each))
      above.unshift({ name: each.name, url: this.toAbsoluteUrl(tree.getPath(each)) });
    const steps = [home, ...above, ...(last ? [last] : [])];
    return {
      '@type': 'BreadcrumbList',
      itemListElement: steps.map(({ name, url }, i) => ({
        '@type': 'ListItem',
        position: i + 1,
        name,
        item: url,
      })),
    };
  }

  buildOpenGraph(
    type: string,
    { title, description, canonicalUrl }: { title: string; description: string | null; canonicalUrl: string },
    image: Image | null,
    language: string,
  ): MetaProperty[] {
    return [
      ['og:type', type],
      ['og:title', title],
      ['og:description', description],
      ['og:url', canonicalUrl],
      ['og:site_name', this.site.title],
      ['og:locale', getOpenGraphLocale(language)],
      ...this.buildOpenGraphImage(image),
    ];
  }

  /** Builds the properties of a picture: of a JPEG where there can be one, since few networks show other formats. */
  private buildOpenGraphImage(image: Image | null): MetaProperty[] {
    if (!image) return [];
    const urls = { siteUrl: this.site.url, media: this.mediaUrls };
    const variant = buildVariant(image, { width: SHARED_WIDTH, format: 'jpeg' }, urls);
    const size = variant ?? getImageSize(image, image.media);
    return [
      ['og:image', variant?.url ?? this.mediaUrls.resolve(getImageUrl(image, image.media), this.site.url)],
      ['og:image:alt', image.alt],
      ['og:image:width', size?.width],
      ['og:image:height', size?.height],
    ];
  }
}

/** Returns a license that is a URL, which schema.org requires. */
function toUrl(license: string | null | undefined): string | undefined {
  return license && /^https?:/.test(license) ? license : undefined;
}
