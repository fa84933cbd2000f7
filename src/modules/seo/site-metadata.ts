import type { Image } from '../image/image.type.js';
import type { Section } from '../section/section.type.js';
import type { Site } from '../site/site.type.js';
import type { SeoContext } from './seo-context.js';

/** Property and content of a meta element; empty ones are left out. */
export type MetaProperty = [property: string, content: string | number | null | undefined];

/** Parts of JSON-LD and Open Graph that pages of all kinds have. */
export class SiteMetadata {
  constructor(readonly site: Site) {}

  toAbsoluteUrl(path: string): string {
    return new URL(path, this.site.url).href;
  }

  buildImageObject({ url, width, height, caption, credit }: Image): object {
    return {
      '@type': 'ImageObject',
      url: this.toAbsoluteUrl(url),
      width: width ?? undefined,
      height: height ?? undefined,
      caption: caption ?? undefined,
      creditText: credit ?? undefined,
    };
  }

  buildPublisher(): object {
    const { title, url, logo, socialProfiles } = this.site;
    return {
      '@type': 'Organization',
      name: title,
      url,
      logo: logo ? this.buildImageObject(logo) : undefined,
      sameAs: socialProfiles.length > 0 ? socialProfiles : undefined,
    };
  }

  /** Builds a https://schema.org/BreadcrumbList from the front page through the sections to `last`. */
  async buildBreadcrumb(
    section: Section | null,
    last: { name: string; url: string } | null,
    { sections }: Pick<SeoContext, 'sections'>,
  ): Promise<object> {
    const tree = await sections.getTree();
    const above: { name: string; url: string }[] = [];
    for (let each = section; each; each = tree.getParent(each))
      above.unshift({ name: each.name, url: this.toAbsoluteUrl(tree.getPath(each)) });
    const steps = [{ name: this.site.title, url: this.site.url }, ...above, ...(last ? [last] : [])];
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
    language = this.site.language,
  ): MetaProperty[] {
    return [
      ['og:type', type],
      ['og:title', title],
      ['og:description', description],
      ['og:url', canonicalUrl],
      ['og:site_name', this.site.title],
      ['og:locale', language.replace('-', '_')],
      ['og:image', image && this.toAbsoluteUrl(image.url)],
      ['og:image:alt', image?.alt],
      ['og:image:width', image?.width],
      ['og:image:height', image?.height],
    ];
  }
}
