import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { ClientLeft } from '../../rate-limit/concurrency/refusals.js';
import { runPaced } from '../run-paced.js';
import type { ClientRequest } from './client-request.js';
import { CloseCode } from './close-codes.js';
import type { LiveConnection } from './connections.js';

/** Bytes that may be buffered for a client; one that sends more messages meanwhile is disconnected. */
const MAX_BUFFERED_BYTES = 2 ** 22;

/** Data that graphql-ws attaches to a socket. */
export interface SocketExtra {
  client: ClientRequest;
  /** Operations that are begun and have not ended, by the client's ids; also those that it has completed. */
  running: Set<RunningOperation>;
  close(code: CloseCode, reason: string): void;
  /** Closes the socket after a second, in which nothing that the client sends is handled. Resolves then. */
  closeLater(code: CloseCode, reason: string): Promise<void>;
}

export interface RunningOperation {
  id: string;
  abort: AbortController;
}

/**
 * Milliseconds after which a client with too many operations is disconnected; it would reconnect immediately.
 */
const CLOSE_LATER_MS = 1_000;
/** Longest message that completes an operation, in characters. */
const LONGEST_COMPLETE = 300;

/** Speaks graphql-ws over a socket. */
export class WebSocketConnection implements LiveConnection {
  readonly kind = 'websocket';
  private hasPonged = true;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly socket: WebSocket,
    server: Server<SocketExtra>,
    client: ClientRequest,
    { onMessage, onClose }: { onMessage(): void; onClose(): void },
  ) {
    const close = (code: number, reason: string) => this.close(code, reason);
    const running = new Set<RunningOperation>();
    const notifyClosed = server.opened(
      {
        protocol: socket.protocol,
        // Resolves when the operating system has accepted the data, so that later results wait in the bounded
        // queue.
        send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
        close: (code = CloseCode.NORMAL, reason = '') => close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            if (this.isStalled) return this.terminate();
            if (this.closing) return;
            onMessage();
            const text = String(data);
            const completed = parseCompletedId(text);
            if (completed !== null) abort(running, completed);
            handle(text).catch(() => close(CloseCode.BAD_REQUEST, 'Unexpected message.'));
          });
        },
      },
      { client, running, close, closeLater: (code, reason) => this.closeLater(code, reason) },
    );
    socket.on('error', () => undefined); // 'close' follows
    socket.on('ping', () => this.isStalled && this.terminate());
    socket.on('pong', () => {
      this.hasPonged = true;
    });
    socket.once('close', (code, reason) => {
      onClose();
      runPaced(() => {
        abort(running);
        notifyClosed(code, String(reason)).catch(() => undefined);
      });
    });
  }

  /** True if the client sends messages but does not read the responses. */
  private get isStalled(): boolean {
    return this.socket.bufferedAmount > MAX_BUFFERED_BYTES;
  }

  keepAlive(): void {
    if (!this.hasPonged) this.terminate();
    this.hasPonged = false;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  disconnect(): void {
    this.close(CloseCode.SERVICE_RESTART, 'This instance is shutting down. Connect again.');
  }

  terminate(): void {
    this.socket.terminate();
  }

  private closeLater(code: CloseCode, reason: string): Promise<void> {
    this.socket.pause();
    this.closing ??= sleep(CLOSE_LATER_MS, undefined, { ref: false }).then(() => this.close(code, reason));
    return this.closing;
  }

  /** Closes the socket, which `ws` terminates after 30 s if the client does not respond. */
  private close(code: number, reason: string): void {
    this.socket.resume();
    this.socket.close(code, reason.slice(0, 120));
  }
}

/** Returns the ID of the operation that a message completes; null for another message. */
function parseCompletedId(text: string): string | null {
  if (text.length > LONGEST_COMPLETE || !text.includes('complete')) return null;
  try {
    const { type, id } = Object(JSON.parse(text));
    return type === 'complete' && typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}

/** Aborts the operations of an id, or all. */
function abort(running: Set<RunningOperation>, id?: string): void {
  const left = new ClientLeft();
  for (const operation of running) if (id === undefined || operation.id === id) operation.abort.abort(left);
}
