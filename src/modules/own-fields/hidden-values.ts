import { isOwnValues, type OwnValues } from '../../fields/own-value.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Returns the values with those of removed fields from an earlier revision, which imports do not know. */
export async function withHiddenValues(
  tx: Transaction,
  values: OwnValues,
  earlier: OwnValues | undefined,
): Promise<OwnValues> {
  if (earlier === undefined) return values;
  const merged: OwnValues = { ...values };
  for (const { path } of await tx.ownField.findMany({ where: { removedAt: { not: null } } })) {
    const [scope = '', name = ''] = path.split('.');
    if (scope === 'article') {
      if (earlier[name] !== undefined) merged[name] ??= earlier[name];
      continue;
    }
    const [from, to] = [earlier[scope], merged[scope]];
    if (!isOwnValues(from) || from[name] === undefined) continue;
    merged[scope] = { [name]: from[name], ...(isOwnValues(to) && to) };
  }
  return merged;
}
