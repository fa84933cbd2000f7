import type { Prisma } from '../../../database/generated/client.js';
import type { ArticleFilter } from './article-filter.js';

/** Key of a time in a stored filter, whose conditions need it as a Date. */
const TIME = '$time';

/** Converts a filter to the JSON that is stored. */
export function storeFilter(filter: ArticleFilter): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(markTimes(filter)));
}

/** Reads a stored filter. */
export function readFilter(stored: Prisma.JsonValue): ArticleFilter {
  return reviveTimes(stored, (text) => new Date(text)) as ArticleFilter;
}

/** Formats a stored filter as the JSON of a variable of type ArticleFilter. */
export function formatFilter(stored: Prisma.JsonValue): string {
  return JSON.stringify(reviveTimes(stored, (text) => text));
}

function markTimes(value: unknown): unknown {
  if (value instanceof Date) return { [TIME]: value.toISOString() };
  return mapValues(value, markTimes);
}

function reviveTimes(value: unknown, revive: (text: string) => unknown): unknown {
  const time = (Object(value) as Record<string, unknown>)[TIME];
  if (typeof time === 'string') return revive(time);
  return mapValues(value, (each) => reviveTimes(each, revive));
}

function mapValues(value: unknown, map: (each: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, map(each)]));
}
