import type { Purpose } from './machine-rights.js';

/** A crawler by its product token, the name in robots.txt and, unless `isTokenOnly`, in its User-Agent. */
export interface Crawler {
  token: string;
  operator: string;
  purposes: readonly Purpose[];
  /** True for a name that robots.txt alone has: the operator fetches with a crawler of another name. */
  isTokenOnly?: true;
  /** Page on which the operator describes it, or else who has observed it. */
  source: string;
}

const OPENAI = { operator: 'OpenAI', source: 'https://developers.openai.com/api/docs/bots' };
const ANTHROPIC = { operator: 'Anthropic', source: 'https://support.claude.com/en/articles/8896518' };
const GOOGLE = {
  operator: 'Google',
  source: 'https://developers.google.com/crawling/docs/crawlers-fetchers/google-common-crawlers',
};
const APPLE = { operator: 'Apple', source: 'https://support.apple.com/en-us/119829' };
const AMAZON = { operator: 'Amazon', source: 'https://developer.amazon.com/amazonbot' };
const META = {
  operator: 'Meta',
  source: 'https://developers.facebook.com/docs/sharing/webmasters/web-crawlers',
};
const PERPLEXITY = { operator: 'Perplexity', source: 'https://docs.perplexity.ai/guides/bots' };
const DUCKDUCKGO = {
  operator: 'DuckDuckGo',
  source: 'https://duckduckgo.com/duckduckgo-help-pages/results/duckassistbot',
};
/** List of a community, for operators without a page. */
const OBSERVED = 'https://github.com/ai-robots-txt/ai.robots.txt';

/**
 * Crawlers with the purposes that their operators state, as of 2026-11-30. Googlebot and Applebot fetch for search;
 * Google-Extended and Applebot-Extended say what else their operators may do with what these fetched.
 */
export const CRAWLERS: readonly Crawler[] = [
  { token: 'Googlebot', purposes: ['search'], ...GOOGLE },
  { token: 'Google-Extended', purposes: ['answers', 'training'], isTokenOnly: true, ...GOOGLE },
  { token: 'Google-CloudVertexBot', purposes: ['answers'], ...GOOGLE },
  {
    token: 'Google-Agent',
    operator: 'Google',
    purposes: ['answers'],
    source: 'https://developers.google.com/crawling/docs/crawlers-fetchers/google-user-triggered-fetchers',
  },
  {
    token: 'bingbot',
    operator: 'Microsoft',
    purposes: ['search'],
    source: 'https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0',
  },
  { token: 'Applebot', purposes: ['search'], ...APPLE },
  { token: 'Applebot-Extended', purposes: ['training'], isTokenOnly: true, ...APPLE },
  { token: 'DuckDuckBot', purposes: ['search'], ...DUCKDUCKGO },
  { token: 'DuckAssistBot', purposes: ['answers'], ...DUCKDUCKGO },
  { token: 'OAI-SearchBot', purposes: ['search', 'answers'], ...OPENAI },
  { token: 'ChatGPT-User', purposes: ['answers'], ...OPENAI },
  { token: 'GPTBot', purposes: ['training'], ...OPENAI },
  { token: 'Claude-SearchBot', purposes: ['search', 'answers'], ...ANTHROPIC },
  { token: 'Claude-User', purposes: ['answers'], ...ANTHROPIC },
  { token: 'ClaudeBot', purposes: ['training'], ...ANTHROPIC },
  { token: 'PerplexityBot', purposes: ['search', 'answers'], ...PERPLEXITY },
  { token: 'Perplexity-User', purposes: ['answers'], ...PERPLEXITY },
  { token: 'Amazonbot', purposes: ['training'], ...AMAZON },
  { token: 'Amzn-SearchBot', purposes: ['search', 'answers'], ...AMAZON },
  { token: 'Amzn-User', purposes: ['answers'], ...AMAZON },
  { token: 'meta-externalagent', purposes: ['training'], ...META },
  { token: 'meta-externalfetcher', purposes: ['answers'], ...META },
  {
    token: 'MistralAI-User',
    operator: 'Mistral AI',
    purposes: ['answers'],
    source: 'https://docs.mistral.ai/robots',
  },
  {
    token: 'CCBot',
    operator: 'Common Crawl',
    purposes: ['training'],
    source: 'https://commoncrawl.org/ccbot',
  },
  { token: 'AI2Bot', operator: 'Ai2', purposes: ['training'], source: 'https://allenai.org/crawler' },
  { token: 'Bytespider', operator: 'ByteDance', purposes: ['training'], source: OBSERVED },
  { token: 'cohere-training-data-crawler', operator: 'Cohere', purposes: ['training'], source: OBSERVED },
];

const byName = new Map(CRAWLERS.map((crawler) => [crawler.token.toLowerCase(), crawler]));
/** The names that a User-Agent can have, the longest first, since one can begin with another. */
const NAMES = CRAWLERS.filter(({ isTokenOnly }) => !isTokenOnly)
  .map(({ token }) => token)
  .sort((a, b) => b.length - a.length);
const NAMED = new RegExp(`(?<![\\w-])(${NAMES.join('|')})(?![\\w-])`, 'i');

/** Returns the crawler that a User-Agent names; null for none of the list. */
export function findCrawler(userAgent: string | undefined): Crawler | null {
  const [name] = (userAgent && NAMED.exec(userAgent)) || [];
  return (name && byName.get(name.toLowerCase())) || null;
}

/** A client that names itself as a crawler that reads for more than search. */
export interface CrawlerClient {
  crawler: Crawler;
  /** True if it may use what is licensed. */
  isLicensed: boolean;
}

/** Returns the purposes because of which a crawler is excluded: none for one of search alone. */
export function listExcludedPurposes({ purposes }: Crawler): readonly Purpose[] {
  return purposes.filter((each) => each !== 'search');
}
