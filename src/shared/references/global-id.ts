import { BadUserInputError } from '../errors/errors.js';

/** A row's type name and its ID in the table of that type. */
export interface NodeKey {
  type: string;
  id: number;
}

/** Returns an opaque ID that is unique in the whole graph. */
export function toGlobalId(type: string, id: number): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

/** Parses a global ID; null if toGlobalId did not make it. */
export function parseGlobalId(globalId: string): NodeKey | null {
  const [, type, id] =
    /^([A-Z][A-Za-z]*):(\d{1,9})$/.exec(Buffer.from(globalId, 'base64url').toString()) ?? [];
  if (!type || !id || toGlobalId(type, Number(id)) !== globalId) return null;
  return { type, id: Number(id) };
}

/** Returns the global ID in a mutation's input; null if there is none or it is invalid. */
export function getInputId(input: object | undefined): string | null {
  const { id } = (input ?? {}) as { id?: string };
  return id !== undefined && parseGlobalId(id) ? id : null;
}

/** Parses the global IDs of rows of one type. Throws BadUserInputError for an ID of another type. */
export function parseGlobalIds(type: string, globalIds: string[], argument: string): number[] {
  return globalIds.map((globalId) => {
    const key = parseGlobalId(globalId);
    if (key?.type === type) return key.id;
    throw new BadUserInputError(
      `${argument}: "${globalId}" is not the ID of ${type === 'Article' ? 'an' : 'a'} ${type}.`,
    );
  });
}
