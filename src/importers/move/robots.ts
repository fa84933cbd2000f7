import { setTimeout as sleep } from 'node:timers/promises';
import robotsParser from 'robots-parser';
import { FetchError } from '../fetch/fetch-error.js';
import type { Fetcher } from '../fetch/fetcher.js';

/** Name by which robots.txt files address this program. */
const AGENT = 'Dateline';
/** Longest delay between two requests that a site may ask for, in seconds. */
const MAX_DELAY_SECONDS = 10;

/** The part of the package's rules that is used. */
interface Rules {
  isAllowed(url: string, agent: string): boolean | undefined;
  getCrawlDelay(agent: string): number | undefined;
  getSitemaps(): string[];
}

/** The package exports a function; its types say that it exports an object with a default. */
const parseRobots = robotsParser as unknown as (url: string, text: string) => Rules;

/** Rules of the robots.txt files of sites (RFC 9309), each fetched once. */
export class RobotsRules {
  private readonly rules = new Map<string, Promise<Rules>>();
  private readonly lastTurns = new Map<string, Promise<void>>();

  constructor(private readonly fetcher: Fetcher) {}

  /** Returns true if the site lets this program fetch a URL. */
  async isAllowed(url: string): Promise<boolean> {
    return (await this.load(url)).isAllowed(url, AGENT) !== false;
  }

  /** Lists the sitemaps that a site names. */
  async listSitemaps(siteUrl: string): Promise<string[]> {
    return (await this.load(siteUrl)).getSitemaps();
  }

  /** Waits until the delay that a site asks for has passed since its last request. */
  async waitForTurn(url: string): Promise<void> {
    const { origin } = new URL(url);
    const seconds = Math.min((await this.load(url)).getCrawlDelay(AGENT) ?? 0, MAX_DELAY_SECONDS);
    if (seconds === 0) return;
    const turn = this.lastTurns.get(origin) ?? Promise.resolve();
    this.lastTurns.set(
      origin,
      turn.then(() => sleep(seconds * 1_000)),
    );
    await turn;
  }

  private load(url: string): Promise<Rules> {
    const { origin } = new URL(url);
    const rules = this.rules.get(origin) ?? this.fetch(`${origin}/robots.txt`);
    this.rules.set(origin, rules);
    return rules;
  }

  /** Fetches the rules of a site. A site without the file permits everything, one that fails nothing. */
  private async fetch(file: string): Promise<Rules> {
    try {
      const { status, text } = await this.fetcher.get(file);
      if (status >= 500) return parseRobots(file, 'User-agent: *\nDisallow: /');
      return parseRobots(file, status === 200 ? text : '');
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      return parseRobots(file, 'User-agent: *\nDisallow: /');
    }
  }
}
