import { parseGlobalId } from '../shared/references/global-id.js';
import { UserErrorCode } from './user-error-code.js';
import { createUserErrorException } from './user-error-exception.js';

/**
 * Finds the row of an input's `id`, a global ID of the given type. Throws UserErrorException with NOT_FOUND if there
 * is none, or if the value is not such an ID, e.g. a slug. `noun` names the row in the message, `field` the ID in the
 * input.
 */
export async function findByGlobalId<Row>(
  type: string,
  globalId: string,
  find: (id: number) => Promise<Row | null>,
  noun = type.toLowerCase(),
  field = ['id'],
): Promise<Row> {
  const key = parseGlobalId(globalId);
  const isOfType = key?.type === type;
  const row = isOfType ? await find(key.id) : null;
  if (row) return row;
  const message = isOfType
    ? `The ${noun} was not found.`
    : `This is not the ID of ${/^[AEIO]/.test(type) ? 'an' : 'a'} ${type}. Send the field id of the ${noun}.`;
  throw createUserErrorException(message, UserErrorCode.NOT_FOUND, field);
}
