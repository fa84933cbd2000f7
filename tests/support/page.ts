import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderRichText } from '../../src/content/rich-text.js';
import { readPlainPage } from '../../src/importers/page/plain-text/plain-page.js';
import { type ExtractedArticle, readPage } from '../../src/importers/page/read-page.js';

export const PAGES = fileURLToPath(new URL('../unit/importers/pages/', import.meta.url));

/** Width of a column in the comparison. Letters. */
const COLUMN = 74;

export async function extractFixture(file: string): Promise<ExtractedArticle> {
  const text = await readFile(`${PAGES}${file}`, 'utf8');
  const found = file.endsWith('.txt') ? readPlainPage(text) : readPage(text, null);
  if (!found) throw new Error(`Nothing was found on ${file}`);
  return found;
}

/** The body's blocks by kind, with what they say. */
export function describeBlocks(found: ExtractedArticle): string[] {
  const { blocks } = renderRichText({ format: 'html', text: found.html });
  return blocks.map((block) => {
    const kind = block.__typename.replace('Block', '').toLowerCase();
    return `${kind}: ${'image' in block ? [block.image.url, block.image.caption].filter(Boolean).join(' · ') : stripTags(block.html)}`;
  });
}

function stripTags(html: string): string {
  return html
    .replace(/<\/(li|td|th|dt|dd|p)>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What was taken of a page and what was left out, side by side. */
export function renderComparison(file: string, found: ExtractedArticle): string {
  const formatDate = (date: Date | null) => date?.toISOString() ?? '';
  const metadata = {
    ...{ title: found.title, standfirst: found.standfirst, by: found.authors.join(', ') },
    ...{
      published: formatDate(found.publishedAt),
      updated: formatDate(found.updatedAt),
      in: found.section.join(' / '),
    },
    ...{ tags: found.tags.join(', '), address: found.address, image: found.image?.url },
    ...{ alt: found.image?.alt, caption: found.image?.caption, credit: found.image?.credit },
  };
  const named = Object.entries(metadata).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  const left = [...named, '', ...describeBlocks(found)].map(truncate);
  const right = [...new Set(found.removedTexts)].map(truncate);
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    `${(left[i] ?? '').padEnd(COLUMN)} | ${right[i] ?? ''}`.trimEnd(),
  );
  return [`${`${file}: taken`.padEnd(COLUMN)} | left out`, '-'.repeat(COLUMN * 2), ...rows, ''].join('\n');
}

function truncate(text: string): string {
  return text.length > COLUMN ? `${text.slice(0, COLUMN - 1)}…` : text;
}
