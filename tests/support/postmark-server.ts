import { createRequire } from 'node:module';
import { type Receiver, startReceiver } from './receiver.js';

type AddressParser = (text: string) => { name: string; address: string }[];
const parseAddresses: AddressParser = createRequire(import.meta.url)('nodemailer/lib/addressparser');

/** Body of a request to send a mail. */
export interface PostmarkMail {
  From: string;
  To: string;
  Subject: string;
  TextBody: string;
  HtmlBody: string;
  MessageStream: string;
  Headers: { Name: string; Value: string }[];
}

/** A server with the API of Postmark that sends mails, its checks and its errors. */
export interface PostmarkServer {
  url: string;
  token: string;
  mails: PostmarkMail[];
  /** Answers to mails for an address, in place of accepting them. */
  refusals: Map<string, { status: number; code: number }>;
  close(): Promise<void>;
}

export async function startPostmarkServer(): Promise<PostmarkServer> {
  const receiver: Receiver = await startReceiver();
  const server: PostmarkServer = {
    url: receiver.address,
    token: 'b3c1a9d2-0000-4000-8000-1d2e3f405162',
    mails: [],
    refusals: new Map(),
    close: receiver.close,
  };
  receiver.respond = (response, { path, headers, body }) => {
    const answer = (status: number, ErrorCode: number, Message: string) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ErrorCode, Message }));
    if (path !== '/email') return answer(404, 0, 'Not found.');
    if (headers['x-postmark-server-token'] !== server.token) return answer(401, 10, 'Bad or missing token.');
    if (headers['content-type'] !== 'application/json') return answer(415, 0, 'Unsupported media type.');
    const mail = JSON.parse(body) as PostmarkMail;
    const recipients = parseAddresses(mail.To);
    if (parseAddresses(mail.From).length !== 1 || recipients.length !== 1) {
      return answer(422, 300, 'Invalid address.');
    }
    const refusal = server.refusals.get(recipients[0]!.address);
    if (refusal) return answer(refusal.status, refusal.code, `No mail for ${recipients[0]!.address}.`);
    server.mails.push(mail);
    return answer(200, 0, 'OK');
  };
  return server;
}

/** Returns the headers of a mail by lower-case name, as Postmark sends it. */
export function getPostmarkHeaders({ Headers }: PostmarkMail): Record<string, string> {
  const headers = Object.fromEntries(Headers.map(({ Name, Value }) => [Name.toLowerCase(), Value]));
  const own = '<0a1b2c3d-0000-4000-8000-000000000000@mtasv.net>';
  return { ...headers, 'message-id': headers['x-pm-keepid'] === 'true' ? headers['message-id']! : own };
}

export function parseAddress(text: string): { name: string; address: string } {
  return parseAddresses(text)[0]!;
}
