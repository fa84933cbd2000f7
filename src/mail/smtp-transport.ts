import { composeMail } from './compose-mail.js';
import { MailError, MailFailure, type MailTransport } from './mail-transport.js';

export interface SmtpTransportOptions {
  /** An smtp: or smtps: URL. */
  url: string;
  /** Maximum number of connections to the mail server, and so of mails in transit. */
  maxConnections: number;
}

/** Milliseconds that a mail server may take to connect, to greet and to respond. */
const TIMEOUTS_MS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };

/** Creates a transport that sends over SMTP, with nodemailer. */
export function createSmtpTransport({ url, maxConnections }: SmtpTransportOptions): MailTransport {
  const load = async () => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      ...TIMEOUTS_MS,
      pool: true as const,
      maxConnections,
      // If the connection breaks, the mail may have been delivered, so its sender decides about a retry.
      maxRequeues: 0,
      url,
    });
    transport.on('error', () => undefined); // of an idle connection; the next mail opens another
    return transport;
  };
  let loading: ReturnType<typeof load> | undefined;
  return {
    send: async (message) => {
      loading ??= load();
      const transport = await loading;
      await transport.sendMail(composeMail(message)).catch((error: Error) => {
        throw new MailError(classifySmtpError(error), error.message, { cause: error });
      });
    },
    close: () => void loading?.then((transport) => transport.close()),
  };
}

interface SmtpError {
  command: string;
  response: string;
  responseCode: number;
}

/** Classifies a nodemailer error by the reply codes of RFC 5321 (4.2.1) and the enhanced ones of RFC 3463. */
function classifySmtpError(error: unknown): MailFailure {
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
