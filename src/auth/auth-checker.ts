import type { GraphQLResolveInfo } from 'graphql';
import type { AuthCheckerFn } from 'type-graphql';
import { ForbiddenError, LimitedKeyError } from '../shared/errors/errors.js';
import { type AccessContext, hasPermission, type Scope, type Viewer } from './scope.js';

/** Name in the audit of what a key with limits lacks. */
const UNLIMITED = 'unlimited';

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
  viewer: Pick<Viewer, 'keyId' | 'keyName' | 'scopes' | 'limits'>,
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
    const isMutation = info.parentType === info.schema.getMutationType();
    const isBarred = viewer?.limits && isMutation && !checksLimits(info);
    const owner = isBarred ? { scopes: viewer.scopes } : viewer;
    if (scopes.some((scope) => hasPermission(owner, scope))) {
      if (!isBarred) return true;
      await log.recordForbidden(viewer, info.fieldName, args.input, UNLIMITED);
      throw new LimitedKeyError();
    }
    const missing = scopes.join(' or ');
    if (viewer && isMutation) await log.recordForbidden(viewer, info.fieldName, args.input, missing);
    throw new ForbiddenError(missing);
  };
}

/** Returns true for a mutation that compares what it writes with the limits of the key. */
function checksLimits({ parentType, fieldName }: GraphQLResolveInfo): boolean {
  return parentType.getFields()[fieldName]?.extensions.checksLimits === true;
}
