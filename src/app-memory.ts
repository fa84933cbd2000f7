import { cachingOf } from './app-settings.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import { Parts } from './database/parts.js';
import { AnswerCache } from './delivery/answers/answer-cache.js';
import { Answers } from './delivery/answers/answers.js';
import { CacheKeeper } from './delivery/answers/keep-right.js';

/** What is remembered: whole answers, and below them the parts that answers of any shape are made of. */
export function createMemory(config: Config, { changes }: Pick<Database, 'changes'>) {
  const bytes = config.CACHE_MB * 2 ** 20;
  const bytesOfParts = Math.round((bytes * config.CACHE_PARTS_PERCENT) / 100);
  const parts = new Parts(bytesOfParts);
  const cache = new AnswerCache(bytes - bytesOfParts);
  const keeper = new CacheKeeper(cache, parts, changes);
  const answers = new Answers(cache, keeper, config.STALE_MINUTES * 60_000);
  return { parts, cache, keeper, answers, caching: cachingOf(config) };
}
