import { parse } from 'graphql';
import { z } from 'zod';
import { SCOPES, type Scope } from '../../auth/scope.js';
import { BadUserInputError } from '../../shared/errors/errors.js';
import type { BuildFromKeys, RemoteCaching, RemoteOptions } from './remote-field.js';

/** Placeholders in a URL: `{keys}`, `{key}` and names of arguments. */
const PLACEHOLDER = /\{(\w+)\}/g;

/** Headers of a connection, and those that the gateway sets. */
const RESERVED_HEADERS = [
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];

const DEFAULT_BATCH_SIZE = 100;
/** Maximum characters of a key or an argument in a URL. */
const MAX_VALUE_LENGTH = 500;
const LONE_SURROGATE = /\p{Surrogate}/u;

const text = z.string().min(1);
const positive = z.int().min(1);
const func = <Type>() => z.custom<Type>((value) => typeof value === 'function', 'must be a function');

/** Options of a source with their defaults. Unknown ones are refused. */
const SETTINGS = z.strictObject({
  url: z.union([text, func<BuildFromKeys<string>>()], 'must be a URL, or a function that returns one'),
  key: z.union([text, func<RemoteOptions['key'] & object>()], 'must be a field, or a function').optional(),
  fields: text.optional(),
  body: func<BuildFromKeys<unknown>>().optional(),
  query: text.optional(),
  variables: func<BuildFromKeys<Record<string, unknown>>>().optional(),
  select: func<RemoteOptions['select'] & object>().optional(),
  batchSize: positive.max(1_000).optional(),
  timeoutMs: positive.max(30_000).default(1_000),
  concurrency: positive.max(1_000).default(10),
  maxBytes: positive.max(50 * 2 ** 20).default(2 ** 20),
  headers: z.record(z.string().toLowerCase(), z.string()).default({}),
  forwardHeaders: z.array(z.string().toLowerCase()).default([]),
  breaker: z
    .strictObject({ failures: positive.default(5), seconds: z.number().positive().max(3_600).default(10) })
    .prefault({}),
  cache: z
    .strictObject({
      seconds: z.number().positive().max(86_400),
      tags: func<RemoteCaching['tags'] & object>().optional(),
      staleIfErrorSeconds: z.number().min(0).max(604_800).default(0),
    })
    .optional(),
  cost: z.number().min(1).max(10_000).default(10),
  maxItems: positive.max(1_000).optional(),
  nullOnError: z.boolean().default(false),
  scopes: z.array(z.enum(Object.keys(SCOPES) as Scope[])).optional(),
});

/** Options of a source with their defaults. */
export interface RemoteSettings extends z.output<typeof SETTINGS> {
  batchSize: number;
  /** True if the response to a request is the value of its key, and 404 means that there is none. */
  isSingle: boolean;
}

/** Checks the options of a source, and adds the defaults. Returns what is wrong with them, if anything is. */
export function readRemoteSettings(
  options: RemoteOptions,
  argumentNames: string[],
): { settings: RemoteSettings } | { error: string } {
  const parsed = SETTINGS.safeParse(options);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
    return { error: issue ? describeIssue(issue) : 'is not valid.' };
  }
  const { url, query } = parsed.data;
  const hasOneKey = !hasKeys(parsed.data) || (typeof url === 'string' && url.includes('{key}'));
  const settings = {
    ...parsed.data,
    batchSize: parsed.data.batchSize ?? (hasOneKey ? 1 : DEFAULT_BATCH_SIZE),
    isSingle: hasOneKey && query === undefined,
  };
  const error = findError(settings, argumentNames);
  return error === null ? { settings } : { error };
}

/** Returns true if the requests of a source have keys. */
export function hasKeys({
  url,
  body,
  variables,
}: Pick<RemoteSettings, 'url' | 'body' | 'variables'>): boolean {
  return typeof url === 'function' || body !== undefined || variables !== undefined || /\{keys?\}/.test(url);
}

