import { slugify } from '../../shared/slug.js';
import type { ImportItem } from '../import-run.js';
import type { ImportedArticle } from '../imported-article.js';
import { sitePath } from '../site-path.js';
import type { Slugs } from '../slugs.js';
import type { FoundArticle } from './read-page.js';

/** As many of the things left out as a receipt names. */
const NAMED = 12;

/** An article found on a page; `file` is what it is known by where nobody knows its address. */
export async function pageItem(
  item: string,
  file: string,
  found: FoundArticle,
  slugsOf: (source: string) => Promise<Slugs>,
): Promise<ImportItem> {
  const { address } = found;
  const source = address === null ? 'page' : `page ${new URL(address).host.replace(/^www\./, '')}`;
  const sourceId = address === null ? file : withoutFragment(address);
  const path = address === null ? null : sitePath(new URL(address).pathname);
  const own =
    slugify(
      path
        ?.split('/')
        .at(-1)
        ?.replace(/\.(html?|php|aspx?)$/, '') ?? '',
    ) || slugify(found.title);
  const article: ImportedArticle = {
    ...{ source, sourceId, path, title: found.title, standfirst: found.standfirst },
    slug: (await slugsOf(source)).claim(sourceId, [own || 'page']),
    body: { format: 'html', text: found.html },
    ...{ section: found.section, tags: found.tags, authors: found.authors, image: found.image },
    seoTitle: null,
    seoDescription: found.description === found.standfirst ? null : found.description,
    ...{ series: null, corrections: [], aliases: [] },
    ...{ publishedAt: found.publishedAt, updatedAt: found.updatedAt, draft: false },
  };
  return { item, article, notes: notesOf(found), unused: [] };
}

function notesOf({ publishedAt, authors, leftOut, isFree }: FoundArticle): string[] {
  const short = [...new Set(leftOut.map((words) => (words.length > 50 ? `${words.slice(0, 49)}…` : words)))];
  const more = short.length > NAMED ? ` and ${short.length - NAMED} more` : '';
  return [
    ...(publishedAt === null ? ['no date was found: it gets that of its publication here'] : []),
    ...(isFree ? [] : ['the page says that it is not free to read; what it shows is here']),
    ...(authors.length === 0 ? ['no author was found'] : []),
    ...(short.length > 0
      ? [
          `left out: ${short
            .slice(0, NAMED)
            .map((words) => `"${words}"`)
            .join(', ')}${more}`,
        ]
      : []),
  ];
}

function withoutFragment(address: string): string {
  return address.replace(/#.*/s, '');
}
