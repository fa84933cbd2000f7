/** User agent of a browser. */
export const BROWSER_USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
/**
 * Settings that trust `X-Forwarded-For`, so that a test chooses its client address, and flush views at once.
 */
export const TRUSTED_PROXY_SETTINGS = { TRUSTED_PROXIES: 'loopback', VIEW_FLUSH_SECONDS: '0.05' };

/** Returns the headers of a reader's browser as forwarded by a proxy. */
export function createReaderHeaders(address: string, userAgent = BROWSER_USER_AGENT): Record<string, string> {
  return { 'user-agent': userAgent, 'x-forwarded-for': address };
}

/** Creates a clock that only changes when it is set. */
export function createFixedClock(time: string) {
  let now = new Date(time);
  return { now: () => now, set: (time: string | number) => (now = new Date(time)) };
}

/** Polls until a value is truthy and returns it. Throws an Error after 100 seconds. */
export async function waitForValue<T>(read: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const end = Date.now() + 100_000; Date.now() < end; ) {
    const found = await read();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not happen.');
}
