/** Milliseconds that the other server has to respond. */
const TIMEOUT_MS = 15_000;

/**
 * Sends a request of which only the success counts. Throws an Error with the reason if there is no response, and with the
 * status and the beginning of the response if it is refused. `sender` begins the latter: `The cache answered a purge`.
 */
export async function sendRequest(url: string | URL, init: RequestInit, sender: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { redirect: 'error', signal, ...init }).catch((error: Error) => {
    // Without this, the message is "fetch failed".
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`${new URL(url).origin} did not answer: ${reason}`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${sender} with ${response.status}: ${text.slice(0, 300)}`);
}
