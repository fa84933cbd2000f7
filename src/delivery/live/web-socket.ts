import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { CloseCode } from './close-codes.js';
import type { Connection } from './connections.js';
import type { Caller } from './live-operations.js';

/** Bytes that wait for a client; one who asks for more is cut off. */
const MOST_UNTAKEN = 2 ** 22;

/** What the protocol knows of a socket. */
export interface SocketExtra {
  caller: Caller;
  close(code: CloseCode, reason: string): void;
}

/** Speaks graphql-ws over a socket. */
export class LiveSocket implements Connection {
  readonly kind = 'websocket';
  private hasAnswered = true;

  constructor(
    private readonly socket: WebSocket,
    server: Server<SocketExtra>,
    caller: Caller,
    ended: () => void,
  ) {
    const close = (code: number, reason: string) => this.close(code, reason);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        // Resolves when the system has taken it: what comes next waits in the subscriber's queue, not in memory here.
        send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
        close: (code = CloseCode.NORMAL, reason = '') => close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            if (this.isStalled) return this.cut();
            handle(String(data)).catch(() => close(CloseCode.BAD_REQUEST, 'This message is not expected.'));
          });
        },
      },
      { caller, close },
    );
    socket.on('error', () => undefined); // 'close' follows
    socket.on('ping', () => this.isStalled && this.cut());
    socket.on('pong', () => {
      this.hasAnswered = true;
    });
    socket.once('close', (code, reason) => {
      ended();
      closed(code, String(reason)).catch(() => undefined);
    });
  }

  /** Whether the client asks and asks, and takes no answers. */
  private get isStalled(): boolean {
    return this.socket.bufferedAmount > MOST_UNTAKEN;
  }

  keepAlive(): void {
    if (!this.hasAnswered) this.cut();
    this.hasAnswered = false;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  leave(): void {
    this.socket.close(CloseCode.SERVICE_RESTART, 'This instance closes. Connect again.');
  }

  cut(): void {
    this.socket.terminate();
  }

  /** A client that does not answer is cut off by the socket itself, after half a minute. */
  private close(code: number, reason: string): void {
    this.socket.close(code, reason.slice(0, 120));
  }
}
