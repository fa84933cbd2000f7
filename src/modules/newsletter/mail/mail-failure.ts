/** Kind of failure to send a mail, which decides the next step. */
export enum MailFailure {
  /** The mail server is unavailable or rejects this client: sending stops until it recovers. */
  SERVER = 'SERVER',
  /** The failure is temporary: the mail is retried later. */
  LATER = 'LATER',
  /** The server rejects this mail permanently. */
  REFUSED = 'REFUSED',
  /** The mailbox does not exist: its address is suppressed. */
  NO_MAILBOX = 'NO_MAILBOX',
}

/** Classifies a nodemailer error by the reply codes of RFC 5321 (4.2.1) and the enhanced ones of RFC 3463. */
export function classifyMailError(error: unknown): MailFailure {
  const { responseCode, command, response = '' } = error as Partial<SmtpError>;
  if (command === 'API') return MailFailure.REFUSED; // nodemailer itself rejected it
  // Failures before RCPT do not concern this recipient, and 421 closes the connection.
  const isAboutReader = command === 'RCPT TO' || command === 'DATA';
  if (!isAboutReader || responseCode === undefined || responseCode === 421) return MailFailure.SERVER;
  if (responseCode < 500) return MailFailure.LATER;
  if (command === 'DATA') return MailFailure.REFUSED;
  // 5.7.x is a policy rejection and 5.2.2 a full mailbox: neither means that the address is wrong.
  return /\b5\.(7\.\d+|2\.2)\b/.test(response) ? MailFailure.REFUSED : MailFailure.NO_MAILBOX;
}

interface SmtpError {
  command: string;
  response: string;
  responseCode: number;
}
