import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { CloseCode } from './close-codes.js';
import type { LiveConnection } from './connections.js';
import type { ClientRequest } from './subscription-executor.js';

/** Bytes that wait for a client; one who asks for more is cut off. */
const MAX_BUFFERED_BYTES = 2 ** 22;

/** What the protocol knows of a socket. */
export interface SocketExtra {
  client: ClientRequest;
  close(code: CloseCode, reason: string): void;
}

/** Speaks graphql-ws over a socket. */
export class WebSocketConnection implements LiveConnection {
  readonly kind = 'websocket';
  private hasPonged = true;

  constructor(
    private readonly socket: WebSocket,
    server: Server<SocketExtra>,
    client: ClientRequest,
    onClose: () => void,
  ) {
    const close = (code: number, reason: string) => this.close(code, reason);
    const notifyClosed = server.opened(
      {
        protocol: socket.protocol,
        // Resolves when the system has taken it: what comes next waits in the subscriber's queue, not in memory here.
        send: (text) => new Promise((resolve) => socket.send(text, () => resolve())),
        close: (code = CloseCode.NORMAL, reason = '') => close(code, reason),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            if (this.isStalled) return this.terminate();
            handle(String(data)).catch(() => close(CloseCode.BAD_REQUEST, 'This message is not expected.'));
          });
        },
      },
      { client, close },
    );
    socket.on('error', () => undefined); // 'close' follows
    socket.on('ping', () => this.isStalled && this.terminate());
    socket.on('pong', () => {
      this.hasPonged = true;
    });
    socket.once('close', (code, reason) => {
      onClose();
      notifyClosed(code, String(reason)).catch(() => undefined);
    });
  }

  /** Whether the client asks and asks, and takes no answers. */
  private get isStalled(): boolean {
    return this.socket.bufferedAmount > MAX_BUFFERED_BYTES;
  }

  keepAlive(): void {
    if (!this.hasPonged) this.terminate();
    this.hasPonged = false;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  disconnect(): void {
    this.socket.close(CloseCode.SERVICE_RESTART, 'This instance closes. Connect again.');
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** A client that does not answer is cut off by the socket itself, after half a minute. */
  private close(code: number, reason: string): void {
    this.socket.close(code, reason.slice(0, 120));
  }
}
