import { z } from 'zod';
import { type Setting } from './setting.js';

/** Settings of subscriptions and live queries. */
export const LIVE_SETTINGS = {
  LIVE_CONNECTIONS: {
    schema: z.coerce.number().int().min(0).max(1_000_000),
    defaultValue: '10000',
    description: 'Maximum number of open WebSockets and event streams per process.',
  },
  LIVE_CONNECTIONS_PER_CLIENT: {
    schema: z.coerce.number().int().min(1).max(1_000_000),
    defaultValue: undefined,
    description:
      'Maximum number of open WebSockets and event streams from one network address: an IPv4 address, or a /64 of IPv6 (a /48 has four times the limit). Unset: a tenth of `LIVE_CONNECTIONS`. Addresses in `RATE_EXEMPT` have no limit.',
  },
  LIVE_SUBSCRIPTIONS: {
    schema: z.coerce.number().int().min(1).max(10_000),
    defaultValue: '20',
    description: 'Maximum number of concurrent subscriptions on one WebSocket.',
  },
  LIVE_BUFFER: {
    schema: z.coerce.number().int().min(1).max(100_000),
    defaultValue: '100',
    description:
      'Maximum number of events buffered for one subscriber. A subscriber that falls further behind is disconnected and can resume.',
  },
  LIVE_QUERIES: {
    schema: z.coerce.number().int().min(1).max(100_000),
    defaultValue: '2000',
    description:
      'Maximum number of different live queries per process. One client can begin a tenth of them. Equal queries of several clients count once.',
  },
  LIVE_UPDATES_PER_SECOND: {
    schema: z.coerce.number().min(0.01).max(100),
    defaultValue: '2',
    description: 'Maximum number of times in a second that a live query is executed and sent again.',
  },
  LIVE_INIT_SECONDS: {
    schema: z.coerce.number().min(0.1).max(3600),
    defaultValue: '5',
    description: 'Maximum time in seconds until a new WebSocket sends its first message.',
  },
  LIVE_KEEPALIVE_SECONDS: {
    schema: z.coerce.number().min(0.1).max(3600),
    defaultValue: '20',
    description:
      'Interval in seconds between keep-alive messages on open connections. A WebSocket that does not respond to one is closed.',
  },
} satisfies Record<string, Setting>;
