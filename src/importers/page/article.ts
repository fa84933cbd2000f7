import { EMPTY_CONTENT } from '../../modules/editing/article-content.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { toSitePath } from '../../shared/paths.js';
import { slugify } from '../../shared/text/slug.js';
import type { ImportItem } from '../run/import-run.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { describeNoindex } from '../run/noindex.js';
import type { SlugRegistry } from '../run/slugs.js';
import type { ExtractedArticle } from './read-page.js';
import type { SubstackPost } from './substack.js';

/** Number of removed texts that the warning of an article quotes. */
const MAX_NAMED = 12;

/**
 * Builds the import item of an article read from a page. `file` is its source ID if the page's address is
 * unknown. `post` has the facts of an export of Substack.
 */
export async function createPageItem(
  { item, file }: { item: string; file: string },
  extracted: ExtractedArticle,
  post: SubstackPost | null,
  getSlugs: (source: string) => Promise<SlugRegistry>,
): Promise<ImportItem> {
  const { address } = extracted;
  const source = address === null ? 'page' : `page ${new URL(address).host.replace(/^www\./, '')}`;
  const sourceId = address === null ? file : stripFragment(address);
  const path = post ? post.values.path : address === null ? null : toSitePath(new URL(address).pathname);
  const isDraft = extracted.draftReason !== null;
  const slugBase =
    slugify(
      path
        ?.split('/')
        .at(-1)
        ?.replace(/\.(html?|php|aspx?)$/, '') ?? '',
    ) || slugify(extracted.title);
  const article: ImportedArticle = {
    ...EMPTY_CONTENT,
    source,
    sourceId,
    sourceUrl: address,
    path,
    title: extracted.title,
    standfirst: extracted.standfirst,
    slug: (await getSlugs(source)).claim(sourceId, [slugBase || 'page'], path !== null),
    body: { format: 'html', text: extracted.html },
    ...{
      section: extracted.section,
      tags: extracted.tags,
      authors: extracted.authors,
      image: extracted.image,
    },
    seoDescription: extracted.description === extracted.standfirst ? null : extracted.description,
    language: extracted.language,
    ...(extracted.alternates.length > 1 && { translationKeys: extracted.alternates }),
    noindex: extracted.isNoindex || null,
    nofollow: extracted.isNofollow || null,
    ...(!extracted.isFree && { access: AccessLevel.PAID }),
    // The date of a draft is that of its last save or export.
    publishedAt: isDraft ? null : extracted.publishedAt,
    updatedAt: extracted.updatedAt,
    draft: isDraft,
    ...post?.values,
  };
  const warnings = [...buildWarnings(extracted), ...(post?.warnings ?? [])];
  return { item, article, warnings, unusedFields: [] };
}

function buildWarnings(extracted: ExtractedArticle): string[] {
  const { publishedAt, authors, removedTexts, draftReason, isFree, isNoindex } = extracted;
  const shortTexts = [
    ...new Set(removedTexts.map((words) => (words.length > 50 ? `${words.slice(0, 49)}…` : words))),
  ];
  const lost = listRelativePictures(extracted.html);
  const moreText = shortTexts.length > MAX_NAMED ? ` and ${shortTexts.length - MAX_NAMED} more` : '';
  return [
    ...(draftReason === null ? [] : [`${draftReason}: imported as a draft`]),
    ...(publishedAt === null && draftReason === null
      ? ['no date was found: the time of the import is used']
      : []),
    ...(isFree
      ? []
      : ['the page is marked as not free to read: its visible text was imported for paying members']),
    ...(isNoindex ? [describeNoindex('on the page')] : []),
    ...(lost.length > 0
      ? [
          `pictures that are not shown, because the page does not say its own address: ${lost.slice(0, MAX_NAMED).join(', ')}`,
        ]
      : []),
    ...(authors.length === 0 ? ['no author was found'] : []),
    ...(shortTexts.length > 0
      ? [
          `removed: ${shortTexts
            .slice(0, MAX_NAMED)
            .map((words) => `"${words}"`)
            .join(', ')}${moreText}`,
        ]
      : []),
  ];
}

/** Lists the addresses of pictures that are relative, as a page that was saved with its files has them. */
function listRelativePictures(html: string): string[] {
  const addresses = [...html.matchAll(/<img\s[^<>]*?\bsrc="([^"<>]+)"/g)].map(([, address = '']) => address);
  return [...new Set(addresses)].filter((address) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(address));
}

function stripFragment(address: string): string {
  return address.replace(/#.*/s, '');
}
