import { createRequire } from 'node:module';
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** Entries of crawler-user-agents whose pattern stands in what people's phones send too: an app, an Android build. */
const SHARED_WITH_PEOPLE = ['MetaIAB Facebook', 'AP3A\\.240617\\.008'];
/** User agents of browsers are a third as long; what comes after says no more. */
const MAX_USER_AGENT_LENGTH = 1_024;

const crawlers: { pattern: string; instances: string[] }[] = createRequire(import.meta.url)(
  'crawler-user-agents',
);
const [shared, plain] = [true, false].map((isShared) =>
  crawlers.filter(({ pattern }) => SHARED_WITH_PEOPLE.includes(pattern) === isShared),
) as [typeof crawlers, typeof crawlers];
const crawlerPattern = new RegExp(plain.map(({ pattern }) => `(?:${pattern})`).join('|'));
const crawlerNames = new Set(shared.flatMap(({ instances }) => instances));

/** Browsers have few names, and trying every pattern on one takes a while. */
const botCache = new LRUCache<string, boolean>({ max: 2_000 });

/**
 * Whether a user agent is a program's: by isbot, which knows the signs of one, and by the list
 * crawler-user-agents, which knows the names of those that show none. Who has no name is one.
 */
export function isBot(userAgent: string): boolean {
  const name = userAgent.trim().slice(0, MAX_USER_AGENT_LENGTH);
  if (!name) return true;
  const cached = botCache.get(name);
  if (cached !== undefined) return cached;
  const result = isbot(name) || crawlerNames.has(name) || crawlerPattern.test(name);
  botCache.set(name, result);
  return result;
}
