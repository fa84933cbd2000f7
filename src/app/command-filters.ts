import { readConfig } from '../config/env.js';
import { getLanguages } from '../config/languages.js';
import type { Database } from '../database/database.js';
import { coerceInput } from '../graphql/coerce-input.js';
import type { FindService } from '../graphql/loaders.js';
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
  const config = readConfig();
  const { DATELINE_CONFIG: file } = config;
  const siteConfig = await loadSiteConfig(file);
  const model = createContentModel(siteConfig, file);
  const schema = await createUnboundSchema(model, siteConfig.schema);
  const articleModel = new ArticleModel(model);
  const findService = ((Service) =>
    Service.prototype === ArticleModel.prototype ? articleModel : null) as FindService;
  return {
    parse: (text) => explainErrors(() => parseFilterText(schema, text)),
    coerce: (input, value) => explainErrors(() => coerceInput(schema, input, value)),
    createLoaders: () => createPublishedLoaders(readClients, prisma, getLanguages(config), findService).loads,
  };
}

/** Calls a function that reads an input. Throws UserFacingError, which a command prints without a stack. */
function explainErrors<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof BadUserInputError ? new UserFacingError(error.message) : error;
  }
}
