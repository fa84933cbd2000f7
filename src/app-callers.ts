import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.js';
import { createContext } from './context.js';
import { inTime } from './database/away.js';
import type { Database } from './database/database.js';
import type { Parts } from './database/parts.js';
import { SHOW_COST } from './delivery/cost.js';
import type { Caller } from './delivery/live/live-operations.js';
import { Admission } from './delivery/rates/admission.js';
import { isIn, networks } from './delivery/rates/networks.js';
import { openRateStore } from './delivery/rates/rate-store.js';
import { Rates } from './delivery/rates/rates.js';
import { ApiKeyService } from './modules/access/api-keys.service.js';
import { accessOf, hasScope, idempotencyKeyOf, type RequestAccess } from './modules/access/request-access.js';
import { LiveFeed } from './modules/live/live-feed.service.js';
import { PopularFeed } from './modules/popular/popular-feed.js';
import { visitorOf } from './modules/popular/visitor.js';

export interface CallerParts {
  config: Config;
  database: Database;
  logger: FastifyBaseLogger;
  /** The key of the day, which all instances share. */
  todaysKey(): Promise<Buffer>;
}

interface ContextExtras {
  /** Of what answers may be made, when they are everyone's to see. */
  remembered?: Parts | null;
  /** Takes points of whoever asks. */
  charge?(points: number): void;
  /** When whoever asks began to wait. */
  since?: number;
}

/** Who asks, whether they may, and what the graph knows of them. */
export async function createCallers({ config, database, logger, todaysKey }: CallerParts) {
  const { editorial, pool, changes } = database;
  const keys = new ApiKeyService(editorial);
  const live = new LiveFeed(changes, pool, config.LIVE_BUFFER);
  const popularFeed = new PopularFeed(changes);
  const store = await openRateStore({ pool, redisUrl: config.REDIS_URL, log: logger });
  const exempt = networks(config.RATE_EXEMPT);
  const admission = new Admission({
    rates: new Rates(store),
    limits: { client: config.RATE_PER_CLIENT, key: config.RATE_PER_KEY },
    exempt,
    todaysKey,
    ownKey: randomBytes(32),
  });
  const identify = (headers: Caller['headers']) => {
    const access = accessOf(headers, keys);
    return headers.authorization === undefined ? access : inTime(config.READ_SECONDS * 1_000, access);
  };
  const contextOf = (
    { headers, id, ip }: Caller,
    access: RequestAccess,
    { remembered = null, charge = () => undefined, since = Date.now() }: ContextExtras = {},
  ) =>
    createContext({
      parts: remembered,
      readers: database.readers,
      editorial,
      live,
      popularFeed,
      ...access,
      idempotencyKey: idempotencyKeyOf(headers),
      visitor: visitorOf({ headers, ip }),
      requestId: id,
      showsCost: headers[SHOW_COST] !== undefined,
      charge,
      since,
    });
  return {
    live,
    admission,
    isExempt: (ip: string) => isIn(exempt, ip),
    /** For an operation that comes by itself. Throws what is wrong with the key, RateLimited. */
    admit: async (caller: Caller, remembered: Parts | null = null) => {
      const since = Date.now();
      const { access, standing, charge } = await admission.of(caller, () => identify(caller.headers));
      return { context: contextOf(caller, access, { remembered, charge, since }), standing };
    },
    /** For an event of a subscription that was admitted before. */
    contextOf: async (caller: Caller) => contextOf(caller, await identify(caller.headers)),
    mayWrite: (headers: Caller['headers']) => hasScope(headers, keys, 'write'),
    close: () => store.close(),
  };
}
