import { hasAnyPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { MEASURE_TASK } from './linked-pictures.js';
import {
  ImageFileResolver,
  MediaFileResolver,
  MediaPayloadResolver,
  MediaResolver,
  MediaUsageResolver,
} from './media.resolver.js';
import { MediaArticleLoaders } from './media-articles.loaders.js';
import { BlockMediaResolver } from './media-block.resolver.js';
import { MediaFileLoaders } from './media-file.loaders.js';
import { MediaService } from './media-mutation.service.js';
import { EXPIRE_OVERDUE_TASK, EXPIRE_TASK, expireFiles } from './media-rights.js';
import { MediaUsages } from './media-usages.js';
import { seedFileTexts } from './seed-file-texts.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    mediaFiles: MediaFileLoaders;
    mediaArticles: MediaArticleLoaders;
  }
}

/** The media library. */
export const module = {
  loaders: {
    mediaFiles: ({ readClient }) => new MediaFileLoaders(readClient),
    mediaArticles: ({ readClient }) => new MediaArticleLoaders(readClient),
  },
  nodes: {
    MediaFile: (id, { viewer, mediaFiles }) =>
      hasAnyPermission(viewer, 'preview', 'write') ? mediaFiles.byId.load(id) : null,
  },
  createResolvers: ({ mediaUrls, getService }) => {
    const mediaService = getService(MediaService);
    return [
      new MediaResolver(mediaService),
      new MediaPayloadResolver(mediaService),
      new MediaFileResolver(getService(MediaUsages), mediaUrls),
      new BlockMediaResolver(),
      new ImageFileResolver(),
      new MediaUsageResolver(),
    ];
  },
  createJobs: ({ database: { prisma }, linkedPictures, logger }) => [
    { name: MEASURE_TASK, isOutbound: true, run: (payload) => linkedPictures.run(prisma, payload) },
    { name: EXPIRE_TASK, run: () => expireFiles(prisma, logger) },
    { name: EXPIRE_OVERDUE_TASK, crontab: '* * * * *', run: () => expireFiles(prisma, logger) },
  ],
  seed: seedFileTexts,
  playgroundTabs: [new URL('./find-pictures.example.graphql', import.meta.url)],
} satisfies Module;
