/** Mail to one recipient. */
export interface MailMessage {
  from: { name: string; address: string };
  /** Address in the form for mail servers, with an internationalized domain in Punycode. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Address that replies go to, if not to the sender. */
  replyTo?: string;
  /** Permanent Message-ID without < and >; a mail that is sent again keeps it. */
  messageId?: string;
  /** Further headers, such as List-Unsubscribe. */
  headers: Record<string, string>;
}

/**
 * Hands mails over to whatever delivers them. Several are sent at a time: as many as MAIL_CONNECTIONS says, and
 * MAIL_RATE of them per second.
 */
export interface MailTransport {
  /** True if mails reach no reader; the log then has the links that confirm a sign-up. */
  readonly isDryRun?: boolean;
  /**
   * Resolves once the mail was accepted for delivery. Rejects with a MailError; any other error counts as
   * MailFailure.SERVER.
   *
   * Must not retry: the job queue and the delivery queue do. If the server's reply is lost, the mail
   * is sent again with the same Message-ID.
   */
  send(message: MailMessage): Promise<void>;
  /** Closes connections. The transport is not used afterwards. */
  close?(): void | Promise<void>;
}

/** Kind of failure to send a mail, which decides the next step. */
export enum MailFailure {
  /** The mail server is unavailable or rejects this client: sending stops until it recovers. */
  SERVER = 'SERVER',
  /** The failure is temporary and concerns this mail: it is retried later, for a day and a half. */
  LATER = 'LATER',
  /** The server rejects this mail permanently. */
  REFUSED = 'REFUSED',
  /** The mailbox does not exist: its address is suppressed, and gets no further mail of any newsletter. */
  NO_MAILBOX = 'NO_MAILBOX',
}

/** Thrown by a transport for a mail that was not accepted. Editors see the message. */
export class MailError extends Error {
  override name = 'MailError';

  constructor(
    readonly failure: MailFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Returns the kind of failure of an error that a transport threw. */
export function getMailFailure(error: unknown): MailFailure {
  return error instanceof MailError ? error.failure : MailFailure.SERVER;
}
