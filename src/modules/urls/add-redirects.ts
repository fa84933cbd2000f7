import { cacheTags } from '../../cache/cache-tags.js';
import type { Prisma } from '../../database/generated/client.js';
import { appendChange } from '../../mutations/append-change.js';
import { normalizeFormerAddress } from '../../shared/paths.js';
import { filterAvailablePaths, listPathUses } from './reserve-path.js';

/** An article and its former paths. */
interface RedirectTarget {
  id: number;
  aliases: string[];
}

/**
 * Adds former paths to articles, which become public with them. Returns for each article the reasons why paths were not
 * added. The number of statements does not depend on that of articles.
 */
export async function addRedirects(
  tx: Prisma.TransactionClient,
  articles: RedirectTarget[],
): Promise<string[][]> {
  const paths = articles.flatMap(({ aliases }) =>
    aliases.flatMap((alias) => normalizeFormerAddress(alias) ?? []),
  );
  const [addresses, uses] =
    paths.length === 0
      ? [[], []]
      : await Promise.all([
          tx.address.findMany({ where: { path: { in: paths } }, select: { path: true, articleId: true } }),
          listPathUses(tx, paths),
        ]);
  const owners = new Map(addresses.map(({ path, articleId }) => [path, articleId]));
  const added: Prisma.AddressCreateManyInput[] = [];
  const addAlias = (alias: string, id: number): string[] => {
    const path = normalizeFormerAddress(alias);
    if (!path) return [`the former path "${alias}" is not a valid path`];
    if (owners.get(path) === id) return [];
    const isTaken = owners.has(path) || uses.some((use) => use.path === path && use.articleId !== id);
    if (isTaken) return [`the former path ${path} already belongs to other content`];
    owners.set(path, id);
    added.push({ path, articleId: id, isPublic: false });
    return [];
  };
  const reasons = articles.map(({ id, aliases }) => aliases.flatMap((alias) => addAlias(alias, id)));
  if (added.length > 0) await tx.address.createMany({ data: added });
  return reasons;
}

/** Redirects paths to the front page, except where other content or a redirect is or was. */
export async function redirectToFrontPage(tx: Prisma.TransactionClient, paths: string[]): Promise<void> {
  for (const path of await filterAvailablePaths(tx, paths)) {
    const redirect = await tx.redirect.create({ data: { path, target: '/', isPermanent: false } });
    await appendChange(tx, {
      kind: 'CREATED',
      nodeType: 'Redirect',
      nodeId: redirect.id,
      keys: [cacheTags.path(path)],
      before: null,
      after: { slug: path.slice(path.lastIndexOf('/') + 1), path },
    });
  }
}
