import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { toSitePath } from '../../shared/paths.js';
import { escapeHtml } from '../../shared/text/html.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import type { ExtractedArticle } from './read-page.js';

/** Name of a post's file in an export of Substack: its ID, and its slug unless it is a new draft. */
const POST_FILE = /^(\d+)(?:\.([^.]+))?\.html$/;
/** Readers of a post by its audience in Substack. */
export const ACCESS_BY_AUDIENCE: Record<string, AccessLevel> = {
  everyone: AccessLevel.PUBLIC,
  only_free: AccessLevel.MEMBERS,
  only_paid: AccessLevel.PAID,
  founding: AccessLevel.PAID,
};

/** A row of `posts.csv`, by the names of its columns. */
type PostRow = Record<string, string>;

/** Facts about a post from the list of an export of Substack; the post's file has nothing but the text. */
export interface SubstackPost {
  /** Empty for a draft without one. */
  title: string;
  subtitle: string;
  publishedAt: Date | null;
  draftReason: string | null;
  /** Values of the article that no page says. */
  values: Pick<ImportedArticle, 'access' | 'kind' | 'path'>;
  warnings: string[];
}

/** Finds posts of Substack in the lists of their exports. Reads each `posts.csv` once. */
export class SubstackExports {
  private readonly rows = new Map<string, Promise<Map<string, PostRow> | null>>();

  /** Returns the post of a file, or null for a file that is not of an export. */
  async findPost(file: string): Promise<SubstackPost | null> {
    const [, id, slug] = POST_FILE.exec(basename(file)) ?? [];
    if (id === undefined) return null;
    const folder = dirname(file);
    const rows = (await this.readRows(folder)) ?? (await this.readRows(join(folder, '..')));
    if (rows) return describePost(rows.get(id) ?? null, slug);
    if (slug === undefined) return null;
    const draftReason = 'named like a post of Substack, but posts.csv is not beside it or one folder above';
    return { ...describePost(null, slug), draftReason };
  }

  private readRows(folder: string): Promise<Map<string, PostRow> | null> {
    const rows = this.rows.get(folder) ?? readPostRows(join(folder, 'posts.csv'));
    this.rows.set(folder, rows);
    return rows;
  }
}

/** Reads the rows of a list of posts by ID. Returns null if there is no such list. */
async function readPostRows(file: string): Promise<Map<string, PostRow> | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null || !/^\ufeff?.{0,200}\bis_published\b/.test(text)) return null;
  try {
    const rows: PostRow[] = parse(text, {
      bom: true,
      columns: true as const,
      relax_column_count: true,
      relax_quotes: true,
    });
    return new Map(rows.map((row) => [row.post_id?.split('.')[0] ?? '', row]));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableSourceError(`${file} is not valid CSV: ${error.message}`);
  }
}

function describePost(row: PostRow | null, slug: string | undefined): SubstackPost {
  const { title = '', subtitle = '', audience = '', type = '', post_date = '' } = row ?? {};
  const isDraft = row !== null && row.is_published !== 'true';
  const isKnown = row === null || Object.hasOwn(ACCESS_BY_AUDIENCE, audience);
  const access = isKnown ? ACCESS_BY_AUDIENCE[audience] : AccessLevel.PAID;
  const date = new Date(post_date);
  return {
    title,
    subtitle,
    publishedAt: Number.isNaN(date.getTime()) ? null : date,
    draftReason: row === null ? 'posts.csv does not list it' : isDraft ? 'a draft of Substack' : null,
    values: {
      ...(access !== undefined && access !== AccessLevel.PUBLIC && { access }),
      ...(type === 'page' && { kind: ArticleKind.PAGE }),
      path: slug === undefined || isDraft ? null : toSitePath(`/p/${slug}`),
    },
    warnings: isKnown
      ? []
      : [`the audience "${audience.slice(0, 40)}" is not known: imported as an article for paying members`],
  };
}

/** Completes the text of a post to a page, from which it is read like others. */
export function renderSubstackPage(html: string, { title }: Pick<SubstackPost, 'title'>): string {
  const heading = escapeHtml(title);
  const head = heading && `<title>${heading}</title>`;
  return `${head}<main>${heading && `<h1>${heading}</h1>`}<article itemprop="articleBody">${html}</article></main>`;
}

/** Replaces values that were found in the text of a post by those of the export's list. */
export function applySubstackPost(
  extracted: ExtractedArticle,
  { title, subtitle, publishedAt, draftReason }: SubstackPost,
): ExtractedArticle {
  return {
    ...extracted,
    title: title || extracted.title,
    standfirst: subtitle || null,
    publishedAt,
    draftReason,
  };
}
