import { BadUserInputError } from './errors/errors.js';

/** A row's place in the graph: the name of its type, and its number in that type's table. */
export interface NodeKey {
  type: string;
  id: number;
}

/** An id that is unique in the whole graph, and opaque to clients. */
export function toGlobalId(type: string, id: number): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

/** What an id names, or null when it was not made by toGlobalId. */
export function parseGlobalId(globalId: string): NodeKey | null {
  const [, type, id] =
    /^([A-Z][A-Za-z]*):(\d{1,9})$/.exec(Buffer.from(globalId, 'base64url').toString()) ?? [];
  if (!type || !id || toGlobalId(type, Number(id)) !== globalId) return null;
  return { type, id: Number(id) };
}

/** The id by which a mutation's input says what it is about; null when it has none, or one that is not of ours. */
export function getInputId(input: object | undefined): string | null {
  const { id } = (input ?? {}) as { id?: string };
  return id !== undefined && parseGlobalId(id) ? id : null;
}

/** The rows of one type that `globalIds` name. Throws BadUserInput for an id of another type. */
export function parseGlobalIds(type: string, globalIds: string[], argument: string): number[] {
  return globalIds.map((globalId) => {
    const key = parseGlobalId(globalId);
    if (key?.type === type) return key.id;
    throw new BadUserInputError(
      `${argument}: "${globalId}" is not the id of ${type === 'Article' ? 'an' : 'a'} ${type}.`,
    );
  });
}
