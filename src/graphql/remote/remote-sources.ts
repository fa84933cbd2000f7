import { type GraphQLField, type GraphQLObjectType, isNonNullType } from 'graphql';
import { type Invalidatable, TaggedCache } from '../../cache/tagged-cache.js';
import { noopLogger } from '../../shared/logging/logger.js';
import type { GraphRequest } from '../extension/resolver-context.js';
import { createKeyReader, type ParentType } from './parent-key.js';
import { RemoteClient, type RemoteObserver } from './remote-client.js';
import type { RemoteOptions } from './remote-field.js';
import { canBeInUrl, hasKeys, type RemoteSettings, readRemoteSettings } from './remote-settings.js';
import { RemoteSource, type RemoteValue } from './remote-source.js';

/** Memory in bytes for the values of all sources. */
const CACHE_BYTES = 8 * 2 ** 20;
/** Key of a request without keys. */
const NO_KEY = '';

const NO_OBSERVER: RemoteObserver = { log: noopLogger, telemetry: {} };

type Args = Record<string, unknown>;

/** Resolves a field of a source. */
export type ResolveRemote = (
  parent: Record<string, unknown>,
  args: Args,
  request: GraphRequest,
) => Promise<unknown>;

/** Sources of the site's fields, with a cache of their values. */
export class RemoteSources {
  private readonly cache = new TaggedCache<RemoteValue>(
    CACHE_BYTES,
    ({ value }) => JSON.stringify(value)?.length ?? 0,
  );

  constructor(private readonly observer = NO_OBSERVER) {}

  /** Drops the values with one of the tags, or all for null. */
  invalidate(tags: readonly string[] | null): void {
    const cache: Invalidatable = this.cache;
    if (tags) cache.invalidate(tags);
    else cache.clear();
  }

  /** Creates the resolver of a field. Throws an Error that says what is wrong with its options. */
  createField(
    parentType: ParentType & { field: GraphQLField<unknown, GraphRequest>; isRoot: boolean },
    options: RemoteOptions,
  ): { settings: RemoteSettings; resolve: ResolveRemote } {
    const { type, field } = parentType;
    if (isNonNullType(field.type))
      throw new Error('A field with a source must be nullable, since it is null when the source fails.');
    const result = readRemoteSettings(
      options,
      field.args.map(({ name }) => name),
    );
    if ('error' in result) throw new Error(result.error);
    const isKeyed = checkKeys(result.settings, parentType);
    const settings = isKeyed ? result.settings : toUnkeyed(result.settings);
    const client = new RemoteClient(`${type.name}.${field.name}`, settings, this.observer);
    const source = new RemoteSource(client, settings, this.cache);
    if (!isKeyed)
      return { settings, resolve: (_parent, args, request) => source.load(NO_KEY, args, request) };
    const readKey = createKeyReader(parentType, settings);
    return {
      settings,
      resolve: async (parent, args, request) => {
        const key = toKey(await readKey(parent, args, request));
        return key === null ? null : source.load(key, args, request);
      },
    };
  }
}

/** Returns true if the requests of a field have keys. Throws an Error if they cannot have what they need. */
function checkKeys(
  settings: RemoteSettings,
  { type, isRoot }: { type: GraphQLObjectType; isRoot: boolean },
): boolean {
  if (!isRoot && !hasKeys(settings)) throw new Error('url: The requests need {keys} or {key}.');
  if (!isRoot || settings.key !== undefined) return true;
  if (typeof settings.url === 'string' && /\{keys?\}/.test(settings.url))
    throw new Error(`key: ${type.name} has no ID. Give a function of the arguments.`);
  return false;
}

/** Returns the settings of a field of which each request is for one value. */
function toUnkeyed(settings: RemoteSettings): RemoteSettings {
  return { ...settings, batchSize: 1, isSingle: settings.query === undefined };
}

/** Returns a key as text; null for none, and for one that would change the path of a URL. */
function toKey(key: unknown): string | null {
  const text = String(key ?? '');
  return text !== '' && canBeInUrl(text) ? text : null;
}
