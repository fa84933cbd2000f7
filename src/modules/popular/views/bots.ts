import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** Patterns of crawler-user-agents that also match the phones of readers: an app and an Android build. */
const SHARED_WITH_PEOPLE = ['MetaIAB Facebook', 'AP3A\\.240617\\.008'];
/** Characters of a user agent to examine. Those of browsers are a third as long; the rest adds nothing. */
const MAX_USER_AGENT_LENGTH = 1_024;

const { crawlerPattern, crawlerNames } = readCrawlers();

/** Reads the list, which is large: it must not stay in memory, nor in the cache of modules. */
function readCrawlers() {
  const file = createRequire(import.meta.url).resolve('crawler-user-agents');
  const crawlers = JSON.parse(readFileSync(file, 'utf8')) as { pattern: string; instances: string[] }[];
  const [shared, plain] = [true, false].map((isShared) =>
    crawlers.filter(({ pattern }) => SHARED_WITH_PEOPLE.includes(pattern) === isShared),
  ) as [typeof crawlers, typeof crawlers];
  return {
    crawlerPattern: new RegExp(plain.map(({ pattern }) => `(?:${pattern})`).join('|')),
    crawlerNames: new Set(shared.flatMap(({ instances }) => instances)),
  };
}

/** Results by user agent: browsers send few different ones, and matching all patterns is slow. */
const botCache = new LRUCache<string, boolean>({ max: 2_000 });

/**
 * Returns true if a user agent is that of a bot, by the heuristics of isbot and the names of
 * crawler-user-agents. An empty user agent counts as a bot.
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
