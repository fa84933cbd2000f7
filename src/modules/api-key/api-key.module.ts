import { hasPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { ApiKeyLoaders } from './api-key.loaders.js';
import { ApiKeyLimitsResolver, ApiKeyResolver } from './api-key.resolver.js';
import { ApiKeyMutationService } from './api-key-mutation.service.js';
import { ViewerResolver } from './viewer.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    apiKeys: ApiKeyLoaders;
  }
}

/** API keys and identities, and the viewer of a request. */
export const module = {
  loaders: {
    apiKeys: ({ prisma }) => new ApiKeyLoaders(prisma),
  },
  nodes: {
    ApiKey: (id, { viewer, apiKeys }) => (hasPermission(viewer, 'admin') ? apiKeys.byId.load(id) : null),
  },
  createResolvers: ({ database }) => [
    new ApiKeyResolver(new ApiKeyMutationService(database.prisma)),
    new ApiKeyLimitsResolver(),
    new ViewerResolver(),
  ],
} satisfies Module;
