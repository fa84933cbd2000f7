import { combineMaybePromises, type MaybePromise, mapMaybePromise } from '../async/maybe-promise.js';
import { BadUserInputError } from '../errors/errors.js';
import { parseGlobalIds } from '../references/global-id.js';
import { parsePath } from '../references/lookup.js';
import { parseReferenceArgument } from '../references/reference.js';
import { type Exclude, MAX_EXCLUDED } from './exclude.input.js';

/** Articles that a list leaves out. The list loads more IDs than it shows, and selects among them. */
export interface Exclusion {
  /** Returns the maximum number of IDs that a list of `size` can lose. */
  countLost(size: number): number;
  /** Selects from entries in the order of the list: up to `size`, and one more if the list continues. */
  select<Entry>(
    entries: Entry[],
    getId: (entry: Entry) => number,
    size: number,
  ): MaybePromise<Selection<Entry>>;
}

interface Selection<Entry> {
  entries: Entry[];
  /** Sorted IDs of the excluded articles, whether or not the list has them. */
  excludedIds: number[];
}

/** The turn of a list on a page that shows no article twice. */
export interface ListTurn {
  /** Returns the maximum number of articles that lists before this one can show. */
  countTaken(size: number): number;
  /** Waits for the lists before; `choose` then gets their articles and returns those that this list shows. */
  take(choose: (taken: ReadonlySet<number>) => number[]): Promise<void>;
}

type Loader<Key> = { load(key: Key): MaybePromise<{ id: number } | null> };

/** Parts of the request context that exclusions need. */
export interface ExclusionContext {
  articles: { bySlug: Loader<string>; byPath: Loader<string> };
  related: { listIds(articleId: number): MaybePromise<number[]> };
  /** Set while a unique list is loaded. */
  listTurn?: ListTurn;
}

/**
 * Creates the exclusion of a list; null if it leaves nothing out. Throws BadUserInputError for an invalid
 * argument.
 */
export function createExclusion(
  context: ExclusionContext,
  exclude: Exclude | null | undefined,
): MaybePromise<Exclusion | null> {
  const { listTurn } = context;
  if (!exclude) return listTurn ? excludeTaken(listTurn, []) : null;
  return mapMaybePromise(loadExcludedIds(context, exclude), (ids) => {
    if (listTurn) return excludeTaken(listTurn, ids);
    return ids.length > 0 ? excludeIds(ids) : null;
  });
}

function excludeIds(ids: number[]): Exclusion {
  const excluded = new Set(ids);
  return {
    countLost: () => excluded.size,
    select: (entries, getId, size) => ({
      entries: entries.filter((entry) => !excluded.has(getId(entry))).slice(0, size + 1),
      excludedIds: sort(excluded),
    }),
  };
}

function excludeTaken(turn: ListTurn, ids: number[]): Exclusion {
  return {
    countLost: (size) => ids.length + turn.countTaken(size),
    select: async (entries, getId, size) => {
      let selection!: Awaited<ReturnType<typeof select>>;
      const select = (taken: ReadonlySet<number>) =>
        excludeIds([...ids, ...taken]).select(entries, getId, size);
      await turn.take((taken) => {
        selection = select(taken) as typeof selection;
        return selection.entries.slice(0, size).map(getId);
      });
      return selection;
    },
  };
}

function loadExcludedIds(
  { articles, related }: ExclusionContext,
  { ids, paths, relatedTo }: Exclude,
): MaybePromise<number[]> {
  assertCount('exclude.ids', ids);
  assertCount('exclude.paths', paths);
  const given = parseGlobalIds('Article', ids ?? [], 'exclude.ids');
  const atPaths = (paths ?? []).map((path) => articles.byPath.load(parsePath('exclude.paths', path)));
  const reference =
    relatedTo == null ? null : parseReferenceArgument('Article', relatedTo, 'exclude.relatedTo');
  const origin = reference && ('id' in reference ? reference : articles.bySlug.load(reference.slug));
  return mapMaybePromise(combineMaybePromises([...atPaths, origin]), (found) => {
    const own = [...given, ...found.flatMap((article) => article?.id ?? [])];
    const relatedToId = found.at(-1)?.id;
    if (relatedToId === undefined) return [...new Set(own)];
    return mapMaybePromise(related.listIds(relatedToId), (others) => [...new Set([...own, ...others])]);
  });
}

function assertCount(argument: string, values: unknown[] | null | undefined): void {
  const { length } = values ?? [];
  if (length <= MAX_EXCLUDED) return;
  throw new BadUserInputError(`${argument} must have at most ${MAX_EXCLUDED} entries, not ${length}.`);
}

function sort(ids: Iterable<number>): number[] {
  return [...ids].sort((a, b) => a - b);
}

/** Lengths of lists that are loaded to select from, few so that their statements and cached values are shared. */
const LOADED_SIZES = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];

/** Returns the number of IDs to load for a list of `size`, at least. */
export function getLoadedSize(size: number, exclusion: Exclusion | null): number {
  return exclusion ? roundUpSize(size + exclusion.countLost(size)) : size;
}

/** Returns the length of a list that is loaded where so many entries are needed. */
export function roundUpSize(needed: number): number {
  return LOADED_SIZES.find((loaded) => loaded >= needed) ?? Math.ceil(needed / 1_000) * 1_000;
}
