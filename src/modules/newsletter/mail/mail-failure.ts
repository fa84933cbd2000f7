/** What is to become of a mail that was not taken. */
export enum MailFailure {
  /** The mail server is away or refuses us: nothing is to be sent until that is over. */
  SERVER = 'SERVER',
  /** Not now: to be tried again later. */
  LATER = 'LATER',
  /** Not this mail. */
  REFUSED = 'REFUSED',
  /** There is no such mailbox: its address gets no more mail. */
  NO_MAILBOX = 'NO_MAILBOX',
}

/** Reads nodemailer's error by the reply codes of RFC 5321 (4.2.1) and the enhanced ones of RFC 3463. */
export function classifyMailError(error: unknown): MailFailure {
  const { responseCode, command, response = '' } = error as Partial<SmtpError>;
  if (command === 'API') return MailFailure.REFUSED; // not even nodemailer would send it
  // Before RCPT it is not about this reader, and 421 closes the connection.
  const isAboutReader = command === 'RCPT TO' || command === 'DATA';
  if (!isAboutReader || responseCode === undefined || responseCode === 421) return MailFailure.SERVER;
  if (responseCode < 500) return MailFailure.LATER;
  if (command === 'DATA') return MailFailure.REFUSED;
  // 5.7.x is a policy against us, 5.2.2 a full mailbox: neither says that the address is wrong.
  return /\b5\.(7\.\d+|2\.2)\b/.test(response) ? MailFailure.REFUSED : MailFailure.NO_MAILBOX;
}

interface SmtpError {
  command: string;
  response: string;
  responseCode: number;
}
