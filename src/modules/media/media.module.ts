import type { Module } from '../module.js';
import {
  ImageFileResolver,
  MediaFileResolver,
  MediaPayloadResolver,
  MediaResolver,
  MediaUsageResolver,
} from './media.resolver.js';
import { BlockMediaResolver } from './media-block.resolver.js';
import { MediaService } from './media-mutation.service.js';
import { EXPIRE_OVERDUE_TASK, EXPIRE_TASK, expireFiles } from './media-rights.js';
import { MediaUsages } from './media-usages.js';

/** The media library. */
export const module: Module = {
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
  createJobs: ({ database: { prisma }, logger }) => [
    { name: EXPIRE_TASK, run: () => expireFiles(prisma, logger) },
    { name: EXPIRE_OVERDUE_TASK, crontab: '* * * * *', run: () => expireFiles(prisma, logger) },
  ],
};
