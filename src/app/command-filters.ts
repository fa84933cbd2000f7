import type { GraphQLSchema } from 'graphql';
import { readConfig } from '../config/env.js';
import type { Database } from '../database/database.js';
import type { FindService } from '../graphql/loaders.js';
import type { ArticleFilter } from '../modules/article/filter/article-filter.js';
import { parseFilterText } from '../modules/article/filter/filter-text.js';
import type { CommandFilters } from '../modules/module.js';
import { ArticleModel } from '../modules/own-fields/own-fields.service.js';
import { BadUserInputError } from '../shared/errors/errors.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { createPublishedLoaders } from './load-modules.js';
import { createUnboundSchema } from './print-schema.js';
import { createContentModel, loadSiteConfig } from './site-config.js';

/** Creates what a command needs to read and check a filter of articles, with the own fields and kinds of the site. */
export async function createCommandFilters({
  readClients,
  prisma,
}: Pick<Database, 'readClients' | 'prisma'>): Promise<CommandFilters> {
  const { DATELINE_CONFIG: file, SITE_LANGUAGE } = readConfig();
  const siteConfig = await loadSiteConfig(file);
  const model = createContentModel(siteConfig, file);
  const schema = await createUnboundSchema(model, siteConfig.schema);
  const articleModel = new ArticleModel(model);
  const findService = ((Service) =>
    Service.prototype === ArticleModel.prototype ? articleModel : null) as FindService;
  const { loads } = createPublishedLoaders(readClients, prisma, SITE_LANGUAGE, findService);
  return { parse: (text) => parseOrExplain(schema, text), articles: loads.articles };
}

/** Parses a filter. Throws UserFacingError, which a command prints without a stack. */
function parseOrExplain(schema: GraphQLSchema, text: string): ArticleFilter | null {
  try {
    return parseFilterText(schema, text);
  } catch (error) {
    throw error instanceof BadUserInputError ? new UserFacingError(error.message) : error;
  }
}
