import { Directive, Field, ID, InputType } from 'type-graphql';
import type { MaybePromise } from '../async/maybe-promise.js';
import { BadUserInputError } from '../errors/errors.js';
import { normalizePath } from '../paths.js';
import { requireValue } from '../require-value.js';
import { parseGlobalIds } from './global-id.js';

/** Description of every argument `by`. */
export const BY_ARG = { description: 'One of the keys that identify the object.' };

/** Keys of an object without a path, exactly one of which is given. */
@Directive('@oneOf')
@InputType()
export abstract class LookupInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the object. BAD_USER_INPUT if it is the ID of another type.',
  })
  id?: string;

  @Field(() => String, {
    nullable: true,
    description: 'The current slug of the object. Former slugs do not resolve.',
  })
  slug?: string;
}

/** Keys of an object with a path, exactly one of which is given. */
@Directive('@oneOf')
@InputType()
export abstract class PathLookupInput extends LookupInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The current site path of the object, e.g. /world. If a whole URL is given, only its path counts. Former paths do not resolve; use `route`.',
  })
  path?: string;
}

/** Functions that load an object of one type by each of its keys. */
interface LookupLoaders<Row> {
  byId: { load(id: number): MaybePromise<Row | null> };
  bySlug: { load(slug: string): MaybePromise<Row | null> };
  byPath?: { load(path: string): MaybePromise<Row | null> };
}

/**
 * Loads the object of a key; null if there is none. Throws BadUserInputError for an ID of another type, or an
 * invalid path.
 */
export function lookUp<Row>(
  type: string,
  { id, slug, path }: PathLookupInput,
  { byId, bySlug, byPath }: LookupLoaders<Row>,
): MaybePromise<Row | null> {
  const [parsedId] = id == null ? [] : parseGlobalIds(type, [id], 'by.id');
  if (parsedId !== undefined) return byId.load(parsedId);
  if (slug != null) return bySlug.load(slug);
  const message = 'A key has an ID, a slug or, where the type has one, a path.';
  return requireValue(byPath, message).load(parsePath('by.path', requireValue(path, message)));
}

/** Normalizes a path given as an argument. Throws BadUserInputError if it is not a path. */
export function parsePath(argument: string, path: string): string {
  const normalized = normalizePath(path);
  if (normalized?.startsWith('/')) return normalized;
  throw new BadUserInputError(
    `${argument}: "${path}" is not a path. Use the part of the URL after the host, e.g. /world/talks-open.`,
  );
}
