import type { AuthCheckerFn } from 'type-graphql';
import { ForbiddenError } from '../shared/errors/errors.js';
import { type AccessContext, hasPermission, type Scope, type Viewer } from './scope.js';

/** Records mutations that were refused for lack of a scope. */
export interface ForbiddenAttemptLog {
  recordForbidden(
    viewer: Pick<Viewer, 'keyId' | 'keyName'>,
    action: string,
    input: object | undefined,
    scope: string,
  ): Promise<void>;
}

/**
 * Throws ForbiddenError, and records the attempt, if the viewer lacks a scope that a mutation's input
 * requires in addition to that of the mutation.
 */
export async function assertInputScope(
  log: ForbiddenAttemptLog,
  viewer: Pick<Viewer, 'keyId' | 'keyName' | 'scopes'>,
  { action, input }: { action: string; input: object },
  scope: Scope,
): Promise<void> {
  if (hasPermission(viewer, scope)) return;
  await log.recordForbidden(viewer, action, input, scope);
  throw new ForbiddenError(scope);
}

/**
 * Creates the check behind `@Authorized`, which any of the named scopes passes. The error is the same whether
 * or not the object exists.
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
