import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import { loadSiteLanguages } from '../../database/site-languages.js';
import { appendChange } from '../../mutations/append-change.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { SiteLanguages } from '../../shared/languages.js';
import type { AppLogger } from '../../shared/logging/logger.js';
import { buildArticlePath } from '../../shared/paths.js';
import { listTermPaths } from '../../shared/translated-texts.js';
import { appendArticleChanges, snapshotArticles } from '../publishing/article-snapshots.js';
import { SectionIndex } from '../taxonomy/write/section-index.js';
import { TERM_TYPES } from '../taxonomy/write/term-types.js';
import { assignPaths, filterAvailablePaths, listPathUses, type PathTarget } from '../urls/reserve-path.js';

/** Number of rows that a transaction reads, while writers wait. */
const BATCH_SIZE = 200;
/** Maximum number of paths that the log names. */
const MAX_LOGGED = 10;

/** A language before the settings changed. */
export interface FormerLanguage {
  tag: string;
  fallbacks: string[];
}

/** A version of an article: the columns that its path is built from. */
interface Version {
  slug: string;
  language: string | null;
  sectionId: number | null;
  path: string;
}

interface ArticleRow {
  id: number;
  permalink: string | null;
  draft: Version;
  /** Null if the article is not public. */
  published: Version | null;
}

/** A new path of an article, of its draft or of what is public. */
interface Move extends PathTarget {
  isPublic: boolean;
}

/**
 * Moves articles to the paths that their languages have since the languages of the site changed, and redirects their former
 * paths and those of sections, tags, authors and series. Articles with a fixed path stay, and so do those whose new path is
 * taken. `former` is empty if the site had one language.
 */
export async function moveToLanguagePaths(
  prisma: PrismaClient,
  former: FormerLanguage[],
  logger: Pick<AppLogger, 'info' | 'warn'>,
): Promise<void> {
  const formerLanguages = createLanguages(former);
  let moved = 0;
  let result: PassResult;
  // An article can take the path that another one has left.
  do {
    result = await moveArticlesOnce(prisma, formerLanguages);
    moved += result.moved;
  } while (result.moved > 0 && result.taken.length > 0);
  if (formerLanguages) await redirectTerms(prisma, formerLanguages);
  if (moved > 0) logger.info({ moved }, `${moved} articles have moved to the paths of their languages.`);
  if (result.taken.length > 0)
    logger.warn(
      { paths: result.taken.slice(0, MAX_LOGGED) },
      `${result.taken.length} articles keep their paths, since the paths of their languages are taken. Give them other slugs.`,
    );
}

function createLanguages([primary, ...others]: FormerLanguage[]): SiteLanguages | null {
  if (!primary) return null;
  const all = [primary, ...others];
  return new SiteLanguages({
    primary: primary.tag,
    others: others.map(({ tag }) => tag),
    fallbacks: Object.fromEntries(all.map(({ tag, fallbacks }) => [tag, fallbacks])),
  });
}

interface PassResult {
  moved: number;
  /** Paths that other content has. */
  taken: string[];
}

/** Moves all articles whose new paths are free. */
async function moveArticlesOnce(prisma: PrismaClient, former: SiteLanguages | null): Promise<PassResult> {
  const result: PassResult = { moved: 0, taken: [] };
  let last: number | undefined = 0;
  while (last !== undefined) {
    const after: number = last;
    last = await withWriteLock(prisma, async (tx) => {
      const rows = await loadArticles(tx, after);
      const moves = await findMoves(tx, rows, former);
      const { free, taken } = await splitByUse(tx, moves);
      await applyMoves(tx, free);
      result.moved += new Set(free.map(({ id }) => id)).size;
      result.taken.push(...taken);
      return rows.at(-1)?.id;
    });
  }
  return result;
}

function loadArticles(tx: Transaction, after: number): Promise<ArticleRow[]> {
  const version = (alias: string) =>
    Prisma.raw(`jsonb_build_object('slug', ${alias}.slug, 'language', ${alias}.language,
      'sectionId', ${alias}.section_id, 'path', ${alias}.path)`);
  return tx.$queryRaw`
    SELECT d.id, d.permalink, ${version('d')} AS draft,
      CASE WHEN a.id IS NOT NULL THEN ${version('a')} END AS published
    FROM draft d LEFT JOIN article a ON a.id = d.id
    WHERE d.id > ${after} ORDER BY d.id LIMIT ${BATCH_SIZE}`;
}

/** Lists the moves of articles that are at their former path, or at that of a site with one language. */
async function findMoves(tx: Transaction, rows: ArticleRow[], former: SiteLanguages | null): Promise<Move[]> {
  const languages = await loadSiteLanguages(tx);
  const sections = await SectionIndex.load(tx);
  const isMoving = (version: Version) =>
    [former, null].some((each) => buildPath(version, sections, each) === version.path);
  const listMoves = (id: number, version: Version | null, isPublic: boolean): Move[] => {
    if (!version || !isMoving(version)) return [];
    const path = buildPath(version, sections, languages);
    return path === version.path ? [] : [{ id, path, isPublic }];
  };
  return rows.flatMap(({ id, permalink, draft, published }) => [
    ...(permalink !== null && permalink === published?.path ? [] : listMoves(id, published, true)),
    ...(permalink === null ? listMoves(id, draft, false) : []),
  ]);
}

