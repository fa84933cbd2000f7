import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { WebSocket } from 'ws';

/** Messages per second of one client, over all its sockets, above which they are paused. */
const PAUSED_ABOVE = 500;
/** Messages per second above which a socket is terminated: one packet can contain more than a pause holds back. */
const TERMINATED_ABOVE = 2_000;

/** Rate limit of WebSocket messages. Pauses the sockets of a client above it until the second has passed. */
export class MessageRateLimit {
  private readonly limiter = new RateLimiterMemory({ points: PAUSED_ABOVE, duration: 1 });

  /** `onThrottled` is called for each pause and termination. */
  constructor(private readonly onThrottled: () => void) {}

  /** Counts a message of a client that a socket received. */
  async count(client: string, socket: WebSocket): Promise<void> {
    const { consumedPoints, msBeforeNext } = await this.limiter.penalty(client, 1);
    const isExcessive = consumedPoints > TERMINATED_ABOVE;
    if (!isExcessive && (consumedPoints <= PAUSED_ABOVE || socket.isPaused)) return;
    this.onThrottled();
    if (isExcessive) return socket.terminate();
    socket.pause();
    setTimeout(() => socket.resume(), msBeforeNext).unref();
  }
}
