/** What a browser says that it is. */
export const BROWSER_USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
/** Lets a test come from wherever it says. */
export const TRUSTED_PROXY_SETTINGS = { TRUSTED_PROXIES: 'loopback', VIEW_FLUSH_SECONDS: '0.05' };

/** The headers of a reader's browser, as a proxy hands them on. */
export function createReaderHeaders(address: string, userAgent = BROWSER_USER_AGENT): Record<string, string> {
  return { 'user-agent': userAgent, 'x-forwarded-for': address };
}

/** A clock that stands still until it is set. */
export function createFixedClock(time: string) {
  let now = new Date(time);
  return { now: () => now, set: (time: string | number) => (now = new Date(time)) };
}

/** Looks until there is something to be seen. */
export async function waitForValue<T>(read: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const found = await read();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It did not happen.');
}
