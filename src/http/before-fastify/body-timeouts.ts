import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { rejectSocket } from '../error-handler.js';
import { BODY_TIMEOUT_MS, CHECK_INTERVAL_MS } from '../timeouts.js';
import type { Interceptor } from './interceptor.js';

/** Bytes a second that an upload must move, on average of each `BODY_TIMEOUT_MS`. */
export const MIN_UPLOAD_RATE = 8_192;

const TOO_LATE = `The body did not arrive within ${BODY_TIMEOUT_MS / 1_000} seconds.`;
const TOO_SLOW = `The upload moved less than ${MIN_UPLOAD_RATE / 1_024} KiB a second for ${BODY_TIMEOUT_MS / 1_000} seconds.`;

interface Progress {
  response: ServerResponse;
  /** Beginning of the present span of time, in milliseconds, and bytes of the connection at that time. */
  since: number;
  bytesBefore: number;
}

/**
 * Ends requests with bodies that arrive too slowly: most have to be complete after 15 seconds, and uploads
 * only have to progress. Node.js has one time limit for all requests of a server.
 */
export class BodyTimeouts {
  private readonly arriving = new Map<IncomingMessage, Progress>();
  /** Requests whose bodies may take as long as they move. */
  private readonly uploads = new WeakSet<IncomingMessage>();

  constructor(private readonly clock = () => performance.now()) {}

  /** Number of requests with a body that is still arriving. */
  get size(): number {
    return this.arriving.size;
  }

  /** Checks bodies until the server is closed. */
  start(server: Server): void {
    const timer = setInterval(() => this.check(), CHECK_INTERVAL_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  /**
   * Watches the body of a request, unless it arrived with the headers, as most do. Only the others enter the map: a
   * map of all requests would keep them until V8 collects old objects, since its tables are replaced so often.
   */
  watch(request: IncomingMessage, response: ServerResponse): void {
    const { headers } = request;
    if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0)) return;
    setImmediate(() => {
      if (request.complete || request.socket.destroyed) return;
      this.arriving.set(request, { response, ...this.measure(request) });
      request.once('close', () => this.arriving.delete(request));
    });
  }

  /** Lets the body of a request take as long as it moves. */
  allowSlowBody(request: IncomingMessage): void {
    this.uploads.add(request);
  }

  /** Ends the requests that are too slow. */
  check(): void {
    const now = this.clock();
    for (const [request, progress] of this.arriving) {
      if (request.complete) this.arriving.delete(request);
      else if (now - progress.since >= BODY_TIMEOUT_MS) this.judge(request, progress, now);
    }
  }

  private measure({ socket }: IncomingMessage) {
    return { since: this.clock(), bytesBefore: socket.bytesRead };
  }

  private judge(request: IncomingMessage, progress: Progress, now: number): void {
    const isUpload = this.uploads.has(request);
    const bytes = request.socket.bytesRead - progress.bytesBefore;
    const seconds = (now - progress.since) / 1_000;
    if (isUpload && bytes >= MIN_UPLOAD_RATE * seconds) {
      Object.assign(progress, this.measure(request));
      return;
    }
    this.arriving.delete(request);
    if (progress.response.headersSent) request.socket.destroy();
    else rejectSocket(request.socket, 408, isUpload ? TOO_SLOW : TOO_LATE);
  }
}

/** Watches the body of every request. */
export function timeOutBodies(bodyTimeouts: BodyTimeouts): Interceptor {
  return {
    request(request, response, next) {
      bodyTimeouts.watch(request, response);
      next(request, response);
    },
  };
}
