import { createTransport } from 'nodemailer';
import type { Config } from '../../config/env.js';
import { type Finding, failed, formatReason, ok, warning } from './finding.js';

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 10_000 };

/** Connects to the mail server and logs in; sends nothing. */
export async function checkMail({ SMTP_URL, NODE_ENV }: Config): Promise<Finding> {
  if (!SMTP_URL) {
    const message = 'mails are written to DATA_DIR/mail';
    return NODE_ENV === 'production' ? warning('mail', message, 'Set SMTP_URL.') : ok('mail', message);
  }
  const transport = createTransport({ ...TIMEOUTS, url: SMTP_URL });
  const { host } = new URL(SMTP_URL);
  try {
    await transport.verify();
    return ok('mail', `${host} accepts mails`);
  } catch (error) {
    const isLogin = (error as { code?: string }).code === 'EAUTH';
    const advice = isLogin
      ? 'Correct the user name and password in SMTP_URL. Percent-encode @, : and / in them.'
      : 'Correct SMTP_URL (smtps: for port 465, smtp: for 587), or allow connections from this machine to the mail server.';
    return failed('mail', `${host} does not accept mails: ${formatReason(error)}`, advice);
  } finally {
    transport.close();
  }
}

/** Checks that Redis responds, if REDIS_URL is set. */
export async function checkRedis({ REDIS_URL }: Config): Promise<Finding[]> {
  if (!REDIS_URL) return [];
  const { Redis } = await import('ioredis');
  const redis = new Redis(REDIS_URL, { lazyConnect: true, connectTimeout: 3_000, retryStrategy: () => null });
  redis.on('error', () => undefined); // `connect` rejects with it
  try {
    await redis.connect();
    await redis.ping();
    return [ok('redis', 'responds')];
  } catch (error) {
    const advice = 'Start Redis, or correct REDIS_URL. Until then each instance counts requests separately.';
    return [failed('redis', `does not respond: ${formatReason(error)}`, advice)];
  } finally {
    redis.disconnect();
  }
}
