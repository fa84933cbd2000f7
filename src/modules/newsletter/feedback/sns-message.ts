import { verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { UnverifiedFeedbackError } from './mail-feedback.js';

export const SNS_MESSAGE = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.string().nullish(),
  Message: z.string(),
  Timestamp: z.string(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
});

export type SnsMessage = z.infer<typeof SNS_MESSAGE>;

/** Fields that are signed, in order; those of a confirmation include the link. */
const SIGNED_FIELDS = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

const ALGORITHMS = { 1: 'sha1', 2: 'sha256' };

const AMAZON_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** Maximum characters of a certificate, and milliseconds until Amazon must have answered. */
const MAX_CERTIFICATE_LENGTH = 20_000;
const TIMEOUT_MS = 10_000;
const MAX_CACHED = 20;

/** Verifies messages of Amazon SNS. Keeps certificates by URL; Amazon gives a new one a new URL. */
export class SnsVerifier {
  private readonly certificates = new Map<string, X509Certificate>();

  /** `isTrusted` tells whether a URL leads to Amazon SNS. */
  constructor(private readonly isTrusted: (url: URL) => boolean = isAmazonSns) {}

  /**
   * Throws UnverifiedFeedbackError unless the message was signed by Amazon SNS.
   *
   * See https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
   */
  async verify(message: SnsMessage): Promise<void> {
    const certificate = await this.loadCertificate(message.SigningCertURL);
    const text = SIGNED_FIELDS[message.Type]
      .filter((field) => message[field] != null)
      .map((field) => `${field}\n${message[field]}\n`)
      .join('');
    const signature = Buffer.from(message.Signature, 'base64');
    if (!verify(ALGORITHMS[message.SignatureVersion], Buffer.from(text), certificate.publicKey, signature))
      throw new UnverifiedFeedbackError('The signature of the message is wrong.');
  }

  /** Confirms the subscription of this endpoint to its topic by opening the link of a verified message. */
  async confirmSubscription({ SubscribeURL }: SnsMessage): Promise<void> {
    const response = await this.fetch(SubscribeURL ?? '');
    if (!response.ok) throw new Error(`Amazon SNS answered ${response.status} to the confirmation.`);
  }

  private async loadCertificate(address: string): Promise<X509Certificate> {
    const cached = this.certificates.get(address);
    if (cached) return assertValidNow(cached);
    const response = await this.fetch(address);
    const text = await response.text();
    // An error of the server is not one of the message, which Amazon sends again.
    if (!response.ok) throw new Error(`The signing certificate was answered with ${response.status}.`);
    if (text.length > MAX_CERTIFICATE_LENGTH)
      throw new UnverifiedFeedbackError('The signing certificate is too long.');
    const certificate = assertValidNow(parseCertificate(text));
    if (this.certificates.size >= MAX_CACHED) this.certificates.clear();
    this.certificates.set(address, certificate);
    return certificate;
  }

  private async fetch(address: string): Promise<Response> {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (!url || !this.isTrusted(url))
      throw new UnverifiedFeedbackError('The message names an address that is not of Amazon SNS.');
    return fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  }
}

function isAmazonSns({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && port === '' && AMAZON_HOST.test(hostname);
}

function parseCertificate(text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new UnverifiedFeedbackError('The signing certificate is not valid.');
  }
}

function assertValidNow(certificate: X509Certificate): X509Certificate {
  const now = Date.now();
  if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo))
    throw new UnverifiedFeedbackError('The signing certificate has expired.');
  return certificate;
}
