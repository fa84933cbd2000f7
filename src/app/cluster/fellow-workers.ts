import type { PrimaryMessage, Topic, WorkerMessage } from './messages.js';

/** Connects a worker with the others of its machine, through the primary process. */
export class FellowWorkers {
  private readonly waiting = new Map<number, (values: unknown[]) => void>();
  private readonly responders = new Map<Topic, () => Promise<unknown>>();
  private lastId = 0;

  constructor() {
    process.on('message', (message: PrimaryMessage) => {
      if (message.type === 'question') void this.reply(message.question, message.topic);
      else if (message.type === 'answers') this.onAnswers(message.id, message.values);
    });
    process.channel?.unref(); // the worker ends as other gateways do
  }

  /** Replies to the questions about a topic, of all workers, with what a function returns. */
  respond(topic: Topic, responder: () => Promise<unknown>): void {
    this.responders.set(topic, responder);
  }

  /** Tells the primary process to pass questions on to this worker. */
  join(): void {
    send({ type: 'join' });
  }

  /** Returns the replies of all workers that have joined. */
  ask(topic: Topic): Promise<unknown[]> {
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      send({ type: 'ask', id, topic });
    });
  }

  private async reply(question: number, topic: Topic): Promise<void> {
    const value = await this.responders
      .get(topic)?.()
      .catch(() => undefined);
    send({ type: 'reply', question, value });
  }

  private onAnswers(id: number, values: unknown[]): void {
    this.waiting.get(id)?.(values);
    this.waiting.delete(id);
  }
}

/** Tells the primary process that this worker listens. */
export function announceReady(text: string): void {
  send({ type: 'ready', text });
}

function send(message: WorkerMessage): void {
  process.send?.(message, undefined, undefined, () => undefined); // without a primary process, the worker ends
}
