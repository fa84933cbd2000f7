import { resolveRelativeUrls } from '../../content/absolute-urls.js';
import { applyMediaChanges } from '../../content/media-changes.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUrls } from '../../media/media-urls.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { getImageType } from '../../shared/media-type.js';
import { buildSiteUrl } from '../../shared/paths.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import type { Article } from '../article/article.type.js';
import { getImageSize, getImageUrl, getTexts, type Image } from '../image/image.type.js';
import type { Site } from '../site/site.type.js';
import { createStableId } from './stable-id.js';

/** The version of the standard that items are written in. */
const STANDARD = {
  name: 'ninjs',
  version: '3.1',
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json',
};

/** Genre of sponsored articles: https://cv.iptc.org/newscodes/genre */
const ADVERTISER_SUPPLIED = {
  name: 'Advertiser Supplied Content',
  uri: 'http://cv.iptc.org/newscodes/genre/Advertiser_Supplied',
};

/** How much of an article a client gets. */
export interface NinjsItemOptions {
  /** True if the client may read the whole article; else its body is the free preview. */
  isGranted: boolean;
  /** True for an article that readers do not see. */
  isDraft?: boolean;
}

/** Item of ninjs, with texts and addresses as other systems use them. */
export type NinjsDocument = Record<string, unknown>;

/** Writes articles as items of ninjs 3, IPTC's JSON format for news. */
export class NinjsService {
  constructor(
    private readonly site: Site,
    private readonly mediaUrls: MediaUrls,
  ) {}

  /** Builds the item of an article. Its ID is that in the feeds, which stays when the article moves. */
  async buildItem(
    article: Article,
    loaders: Loaders,
    { isGranted, isDraft = false }: NinjsItemOptions,
  ): Promise<NinjsDocument> {
    const { id, title, standfirst, publishedAt, updatedAt, imageId, language, slug, wordCount } = article;
    const url = buildSiteUrl(this.site, article.path);
    const [authors, tags, sections, tree, image, html, rights] = await Promise.all([
      loaders.authors.ofArticle.load(id),
      loaders.tags.ofArticle.load(id),
      loaders.sections.ofArticle.load(id),
      loaders.sections.getTree(),
      imageId === null ? null : loaders.images.byId.load(imageId),
      this.loadBody(id, url, loaders),
      loaders.machineRights.ofArticle(article),
    ]);
    const signals = loaders.machineRights.getSignals(rights);
    const site = loaders.site.localize(loaders.site.track(this.site));
    const isWhole = isGranted || article.access === AccessLevel.PUBLIC;
    const toSubject = ({ name, slug: literal }: { name: string; slug: string }, path: string) => {
      return { name, uri: buildSiteUrl(this.site, path), literal };
    };
    return removeEmpty({
      uri: createStableId(this.site.url, toGlobalId('Article', id)),
      type: 'text',
      standard: STANDARD,
      representationType: isWhole ? 'full' : 'partial',
      version: String(article.revision),
      firstCreated: (publishedAt ?? updatedAt).toISOString(),
      versionCreated: updatedAt.toISOString(),
      pubStatus: isDraft ? 'withheld' : 'usable',
      language: language ?? loaders.alternates.language,
      copyrightHolder: site.title,
      usageTerms: signals?.text,
      rightsInfo: signals && { langId: signals.namespace, linkedRights: signals.licenseDocument },
      slugline: slug,
      headlines: [{ role: 'main', contentType: 'text/plain', value: title }],
      descriptions: standfirst ? [{ role: 'summary', contentType: 'text/plain', value: standfirst }] : [],
      by: authors.map(({ name }) => name).join(', '),
      bodies: [
        { role: 'html5', contentType: 'text/html', ...(isWhole && { wordCount }), value: html },
      ].filter(({ value }) => value !== ''),
      subjects: [
        ...sections.map((section) => {
          const path = tree.getPath(section);
          return { ...toSubject(section, path), literal: path.slice(1), rel: 'section' };
        }),
        ...tags.map((tag) => toSubject(tag, loaders.tags.getPath(tag))),
      ],
      associations: image ? [this.buildPicture(image)] : [],
      altIds: [{ role: 'url', value: url }],
      ...(article.sponsorName !== null && {
        genres: [ADVERTISER_SUPPLIED],
        infoSources: [removeEmpty({ role: 'sponsor', name: article.sponsorName, uri: article.sponsorUrl })],
      }),
    });
  }

  private async loadBody(id: number, url: string, { articles, images }: Loaders): Promise<string> {
    const html = await articles.bodies.load(id, 'html');
    const changes = await images.findChanges(html);
    const present = changes === null ? html : applyMediaChanges(html, changes);
    return resolveRelativeUrls(this.mediaUrls.resolveInText(present), url);
  }

  private buildPicture(image: Image): NinjsDocument {
    const { media } = image;
    const { alt, caption, credit, license } = getTexts(image, media);
    const href = this.mediaUrls.resolve(getImageUrl(image, media), this.site.url);
    const descriptions = [
      { role: 'caption', value: caption },
      { role: 'altText', value: alt },
    ];
    return removeEmpty({
      name: 'lead',
      uri: href,
      type: 'picture',
      by: credit,
      usageTerms: license,
      expires: media?.expiresAt,
      descriptions: descriptions.filter(({ value }) => value),
      renditions: [
        removeEmpty({
          name: 'main',
          href,
          contentType: media?.mimeType ?? getImageType(image.url),
          ...getImageSize(image, media),
          sizeInBytes: media?.bytes,
        }),
      ],
    });
  }
}

/** Removes properties without a value, which the standard leaves out. */
function removeEmpty(values: NinjsDocument): NinjsDocument {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
