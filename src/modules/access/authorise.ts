import type { AuthCheckerFn } from 'type-graphql';
import { Forbidden } from '../../shared/errors.js';
import { type AccessContext, mayUse, type Scope } from './scope.js';

/** Decides for every field with an @Authorized(scope) beside it. Says the same whether or not the thing exists. */
export const authorise: AuthCheckerFn<AccessContext, Scope> = ({ context }, scopes) => {
  const missing = scopes.find((scope) => !mayUse(context.viewer, scope));
  if (missing) throw new Forbidden(missing);
  return true;
};