/** Replaces the placeholders of a URL. Throws BadUserInputError for a value that would change its path. */
export function fillUrl(url: string, keys: readonly string[], args: Record<string, unknown>): string {
  const list = keys.map(encodeURIComponent).join(',');
  return url.replace(PLACEHOLDER, (_match, name: string) => {
    if (name === 'keys' || name === 'key') return list;
    const value = String(args[name] ?? '');
    if (!canBeInUrl(value)) throw new BadUserInputError(`${name}: The value is not valid.`);
    return encodeURIComponent(value);
  });
}

/** Returns false for dot segments, which URLs resolve, and for text that has no encoding. */
export function canBeInUrl(value: string): boolean {
  return value !== '.' && value !== '..' && value.length <= MAX_VALUE_LENGTH && !LONE_SURROGATE.test(value);
}

/** Describes an issue of zod in one sentence. */
function describeIssue({ code, path, message, ...issue }: z.core.$ZodIssue): string {
  if (code === 'unrecognized_keys' && 'keys' in issue) return describeUnknown(path, String(issue.keys[0]));
  return `${path.join('.')}: ${message}.`;
}

/** Names an unknown option, and those that exist beside it. */
function describeUnknown(path: PropertyKey[], name: string): string {
  const parents: Record<string, { shape: object }> = {
    '': SETTINGS,
    breaker: SETTINGS.shape.breaker.unwrap(),
    cache: SETTINGS.shape.cache.unwrap(),
  };
  const options = Object.keys(parents[path.join('.')]?.shape ?? {}).join(', ');
  return `${[...path, name].join('.')} is not an option. The options are ${options}.`;
}

function findError(settings: RemoteSettings, argumentNames: string[]): string | null {
  const { url, body, query, variables, cache, forwardHeaders, batchSize, fields, key } = settings;
  if (typeof url === 'string') {
    const error = findUrlError(url, argumentNames);
    if (error) return error;
    if (url.includes('{key}') && batchSize > 1) return 'batchSize: With {key}, a request has one key.';
  }
  if (query !== undefined && body) return 'query: The body is made of query and variables. Remove body.';
  if ((query === undefined) !== (variables === undefined))
    return 'query and variables: Give both for a GraphQL source.';
  if (query !== undefined) {
    try {
      parse(query);
    } catch (error) {
      return `query: ${(error as Error).message}`;
    }
  }
  if (fields !== undefined && typeof key !== 'function')
    return 'fields: Give a function key, which gets them.';
  if (cache && forwardHeaders.length > 0)
    return 'cache: Responses that depend on headers of the client are not cached. Remove cache or forwardHeaders.';
  return findHeaderError(settings);
}

function findUrlError(url: string, argumentNames: string[]): string | null {
  const origin = /^https?:\/\/[^/?#{}]+/.exec(url)?.[0];
  if (!origin || !URL.canParse(origin))
    return 'url: Begin with http:// or https:// and a host without placeholders.';
  if (new URL(origin).username !== '') return 'url: Put credentials in headers.';
  const allowed = ['keys', 'key', ...argumentNames];
  const unknown = [...url.matchAll(PLACEHOLDER)].find(([, name = '']) => !allowed.includes(name));
  if (unknown)
    return `url: ${unknown[0]} is unknown. Placeholders are ${allowed.map((name) => `{${name}}`).join(', ')}.`;
  return null;
}

/** Checks headers without showing a value, which may be a secret. */
function findHeaderError({ headers, forwardHeaders }: RemoteSettings): string | null {
  for (const [name, value] of [
    ...Object.entries(headers),
    ...forwardHeaders.map((each) => [each, ''] as const),
  ]) {
    if (RESERVED_HEADERS.includes(name.toLowerCase())) return `headers: ${name} cannot be set.`;
    try {
      new Headers({ [name]: value });
    } catch {
      return `headers: The name or the value of ${name} is not valid in HTTP.`;
    }
  }
  return null;
}
