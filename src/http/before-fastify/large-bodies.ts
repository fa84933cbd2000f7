import type { IncomingMessage, ServerResponse } from 'node:http';
import { UPLOADS_PATH } from '../../media/media-storage.js';
import { ErrorCode } from '../../shared/errors/errors.js';
import { createErrorBody } from '../error-handler.js';
import type { Interceptor } from './interceptor.js';
import { getClientName } from './request-turns.js';

/** Bytes above which a body is large. Operations of readers are far below. */
const LARGE_BYTES = 64 * 1_024;
/**
 * Bytes of large bodies that are read and handled at a time, with an `authorization` header and without, and those of one
 * client in each share. A body takes up to ten times its size while it is parsed.
 */
const MAX_BYTES = 4 * 2 ** 20;
const MAX_CLIENT_BYTES = 2 * 2 ** 20;
/** Maximum number of requests that wait, and milliseconds that one may wait. */
const MAX_WAITING = 100;
const MAX_WAIT_MS = 5_000;
const RETRY_AFTER_SECONDS = 1;
const MESSAGE = 'Too many large requests are under way. Try again later.';

interface WaitingBody {
  client: string;
  bytes: number;
  begin(): void;
}

/** Limits the bytes of large bodies that are in memory at a time. Others wait in order, without being read. */
export class LargeBodies {
  private bytes = 0;
  private readonly bytesByClient = new Map<string, number>();
  private readonly waiting = new Set<WaitingBody>();

  constructor(
    private readonly maxBytes = MAX_BYTES,
    private readonly maxClientBytes = MAX_CLIENT_BYTES,
  ) {}

  /** Calls `begin` now or when there is room. Returns null if too many wait, otherwise a function that gives up. */
  enter(client: string, bytes: number, begin: () => void): (() => void) | null {
    const body = { client, bytes, begin };
    if (this.hasRoom(body)) this.admit(body);
    else if (this.waiting.size >= MAX_WAITING) return null;
    else this.waiting.add(body);
    return () => this.waiting.delete(body);
  }

  /** Frees the bytes of a body that began, and begins those that have room now. */
  leave(client: string, bytes: number): void {
    this.bytes -= bytes;
    const rest = (this.bytesByClient.get(client) ?? 0) - bytes;
    if (rest > 0) this.bytesByClient.set(client, rest);
    else this.bytesByClient.delete(client);
    for (const body of this.waiting) {
      if (!this.hasRoom(body)) continue;
      this.waiting.delete(body);
      this.admit(body);
    }
  }

  /** A body that is larger than a limit has room when it is alone. */
  private hasRoom({ client, bytes }: WaitingBody): boolean {
    const ofClient = this.bytesByClient.get(client) ?? 0;
    return (
      (this.bytes === 0 || this.bytes + bytes <= this.maxBytes) &&
      (ofClient === 0 || ofClient + bytes <= this.maxClientBytes)
    );
  }

  private admit({ client, bytes, begin }: WaitingBody): void {
    this.bytes += bytes;
    this.bytesByClient.set(client, (this.bytesByClient.get(client) ?? 0) + bytes);
    begin();
  }
}

export interface LargeBodiesOptions {
  /** Bytes that the body of an operation may have. Longer ones are refused unread, or are uploads. */
  maxBodyBytes: number;
  getClientIp(request: IncomingMessage): string;
  /** Called for each request that is refused. */
  onExcess(): void;
}

/** Lets requests with large bodies wait for memory, and refuses those that wait too long with status 503. */
export function admitLargeBodies(
  { maxBodyBytes, getClientIp, onExcess }: LargeBodiesOptions,
  maxWaitMs = MAX_WAIT_MS,
): Interceptor {
  // Apart, so that slow bodies of readers cannot keep those of editors waiting. Nor can one client with a made-up key.
  const [ofReaders, ofKeys] = [new LargeBodies(), new LargeBodies()];
  return {
    request(request, response, next) {
      const bytes = getLargeSize(request, maxBodyBytes);
      if (bytes === 0) return next(request, response);
      const bodies = request.headers.authorization === undefined ? ofReaders : ofKeys;
      const client = getClientName(getClientIp(request));
      let hasBegun = false;
      const begin = () => {
        hasBegun = true;
        clearTimeout(timer);
        response.once('close', () => bodies.leave(client, bytes));
        next(request, response);
      };
      const refuse = () => {
        onExcess();
        refuseBody(request, response);
      };
      const timer = setTimeout(() => {
        giveUp?.();
        refuse();
      }, maxWaitMs).unref();
      const giveUp = bodies.enter(client, bytes, begin);
      if (hasBegun) return;
      if (!giveUp) {
        clearTimeout(timer);
        return refuse();
      }
      response.once('close', () => {
        clearTimeout(timer);
        giveUp();
      });
    },
  };
}

/**
 * Returns the bytes of a large body: the maximum if its length is unknown, and 0 if it is small, beyond the maximum, or an
 * upload, which is written to the storage as it arrives.
 */
function getLargeSize({ headers, url = '/' }: IncomingMessage, maxBodyBytes: number): number {
  if (url.startsWith(UPLOADS_PATH)) return 0;
  if (headers['transfer-encoding'] !== undefined) return maxBodyBytes;
  const length = Number(headers['content-length'] ?? 0);
  return length > LARGE_BYTES && length <= maxBodyBytes ? length : 0;
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false;
  response
    .writeHead(503, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': String(RETRY_AFTER_SECONDS),
    })
    .end(JSON.stringify(createErrorBody(MESSAGE, ErrorCode.SERVICE_UNAVAILABLE)));
  request.resume();
}
