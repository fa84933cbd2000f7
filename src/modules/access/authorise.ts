import type { AuthCheckerFn } from 'type-graphql';
import { Forbidden } from '../../shared/errors.js';
import { type AccessContext, mayUse, type Scope, type Viewer } from './scope.js';

/** Keeps who tried to write without the scope. */
export interface ForbiddenLog {
  noteForbidden(viewer: Viewer, action: string, input: object | undefined, scope: string): Promise<void>;
}

/**
 * Decides for every field with an @Authorized beside it; a key with any of the scopes named there may. Says the
 * same whether or not the thing exists.
 */
export function authoriser(log: ForbiddenLog): AuthCheckerFn<AccessContext, Scope> {
  return async ({ context: { viewer }, info, args }, scopes) => {
    if (scopes.some((scope) => mayUse(viewer, scope))) return true;
    const missing = scopes.join(' or ');
    if (viewer && info.parentType === info.schema.getMutationType()) {
      await log.noteForbidden(viewer, info.fieldName, args.input, missing);
    }
    throw new Forbidden(missing);
  };
}
