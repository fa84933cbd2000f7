import type { Module } from '../module.js';
import { createPublishDrafts } from '../publishing/publish-drafts.js';
import { ArticleMutationService } from './article-mutation.service.js';
import { ArticlePathLoaders } from './article-paths.loaders.js';
import { ArticlePathsResolver } from './article-paths.resolver.js';
import { ArticleStateLoaders } from './article-state.loaders.js';
import { ArticleStatusResolver } from './article-status.resolver.js';
import { SaveHook } from './before-save.js';
import { ArticleMutationResolver } from './editing.resolver.js';
import { PicturesWithoutAltLoaders } from './pictures-without-alt.loaders.js';
import { PicturesWithoutAltResolver } from './pictures-without-alt.resolver.js';
import { BlockReader } from './rich-text-input.js';
import { seedRevisions } from './seed-revisions.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    articleStates: ArticleStateLoaders;
    articlePaths: ArticlePathLoaders;
    picturesWithoutAlt: PicturesWithoutAltLoaders;
  }
}

/** Saving drafts of articles. */
export const module = {
  loaders: {
    articleStates: ({ preview }) => new ArticleStateLoaders(preview),
    articlePaths: ({ preview }) => new ArticlePathLoaders(preview),
    picturesWithoutAlt: ({ preview }) => new PicturesWithoutAltLoaders(preview),
  },
  createResolvers: ({
    config,
    database,
    model,
    site,
    mediaUrls,
    siteConfig,
    logger,
    forbiddenAttempts,
    linkedPictures,
  }) => [
    new ArticleStatusResolver(),
    new ArticlePathsResolver(),
    new PicturesWithoutAltResolver(site, mediaUrls),
    new ArticleMutationResolver(
      new ArticleMutationService(database.prisma, {
        forbidden: forbiddenAttempts,
        publishDrafts: createPublishDrafts(config),
        pictures: linkedPictures,
        model,
        blocks: new BlockReader(site, mediaUrls),
        saveHook: new SaveHook(siteConfig.hooks?.beforeSave, logger),
      }),
    ),
  ],
  seed: seedRevisions,
  playgroundTabs: [
    new URL('./unpublished-changes.example.graphql', import.meta.url),
    new URL('./write-blocks.example.graphql', import.meta.url),
  ],
} satisfies Module;
