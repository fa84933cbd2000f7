import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { LRUCache } from 'lru-cache';
import { inTime } from '../../database/away.js';
import { networksOf, WIDER_LIMIT } from '../../shared/network.js';
import { isIn } from './networks.js';
import { RateLimited } from './rate-limited.js';
import type { Counted, Rates } from './rates.js';
import type { Standing } from './window.js';

/** Milliseconds to wait for the key that instances share; without it, each counts by itself. */
const PATIENCE = 300;

/** Clients whose names are remembered for the day. */
const REMEMBERED = 10_000;

/** Who asks. */
export interface Caller {
  headers: IncomingHttpHeaders;
  /** Of the client, as far as trusted proxies tell. */
  ip: string;
}

export interface AdmissionParts {
  rates: Rates;
  /** Points in a minute of a client without a key, and of a key; 0 for any number. */
  limits: { client: number; key: number };
  /** Clients that are not counted. */
  exempt: BlockList;
  /** The key under which addresses become names, which all instances share for a day. */
  todaysKey(): Promise<Buffer>;
  /** The one to use while that cannot be had. */
  ownKey: Buffer;
}

/** Counts who comes in, and keeps out who has come too often. */
export class Admission {
  private readonly clients = new LRUCache<string, Counted[]>({ max: REMEMBERED });
  private today: Promise<Buffer> | null = null;

  constructor(private readonly parts: AdmissionParts) {}

  /** Takes a point of the client's. Throws RateLimited. */
  async ofClient(caller: Caller): Promise<Standing | null> {
    return this.take(await this.client(caller));
  }

  /**
   * Takes a point of whoever it turns out to be: of a key if there is one, else of the client. Keys that are none are
   * counted for their client too, who is not asked for a key again when there were too many. Throws RateLimited, and
   * what `identify` throws.
   */
  async of<Access extends { viewer: { keyId: number } | null }>(
    caller: Caller,
    identify: () => Promise<Access>,
  ): Promise<{ access: Access; standing: Standing | null; charge(points: number): void }> {
    const { rates, limits } = this.parts;
    const client = await this.client(caller);
    const guesses = client.map(({ name, limit }) => ({ name: `guesses:${name}`, limit }));
    const hasCredentials = caller.headers.authorization !== undefined;
    if (hasCredentials && guesses.some((each) => rates.hasSpent(each))) await this.take(guesses);
    const access = await identify().catch(async (error) => {
      if (hasCredentials) await this.take(guesses);
      throw error;
    });
    const who = access.viewer ? [{ name: `key:${access.viewer.keyId}`, limit: limits.key }] : client;
    const charge = (points: number) => {
      for (const each of who) rates.charge(each, points);
    };
    return { access, standing: await this.take(who), charge };
  }

  /** Takes a point of each, the narrowest network first, and answers how the client stands with its own. */
  private async take(who: Counted[]): Promise<Standing | null> {
    const standings: (Standing | null)[] = [];
    for (const each of who) {
      const standing = await this.parts.rates.take(each);
      if (standing && !standing.isWithin) throw new RateLimited(standing);
      standings.push(standing);
    }
    return standings[0] ?? null;
  }

  /** The client's network and the wider one around it; nobody when it is not counted. */
  private async client({ ip }: Caller): Promise<Counted[]> {
    const today = this.parts.todaysKey();
    if (today !== this.today) this.clients.clear();
    this.today = today;
    return this.clients.get(ip) ?? this.meet(ip, today);
  }

  private async meet(ip: string, today: Promise<Buffer>): Promise<Counted[]> {
    const { limits, exempt, ownKey } = this.parts;
    if (limits.client === 0 || isIn(exempt, ip)) return [];
    const key = await inTime(PATIENCE, today).catch(() => null);
    const client = networksOf(ip).map((network, i) => {
      const digest = createHmac('sha256', key ?? ownKey)
        .update(network)
        .digest('base64url');
      return { name: `client:${digest.slice(0, 22)}`, limit: limits.client * (i === 0 ? 1 : WIDER_LIMIT) };
    });
    if (key && today === this.today) this.clients.set(ip, client);
    return client;
  }
}
