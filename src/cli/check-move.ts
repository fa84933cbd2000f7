import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { getSite } from '../app/derived-settings.js';
import { createPublishedLoaders } from '../app/load-modules.js';
import { readConfig } from '../config/env.js';
import type { Database } from '../database/database.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { checkMove } from '../importers/move/check-move.js';
import type { GatewayRoute, MoveGateway } from '../importers/move/gateway.js';
import { MoveReport } from '../importers/move/move-report.js';
import { listOldAddresses } from '../importers/move/old-addresses.js';
import { PageComparer } from '../importers/move/page-comparer.js';
import { RobotsRules } from '../importers/move/robots.js';
import type { CommandContext } from '../modules/module.js';
import { compareListedArticles } from '../modules/route/listed-articles.js';
import { findRoute } from '../modules/route/route.service.js';
import { findSimilarArticle } from '../modules/route/similar-article.js';
import { AccessLevel } from '../shared/article/access-level.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { createProgressDisplay } from '../shared/progress.js';
import { createPathPrefixOption } from './run-import-command.js';

interface CheckMoveCommandOptions {
  json?: boolean;
  pages: boolean;
  maxPages: number;
  site?: string;
  pathPrefix?: string;
  redirects: string;
}

const DEFAULT_MAX_PAGES = 500;
const DEFAULT_FILE = 'missing-redirects.csv';

/** Adds the command `dateline check-move`. */
export function addCheckMoveCommand(command: Command, { withDatabase }: CommandContext): void {
  command
    .argument('<addresses>', 'sitemap, list of addresses or URL of the old site')
    .option('--no-pages', 'look up the addresses only, and fetch no page of the old site')
    .option(
      '--max-pages <number>',
      'pages to compare at most, spread over all addresses',
      parseCount,
      DEFAULT_MAX_PAGES,
    )
    .option('--site <url>', 'URL of the old site, for a list of paths')
    .addOption(createPathPrefixOption('path under which the old site was imported'))
    .option('--redirects <file>', 'file for the missing redirects, as CSV to review', DEFAULT_FILE)
    .option('--json', 'print the result of each address as a line of JSON')
    .action(async (location: string, options: CheckMoveCommandOptions) => {
      if (existsSync(options.redirects))
        throw new UserFacingError(
          `${options.redirects} exists already. Rename it, or name another file with --redirects.`,
        );
      if (options.site !== undefined && !/^https?:\/\/[^/]/i.test(options.site))
        throw new UserFacingError(`--site: ${options.site} is not a URL that begins with http.`);
      process.exitCode = await withDatabase((database) => runCheck(location, database, options));
    });
}

async function runCheck(
  location: string,
  database: Database,
  { json, pages, maxPages, site, redirects, pathPrefix = '' }: CheckMoveCommandOptions,
): Promise<number> {
  const fetcher = new Fetcher({ allowPrivate: readConfig().IMPORT_ALLOW_PRIVATE });
  const robots = new RobotsRules(fetcher);
  const progress = createProgressDisplay(process.stderr);
  const startedAt = performance.now();
  const stopWaiting = progress.start('Reading the addresses');
  const addresses = await listOldAddresses(location, { fetcher, robots }).finally(stopWaiting);
  const gateway = createMoveGateway(database, getSite(readConfig()).url);
  const comparer = new PageComparer({ gateway, fetcher, robots, oldSite: site ?? null, pathPrefix });
  const report = new MoveReport();
  const options = { maxPages: pages ? maxPages : 0, pathPrefix };
  for await (const result of checkMove(addresses, gateway, comparer, options)) {
    report.add(result);
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    const seconds = (performance.now() - startedAt) / 1_000;
    progress.show({ total: report.total, seconds }, () => `${report.total} of ${addresses.length} addresses`);
  }
  progress.clear();
  (json ? process.stderr : process.stdout).write(report.format());
  if (report.redirectCount > 0) {
    await writeFile(redirects, [...report.formatRedirects()].join(''), { flag: 'wx' });
    console.error(
      `${redirects} has the ${report.redirectCount} missing redirects. Review it, then run: dateline redirects import ${redirects}`,
    );
  }
  return report.exitCode;
}

/** Creates lookups of published content that resolve paths as the query `route` does. */
export function createMoveGateway({ readClients, prisma }: Database, siteUrl: string): MoveGateway {
  const createLoaders = () => createPublishedLoaders(readClients, prisma);
  return {
    siteUrl,
    resolve: (paths) => {
      const { loads } = createLoaders();
      return Promise.all(
        paths.map(async (path): Promise<GatewayRoute> => {
          const { status, redirectTo, node } = await findRoute(loads, path);
          return { status, redirectTo, node: node && { type: getTypeName(node), id: node.id } };
        }),
      );
    },
    findDrafts: async (paths) => {
      const where = { path: { in: paths }, article: null };
      const drafts = await prisma.draft.findMany({ where, select: { path: true, title: true } });
      return new Map(drafts.map(({ path, title }) => [path, title]));
    },
    compareList: (list, articleIds) => compareListedArticles(prisma, list, articleIds),
    loadArticle: async (id) => {
      const { loads } = createLoaders();
      const article = await loads.articles.byId.load(id);
      if (article === null) return null;
      const { title, standfirst, publishedAt, imageId, access } = article;
      const html = await loads.articles.bodies.load(id, 'html');
      const image = imageId === null ? null : await loads.images.byId.load(imageId);
      const isPublic = access === AccessLevel.PUBLIC;
      return { title, standfirst, publishedAt, html, imageUrl: image?.url ?? null, isPublic };
    },
    findSimilar: (slug, title) => findSimilarArticle(createLoaders().readClient, slug, title),
  };
}

function getTypeName(node: object): string {
  return (node as { __typename?: string }).__typename ?? '';
}

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Write a number, such as 500.');
  return Number(text);
}
