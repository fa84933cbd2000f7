import { execFileSync } from 'node:child_process';
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { FeedbackService } from '../../../src/modules/newsletter/feedback/feedback.service.js';
import { feedbackPlugin } from '../../../src/modules/newsletter/feedback/feedback-routes.js';
import { createSesReader } from '../../../src/modules/newsletter/feedback/ses-feedback.js';
import { SnsVerifier } from '../../../src/modules/newsletter/feedback/sns-message.js';
import { type Newsroom, startNewsroom } from '../../support/newsroom.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';

const PASSWORD = 'a-password-of-postmark';
const SIGNING_KEY = 'key-of-the-mailgun-account';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:bounces';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom({
    POSTMARK_WEBHOOK_PASSWORD: PASSWORD,
    MAILGUN_SIGNING_KEY: SIGNING_KEY,
  });
});
afterAll(() => newsroom.close());

async function post(
  service: string,
  body: unknown,
  headers: Record<string, string> = {},
  address = newsroom.gateway.address,
): Promise<{ status: number; message: string | null }> {
  const response = await fetch(`${address}/newsletter/feedback/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, message: text ? JSON.parse(text).errors[0].message : null };
}

/** Subscribes addresses without mails. */
async function addSubscribers(...emails: string[]): Promise<void> {
  await newsroom.gateway.database.pool.query(
    `INSERT INTO newsletter_subscription (newsletter_id, email, address_hash, status, confirmed_at)
     SELECT n.id, e, sha256(lower(e)::bytea), 'ACTIVE', now() FROM newsletter n, unnest($1::text[]) e`,
    [emails],
  );
}

/** Reads the suppression of an address as editors see it. */
async function suppressionOf(email: string): Promise<string | null> {
  const { newsletter } = await newsroom.queryAsEditor(`{ newsletter(by: { slug: "weekly" }) {
    subscriptions(first: 100) { nodes { email status suppression suppressedAt } } } }`);
  const { status, suppression, suppressedAt } = newsletter.subscriptions.nodes.find(
    (node: any) => node.email === email,
  );
  expect([status === 'SUPPRESSED', suppressedAt !== null]).toEqual([
    suppression !== null,
    suppression !== null,
  ]);
  return suppression;
}

const BASIC = { authorization: `Basic ${Buffer.from(`postmark:${PASSWORD}`).toString('base64')}` };

test('Postmark reports hard bounces and complaints with the password of its webhook', async () => {
  await addSubscribers('gone@pm.example', 'full@pm.example', 'Angry@pm.example');
  const bounce = (Type: string, Email: string) => ({
    RecordType: 'Bounce',
    Type,
    TypeCode: 1,
    Email,
    Inactive: true,
  });
  const complaint = { RecordType: 'SpamComplaint', Type: 'SpamComplaint', Email: 'angry@pm.example' };
  for (const authorization of ['', 'Basic cG9zdG1hcms6', `${BASIC.authorization}x`]) {
    const headers = { authorization };
    expect(await post('postmark', bounce('HardBounce', 'gone@pm.example'), headers)).toMatchObject({
      status: 403,
    });
  }
  expect(await suppressionOf('gone@pm.example')).toBeNull();
  for (const event of [
    bounce('HardBounce', 'gone@pm.example'),
    bounce('SoftBounce', 'full@pm.example'),
    complaint,
    { RecordType: 'Delivery', Recipient: 'full@pm.example' },
  ]) {
    expect(await post('postmark', event, BASIC)).toEqual({ status: 204, message: null });
  }
  expect(await suppressionOf('gone@pm.example')).toBe('BOUNCED');
  expect(await suppressionOf('full@pm.example')).toBeNull();
  expect(await suppressionOf('Angry@pm.example')).toBe('COMPLAINED');
});

function signMailgun(event: object, { key = SIGNING_KEY, at = Date.now() } = {}) {
  const timestamp = String(Math.floor(at / 1000));
  const token = 'e0b5477167110d68991efc6b9f89f0a11066af27834600e123';
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
  return { signature: { timestamp, token, signature }, 'event-data': event };
}

test('Mailgun reports permanent failures and complaints with its signature', async () => {
  await addSubscribers('gone@mg.example', 'policy@mg.example', 'later@mg.example', 'angry@mg.example');
  const failed = (recipient: string, severity: string, code = '5.1.1') => ({
    ...{ event: 'failed', severity, recipient, 'delivery-status': { code: 550, 'enhanced-code': code } },
  });
  const gone = failed('gone@mg.example', 'permanent');
  for (const forged of [
    signMailgun(gone, { key: 'another-key-of-someone' }),
    signMailgun(gone, { at: Date.now() - 24 * 3_600_000 }),
    { ...signMailgun(gone), signature: { timestamp: 'x', token: 'y', signature: 'zz' } },
  ]) {
    expect(await post('mailgun', forged)).toMatchObject({ status: 403 });
  }
  expect(await suppressionOf('gone@mg.example')).toBeNull();
  for (const event of [
    gone,
    failed('policy@mg.example', 'permanent', '5.7.1'),
    failed('later@mg.example', 'temporary'),
    { event: 'complained', recipient: 'angry@mg.example' },
    { event: 'delivered', recipient: 'later@mg.example' },
  ]) {
    expect(await post('mailgun', signMailgun(event))).toEqual({ status: 204, message: null });
  }
  const emails = ['gone@mg.example', 'policy@mg.example', 'later@mg.example', 'angry@mg.example'];
  expect(await Promise.all(emails.map(suppressionOf))).toEqual(['BOUNCED', null, null, 'COMPLAINED']);
});

test('A complaint replaces a bounce, and nothing replaces an erasure', async () => {
  await addSubscribers('twice@mg.example', 'erased@mg.example');
  const complain = (recipient: string) => post('mailgun', signMailgun({ event: 'complained', recipient }));
  const bounce = (recipient: string) =>
    post('mailgun', signMailgun({ event: 'failed', severity: 'permanent', recipient }));
  await bounce('twice@mg.example');
  await complain('twice@mg.example');
  await bounce('twice@mg.example');
  expect(await suppressionOf('twice@mg.example')).toBe('COMPLAINED');
  await newsroom.gateway.database.pool.query(
    `INSERT INTO newsletter_suppression (address_hash, reason) VALUES (sha256('erased@mg.example'), 'ERASED')`,
  );
  await complain('erased@mg.example');
  expect(await suppressionOf('erased@mg.example')).toBe('ERASED');
});

test('Endpoints that are not set up, and bodies of another form, are refused with the reason', async () => {
  expect(await post('ses', {})).toEqual({
    status: 404,
    message: 'Webhooks of ses are not set up: see docs/newsletters.md.',
  });
  expect(await post('mailgun', '{')).toMatchObject({ status: 400, message: 'The body must be JSON.' });
  expect(await post('mailgun', { signature: 1 })).toMatchObject({ status: 400 });
  expect(await post('postmark', [], BASIC)).toMatchObject({ status: 400 });
  expect(await post('unknown', {})).toMatchObject({ status: 404 });
  expect((await fetch(`${newsroom.gateway.address}/newsletter/feedback/mailgun`)).status).toBe(405);
});

/** Creates a key and a certificate as Amazon's, with openssl. */
function createCertificate(days: number): { key: KeyObject; certificate: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = mkdtempSync(join(tmpdir(), 'sns-'));
  try {
    const file = join(folder, 'key.pem');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const subject = [
      '-subj',
      '/CN=sns.amazonaws.com',
      '-days',
      String(days),
      '-out',
      join(folder, 'cert.pem'),
    ];
    execFileSync('openssl', ['req', '-x509', '-new', '-key', file, ...subject], { stdio: 'ignore' });
    return { key: privateKey, certificate: readFileSync(join(folder, 'cert.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Message = Record<string, string>;

function signSns(message: Message, key: KeyObject, version = '2'): Message {
  const isNotification = message.Type === 'Notification';
  const fields = isNotification
    ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
    : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = fields.filter((field) => field in message).map((field) => `${field}\n${message[field]}\n`);
  const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(text.join(''));
  return { ...message, SignatureVersion: version, Signature: signer.sign(key, 'base64') };
}

test('SES reports bounces and complaints through a topic with messages that Amazon has signed', async () => {
  await addSubscribers('gone@ses.example', 'full@ses.example', 'angry@ses.example', 'other@ses.example');
  const { key, certificate } = createCertificate(2);
  const amazon: Receiver = await startReceiver();
  const opened: string[] = [];
  amazon.respond = (response, { path }) => {
    opened.push(path);
    response.end(path === '/cert.pem' ? certificate : 'confirmed');
  };
  const { prisma } = newsroom.gateway.database;
  const verifier = new SnsVerifier((url) => url.origin === new URL(amazon.address).origin);
  const feedback = new FeedbackService(prisma, new Map([['ses', createSesReader(TOPIC, verifier)]]));
  const app: FastifyInstance = fastify();
  await app.register(feedbackPlugin, { feedback });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    const compose = (fields: Message): Message => ({
      ...{ Type: 'Notification', MessageId: 'm-1', TopicArn: TOPIC, Timestamp: new Date().toISOString() },
      ...{ SigningCertURL: `${amazon.address}/cert.pem` },
      ...fields,
    });
    // Amazon sends JSON as text.
    const deliver = (message: Message) =>
      post('ses', message, { 'content-type': 'text/plain; charset=UTF-8' }, address);
    const bounce = (bounceType: string, emailAddress: string) =>
      JSON.stringify({
        notificationType: 'Bounce',
        bounce: { bounceType, bouncedRecipients: [{ emailAddress }] },
      });

    const confirmation = compose({
      ...{ Type: 'SubscriptionConfirmation', Token: 't', Message: 'Confirm.' },
      SubscribeURL: `${amazon.address}/confirm?Token=t`,
    });
    expect((await deliver(signSns(confirmation, key))).status).toBe(204);
    expect(opened).toEqual(['/cert.pem', '/confirm?Token=t']);

    const gone = compose({ Message: bounce('Permanent', 'gone@ses.example'), Subject: 'Amazon SES' });
    const signed = signSns(gone, key);
    for (const forged of [
      { ...signed, Message: bounce('Permanent', 'other@ses.example') },
      { ...signed, Signature: Buffer.from('none').toString('base64') },
      signSns({ ...gone, TopicArn: `${TOPIC}-of-another` }, key),
      signSns(gone, createCertificate(2).key),
      signSns({ ...gone, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/cert.pem' }, key),
      signSns({ ...confirmation, SubscribeURL: 'http://127.0.0.1:1/' }, key),
    ]) {
      expect(await deliver(forged)).toMatchObject({ status: 403 });
    }
    expect(await suppressionOf('gone@ses.example')).toBeNull();

    expect((await deliver(signed)).status).toBe(204);
    const event = {
      eventType: 'Complaint',
      complaint: { complainedRecipients: [{ emailAddress: 'Angry <angry@ses.example>' }] },
    };
    for (const message of [
      compose({ Message: bounce('Transient', 'full@ses.example') }),
      compose({ Message: JSON.stringify(event) }),
      compose({ Message: 'Successfully validated SNS topic for Amazon SES event publishing.' }),
    ]) {
      expect((await deliver(signSns(message, key, '1'))).status).toBe(204);
    }
    const emails = ['gone@ses.example', 'full@ses.example', 'angry@ses.example', 'other@ses.example'];
    expect(await Promise.all(emails.map(suppressionOf))).toEqual(['BOUNCED', null, 'COMPLAINED', null]);
    expect(opened.filter((path) => path === '/cert.pem')).toHaveLength(1);
  } finally {
    await app.close();
    await amazon.close();
  }
});

test('Only addresses of Amazon SNS over HTTPS are opened', async () => {
  const verifier = new SnsVerifier();
  const message = {
    ...{
      Type: 'Notification' as const,
      MessageId: 'm',
      TopicArn: TOPIC,
      Message: '{}',
      Timestamp: '',
      Signature: '',
    },
    SignatureVersion: '2' as const,
  };
  for (const SigningCertURL of [
    'http://sns.eu-west-1.amazonaws.com/cert.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/cert.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/cert.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/cert.pem',
    'https://bucket.s3.amazonaws.com/cert.pem',
    'file:///etc/passwd',
    '',
  ]) {
    await expect(verifier.verify({ ...message, SigningCertURL })).rejects.toThrow('not of Amazon SNS');
  }
});
