import { MOVE_PATHS_TASK } from '../../database/migrations/language-schemas.js';
import { dropUnusedLanguageSchemas } from '../../database/migrations/unused-language-schemas.js';
import { SaveHook } from '../editing/before-save.js';
import type { Module } from '../module.js';
import { type FormerLanguage, moveToLanguagePaths } from './language-paths.js';
import { TranslationLoaders } from './translation.loaders.js';
import { ArticleTranslationsResolver, TranslationMutationResolver } from './translation.resolver.js';
import { TranslationService } from './translation.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    translations: TranslationLoaders;
  }
}

/** Versions of articles in several languages. */
export const module = {
  loaders: {
    translations: ({ readClient }) => new TranslationLoaders(readClient.withLanguage(null)),
  },
  createJobs: ({ database: { prisma }, logger }) => [
    {
      name: MOVE_PATHS_TASK,
      run: (payload) => moveToLanguagePaths(prisma, (payload as { former: FormerLanguage[] }).former, logger),
    },
  ],
  prune: dropUnusedLanguageSchemas,
  playgroundTabs: [new URL('./translations.example.graphql', import.meta.url)],
  createResolvers: ({ site, languages, database, siteConfig, logger }) => [
    new ArticleTranslationsResolver(site),
    new TranslationMutationResolver(
      new TranslationService(database.prisma, languages, new SaveHook(siteConfig.hooks?.beforeSave, logger)),
    ),
  ],
} satisfies Module;
