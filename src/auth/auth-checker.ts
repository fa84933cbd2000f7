import type { AuthCheckerFn } from 'type-graphql';
import { ForbiddenError } from '../shared/errors/errors.js';
import { type AccessContext, hasPermission, type Scope, type Viewer } from './scope.js';

/** Keeps who tried to write without the scope. */
export interface ForbiddenAttemptLog {
  recordForbidden(viewer: Viewer, action: string, input: object | undefined, scope: string): Promise<void>;
}

/**
 * Decides for every field with an @Authorized beside it; a key with any of the scopes named there may. Says the
 * same whether or not the thing exists.
 */
export function createAuthChecker(log: ForbiddenAttemptLog): AuthCheckerFn<AccessContext, Scope> {
  return async ({ context: { viewer }, info, args }, scopes) => {
    if (scopes.some((scope) => hasPermission(viewer, scope))) return true;
    const missing = scopes.join(' or ');
    if (viewer && info.parentType === info.schema.getMutationType()) {
      await log.recordForbidden(viewer, info.fieldName, args.input, missing);
    }
    throw new ForbiddenError(missing);
  };
}
