import type { Module } from '../module.js';
import { ApiKeyResolver } from './api-key.resolver.js';
import { ApiKeyMutationService } from './api-key-mutation.service.js';
import { ViewerResolver } from './viewer.resolver.js';

/** API keys and identities, and the viewer of a request. */
export const module = {
  createResolvers: ({ database }) => [
    new ApiKeyResolver(new ApiKeyMutationService(database.prisma)),
    new ViewerResolver(),
  ],
} satisfies Module;
