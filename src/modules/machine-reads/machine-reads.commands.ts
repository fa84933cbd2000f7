import type { Command } from 'commander';
import type { OpenDatabase } from '../../database/connect.js';
import {
  type ArticleSum,
  type CrawlerSum,
  type ReadSelection,
  ReadStore,
} from '../../observability/reads/read-store.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import { addJsonOption, type ListOptions, printList } from '../../shared/text/list-output.js';
import type { CommandContext } from '../module.js';
import { selectReads } from './select-reads.js';

/** Maximum number of sums that the command lists. */
const MAX_LISTED = 10_000;

interface ReadsOptions extends ListOptions {
  since?: string;
  until?: string;
  crawler?: string;
  articles?: boolean;
}

/** Sums of an article, with its slug, which is null if it was not known or is deleted. */
type ListedArticle = ArticleSum & { slug: string | null };

const SUM_COLUMNS = {
  crawler: ({ crawler }: Pick<CrawlerSum, 'crawler'>) => crawler,
  signed: ({ isVerified }: Pick<CrawlerSum, 'isVerified'>) => (isVerified ? 'yes' : 'no'),
  reads: ({ reads }: Pick<CrawlerSum, 'reads'>) => String(reads),
  refused: ({ refused }: Pick<CrawlerSum, 'refused'>) => String(refused),
};
const CRAWLER_COLUMNS = {
  ...SUM_COLUMNS,
  articles: ({ articleCount }: CrawlerSum) => String(articleCount),
};
const ARTICLE_COLUMNS = {
  ...SUM_COLUMNS,
  article: ({ articleId, slug }: ListedArticle) =>
    slug ?? (articleId === null ? 'API' : `deleted, ${articleId}`),
};

/** Adds the options of `dateline machine-reads`. */
export function addMachineReadsCommand(command: Command, { withDatabase }: CommandContext): void {
  addJsonOption(command)
    .option('--since <day>', 'first day (UTC), such as 2026-11-01; by default 30 days with the last one')
    .option('--until <day>', 'last day (UTC); by default today')
    .option('--crawler <name>', 'only reads by this crawler, such as GPTBot')
    .option('--articles', `list each article that was read, at most ${MAX_LISTED.toLocaleString('en')}`)
    .action((options: ReadsOptions) =>
      withDatabase(async ({ pool }) => {
        const { since, until, crawler = null } = options;
        const given = { since: parseDay('since', since), until: parseDay('until', until), crawler };
        const selection = selectReads(given, new Date());
        if (options.articles) printList(await listArticles(pool, selection), ARTICLE_COLUMNS, options);
        else printList(await new ReadStore(pool).sumByCrawler(selection), CRAWLER_COLUMNS, options);
      }),
    );
}

async function listArticles(pool: OpenDatabase['pool'], selection: ReadSelection): Promise<ListedArticle[]> {
  const sums = await new ReadStore(pool).sumByArticle(selection, MAX_LISTED);
  const { rows } = await pool.query<{ id: number; slug: string }>(
    'SELECT id, slug FROM draft WHERE id = ANY($1::int[])',
    [[...new Set(sums.map(({ articleId }) => articleId))]],
  );
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
  return sums.map((sum) => ({ ...sum, slug: (sum.articleId !== null && slugs.get(sum.articleId)) || null }));
}

/** Parses a day (UTC); null for none. Throws UserFacingError. */
function parseDay(name: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (!day || Number.isNaN(day.getTime()))
    throw new UserFacingError(`--${name} takes a day such as 2026-11-01, not ${text}.`);
  return day;
}
