import type { PrismaClient } from '../../database/generated/client.js';
import { escapeHtml } from '../../shared/text/html.js';
import type { ExpectedPaths } from './expected-paths.js';
import type { ExternalArticle } from './external-article.js';
import { type ImportLink, listImportLinks, replaceImportLinks } from './import-link.js';

interface Body {
  format: 'html' | 'markdown';
  text: string;
}

/** A body with resolved links. */
interface ResolvedBody<SourceBody> {
  body: SourceBody;
  /** URLs of links that got their fallback: the item is not here, or its path must stay unknown. */
  lost: string[];
  /** Source IDs of linked articles that are expected and not here yet. */
  expected: string[];
}

/**
 * Replaces the links to other items of a source in bodies by their present paths, or those that are expected. The
 * number of statements does not depend on that of bodies.
 */
export async function resolveImportLinks<SourceBody extends Body>(
  prisma: PrismaClient,
  source: string,
  bodies: SourceBody[],
  expectedPaths?: ExpectedPaths<ExternalArticle>,
): Promise<ResolvedBody<SourceBody>[]> {
  const links = bodies.flatMap(({ text }) => listImportLinks(text));
  if (links.length === 0) return bodies.map((body) => ({ body, lost: [], expected: [] }));
  const sourceIds = links.flatMap((link) => link.sourceIds);
  const [targets, known] = await Promise.all([
    loadTargets(prisma, source, sourceIds),
    loadKnownPaths(prisma, links),
  ]);
  return bodies.map((body) => resolveBody(body, { targets, known, expectedPaths }));
}

interface LinkTarget {
  path: string;
  isPublic: boolean;
}

interface LinkPaths {
  targets: Map<string, LinkTarget>;
  known: Set<string>;
  expectedPaths: ExpectedPaths<ExternalArticle> | undefined;
}

function resolveBody<SourceBody extends Body>(
  body: SourceBody,
  { targets, known, expectedPaths }: LinkPaths,
): ResolvedBody<SourceBody> {
  const lost = new Set<string>();
  const expected = new Set<string>();
  const text = replaceImportLinks(body.text, ({ sourceIds, paths, suffix, fallback, hidesPath }) => {
    const path = [
      ...sourceIds
        .flatMap((id) => targets.get(id) ?? [])
        .filter(({ isPublic }) => isPublic || !hidesPath)
        .map((target) => target.path),
      ...paths.filter((each) => known.has(each)),
    ].find((each) => each !== undefined);
    if (path !== undefined) return encodePath(path) + escapeFor(body, suffix);
    const awaited = expectedPaths?.find(sourceIds);
    if (awaited) {
      expected.add(awaited.sourceId);
      return encodePath(awaited.path) + escapeFor(body, suffix);
    }
    lost.add(fallback);
    return escapeFor(body, fallback);
  });
  return { body: { ...body, text }, lost: [...lost], expected: [...expected] };
}

/** Loads the paths of articles by their source IDs. */
export async function loadPaths(
  prisma: PrismaClient,
  source: string,
  sourceIds: string[],
): Promise<Map<string, string>> {
  const targets = await loadTargets(prisma, source, sourceIds);
  return new Map([...targets].map(([sourceId, { path }]) => [sourceId, path]));
}

async function loadTargets(
  prisma: PrismaClient,
  source: string,
  sourceIds: string[],
): Promise<Map<string, LinkTarget>> {
  const ids = [...new Set(sourceIds)];
  if (ids.length === 0) return new Map();
  const drafts = await prisma.draft.findMany({
    where: { source, sourceId: { in: ids } },
    select: { sourceId: true, path: true, article: { select: { id: true } } },
  });
  return new Map(
    drafts.flatMap(({ sourceId, path, article }) =>
      sourceId === null ? [] : [[sourceId, { path, isPublic: article !== null }]],
    ),
  );
}

/** Loads which of the paths are those of articles, present or former. */
async function loadKnownPaths(prisma: PrismaClient, links: ImportLink[]): Promise<Set<string>> {
  const paths = [...new Set(links.flatMap((link) => link.paths))];
  if (paths.length === 0) return new Set();
  const where = { path: { in: paths } };
  const [drafts, addresses] = await Promise.all([
    prisma.draft.findMany({ where, select: { path: true } }),
    prisma.address.findMany({ where, select: { path: true } }),
  ]);
  return new Set([...drafts, ...addresses].map(({ path }) => path));
}

/** Encodes a path so that neither HTML nor Markdown gives a character of it another meaning. */
function encodePath(path: string): string {
  return encodeURI(path).replace(/['()&]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function escapeFor({ format }: Body, url: string): string {
  return format === 'html' ? escapeHtml(url) : url;
}