/** Builds the path of an article without a fixed one; `languages` is null for a site with one. */
function buildPath(
  { slug, language, sectionId }: Version,
  sections: SectionIndex,
  languages: SiteLanguages | null,
): string {
  const own = languages?.resolve(language);
  if (!languages || own === undefined || own === languages.primary)
    return buildArticlePath(sectionId === null ? null : (sections.get(sectionId)?.path ?? null), slug);
  const section = sectionId === null ? null : sections.getPathIn(sectionId, own, languages);
  return buildArticlePath(section, slug, languages.getPrefix(own));
}

/** Separates the moves to free paths from those to paths that other content, or an article before it, has. */
async function splitByUse(tx: Transaction, moves: Move[]): Promise<{ free: Move[]; taken: string[] }> {
  if (moves.length === 0) return { free: [], taken: [] };
  const uses = await listPathUses(
    tx,
    moves.map(({ path }) => path),
  );
  const takers = new Map<string, number>();
  for (const { path, id } of moves) if (!takers.has(path)) takers.set(path, id);
  const isFree = ({ path, id }: Move) =>
    takers.get(path) === id && !uses.some((use) => use.path === path && use.articleId !== id);
  const taken = moves.filter((move) => !isFree(move)).map(({ path }) => path);
  return { free: moves.filter(isFree), taken: [...new Set(taken)] };
}

async function applyMoves(tx: Transaction, moves: Move[]): Promise<void> {
  const setPaths = (table: 'article' | 'draft', targets: PathTarget[]) => tx.$executeRaw`
    UPDATE ${Prisma.raw(table)} t SET path = m.path
    FROM unnest(${targets.map(({ id }) => id)}::int[], ${targets.map(({ path }) => path)}::text[]) AS m (id, path)
    WHERE t.id = m.id`;
  const drafts = moves.filter(({ isPublic }) => !isPublic);
  if (drafts.length > 0) await setPaths('draft', drafts);
  const published = moves.filter(({ isPublic }) => isPublic);
  if (published.length === 0) return;
  const ids = published.map(({ id }) => id);
  const before = await snapshotArticles(tx, ids);
  await setPaths('article', published);
  await assignPaths(tx, 'article_id', published);
  const after = await snapshotArticles(tx, ids);
  await appendArticleChanges(
    tx,
    ids.map((id) => ({ id, before: before.get(id) ?? null, after: after.get(id) ?? null })),
  );
}

/** Redirects the paths that sections, tags, authors and series had in former languages and have in none any more. */
async function redirectTerms(prisma: PrismaClient, former: SiteLanguages): Promise<void> {
  await withWriteLock(prisma, async (tx) => {
    const languages = await loadSiteLanguages(tx);
    const sections = await SectionIndex.load(tx);
    const ids = (await tx.section.findMany({ select: { id: true } })).map(({ id }) => id);
    const listPaths = (id: number, site: SiteLanguages | null) => [
      sections.get(id)?.path ?? '',
      ...(site ? site.all.slice(1).map((language) => sections.getPathIn(id, language, site)) : []),
    ];
    const left = ids.flatMap((id) => listLeftPaths(id, listPaths(id, former), listPaths(id, languages)));
    await redirect(tx, 'section_id', left, new Set(ids));
  });
  for (const kind of ['tag', 'author', 'series'] as const) {
    const { owner, buildPath: build } = TERM_TYPES[kind];
    let last: number | undefined = 0;
    while (last !== undefined) {
      const after: number = last;
      last = await withWriteLock(prisma, async (tx) => {
        const languages = await loadSiteLanguages(tx);
        const rows = await loadTerms(tx, kind, after);
        const left = rows.flatMap((row) =>
          listLeftPaths(row.id, listTermPaths(build, row, former), listTermPaths(build, row, languages)),
        );
        const shown = new Set(rows.filter(({ isPublic }) => isPublic).map(({ id }) => id));
        await redirect(tx, owner, left, shown);
        return rows.at(-1)?.id;
      });
    }
  }
}

function listLeftPaths(id: number, former: string[], current: string[]): PathTarget[] {
  return former.filter((path) => !current.includes(path)).map((path) => ({ path, id }));
}

interface TermRow {
  id: number;
  slug: string;
  texts: unknown;
  /** True if readers see it. */
  isPublic: boolean;
}

function loadTerms(tx: Transaction, table: 'tag' | 'author' | 'series', after: number): Promise<TermRow[]> {
  const view = Prisma.raw(`published."${table}"`);
  return tx.$queryRaw`
    SELECT t.id, t.slug, t.texts, EXISTS (SELECT FROM ${view} p WHERE p.id = t.id) AS "isPublic"
    FROM ${Prisma.raw(`"${table}"`)} t WHERE t.id > ${after} ORDER BY t.id LIMIT ${BATCH_SIZE}`;
}

/** Assigns free paths to their content, which is at another path now. Those of hidden content stay hidden. */
async function redirect(
  tx: Transaction,
  owner: (typeof TERM_TYPES)['tag']['owner'],
  targets: PathTarget[],
  publicIds: ReadonlySet<number>,
): Promise<void> {
  const free = new Set(
    await filterAvailablePaths(
      tx,
      targets.map(({ path }) => path),
    ),
  );
  const redirected = [...new Map(targets.map((target) => [target.path, target])).values()].filter(
    ({ path }) => free.has(path),
  );
  for (const isPublic of [true, false]) {
    const own = redirected.filter(({ id }) => publicIds.has(id) === isPublic);
    if (own.length > 0) await assignPaths(tx, owner, own, isPublic);
  }
  if (redirected.length === 0) return;
  const keys = redirected.map(({ path }) => cacheTags.path(path));
  await appendChange(tx, { kind: 'UPDATED', nodeType: 'Site', nodeId: 0, keys });
}
