/** Questions that a worker asks all workers, itself included. */
export type Topic =
  /** Metrics as getMetricsAsJSON of prom-client returns them. */
  | 'metrics'
  /** No value; the reply comes when the caches know of all changes that are committed. */
  | 'synchronized';

/** A worker can reply to questions. It says so before it listens, so that it is asked about each change it could serve. */
export interface JoinMessage {
  type: 'join';
}

/** The message of a worker that listens. */
export interface ReadyMessage {
  type: 'ready';
  /** Lines for the terminal. */
  text: string;
}

/** A worker asks all workers through the primary process. */
export interface AskMessage {
  type: 'ask';
  id: number;
  topic: Topic;
}

/** A worker replies to a question. */
export interface ReplyMessage {
  type: 'reply';
  question: number;
  /** Undefined if there is none. */
  value?: unknown;
}

export type WorkerMessage = JoinMessage | ReadyMessage | AskMessage | ReplyMessage;

/** The primary process passes a question on. */
export interface QuestionMessage {
  type: 'question';
  question: number;
  topic: Topic;
}

/** The primary process returns the replies to a question. */
export interface AnswersMessage {
  type: 'answers';
  id: number;
  values: unknown[];
}

export type PrimaryMessage = QuestionMessage | AnswersMessage;
