import { isArticleChange } from '../../changes/article-changes.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { PrismaClient } from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { MachineUse } from '../../shared/machine-rights.js';
import { sendRequest } from '../../shared/net/send-request.js';
import { buildSiteUrl, type SiteAddress } from '../../shared/paths.js';

/** Path of the file with the key, on every host of the site. */
export const KEY_PATH = '/indexnow.txt';

export interface IndexNowTarget {
  /** URL of the endpoint. */
  url: string;
  key: string;
  site: SiteAddress;
}

/** What paths and rights are loaded from. */
export interface IndexNowSources {
  prisma: PrismaClient;
  createLoaders(): Loaders;
}

/**
 * Tells an endpoint of IndexNow the URLs of changed articles, with a request for each host, in which up to 10,000 are allowed.
 * See https://www.indexnow.org/documentation. Throws an Error if it refuses them.
 */
export async function sendToIndexNow(
  changes: readonly ContentChangeRow[],
  { url, key, site }: IndexNowTarget,
  sources: IndexNowSources,
): Promise<void> {
  const paths = await listPaths(changes, sources);
  const urls = [...new Set(paths)].map((path) => new URL(buildSiteUrl(site, path)));
  for (const origin of new Set(urls.map((each) => each.origin))) {
    const own = urls.filter((each) => each.origin === origin);
    const body = JSON.stringify({
      host: new URL(origin).host,
      key,
      keyLocation: origin + KEY_PATH,
      urlList: own.map(({ href }) => href),
    });
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    await sendRequest(url, { method: 'POST', headers, body }, 'IndexNow answered');
  }
}

/** Lists the paths of articles before and after changes, but for those that search engines are not to show. */
async function listPaths(
  changes: readonly ContentChangeRow[],
  { prisma, createLoaders }: IndexNowSources,
): Promise<string[]> {
  const own = changes.filter(isArticleChange);
  const articles = await prisma.article.findMany({
    where: { id: { in: own.map(({ nodeId }) => nodeId) } },
    select: { id: true, noindex: true, canonicalUrl: true, sectionId: true, machineRights: true },
  });
  const { machineRights } = createLoaders();
  const hiddenIds = new Set<number>();
  for (const { canonicalUrl, ...article } of articles) {
    const { search } = await machineRights.ofArticle(article);
    if (canonicalUrl !== null || search.use === MachineUse.FORBIDDEN) hiddenIds.add(article.id);
  }
  return own
    .filter(({ nodeId }) => !hiddenIds.has(nodeId))
    .flatMap(({ before, after }) => [before, after].flatMap((place) => place?.path ?? []));
}
