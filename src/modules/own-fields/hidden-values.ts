import { OWNERS, type Owner } from '../../fields/content-model.js';
import { isOwnValues, type OwnValues } from '../../fields/own-value.js';
import type { Transaction } from '../../mutations/write-lock.js';

/**
 * Returns the values with those of removed fields from earlier values, which imports do not know. `owner` is the
 * content that has the values; for an article, those of its kinds are kept too.
 */
export async function withHiddenValues(
  tx: Transaction,
  values: OwnValues,
  earlier: OwnValues | undefined,
  owner: Owner = 'article',
): Promise<OwnValues> {
  if (earlier === undefined) return values;
  const merged: OwnValues = { ...values };
  for (const { path } of await tx.ownField.findMany({ where: { removedAt: { not: null } } })) {
    const [scope = '', name = ''] = path.split('.');
    if (scope === owner) {
      if (earlier[name] !== undefined) merged[name] ??= earlier[name];
      continue;
    }
    if (owner !== 'article' || isOwner(scope)) continue;
    const [from, to] = [earlier[scope], merged[scope]];
    if (!isOwnValues(from) || from[name] === undefined) continue;
    merged[scope] = { [name]: from[name], ...(isOwnValues(to) && to) };
  }
  return merged;
}

function isOwner(scope: string): boolean {
  return (OWNERS as readonly string[]).includes(scope);
}
