import { Ctx, Query, Resolver } from 'type-graphql';
import type { AccessContext } from '../../auth/scope.js';
import { toApiKeyLimits } from './api-key-limits.type.js';
import { CurrentViewer } from './viewer.type.js';

/** Parts of the request context that `viewer` needs. */
export interface ViewerContext extends AccessContext {
  dependencies: { limitCdnTtl(ttlMs: number): void };
}

@Resolver()
export class ViewerResolver {
  @Query(() => CurrentViewer, {
    nullable: true,
    description:
      'The API key or identity of the request, and what it permits. Null for a request without credentials.',
  })
  viewer(@Ctx() { viewer, dependencies }: ViewerContext): CurrentViewer | null {
    // A cache that ignores Vary must not return null to a request with credentials.
    dependencies.limitCdnTtl(0);
    if (!viewer) return null;
    const { keyName, keyPrefix, scopes, identity, limits = null } = viewer;
    const { issuer = null, subject = null } = identity ?? {};
    return { name: keyName, keyPrefix, scopes, issuer, subject, limits: toApiKeyLimits(limits) };
  }
}
