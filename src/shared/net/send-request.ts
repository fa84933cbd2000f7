/** Milliseconds that the other server has to respond. */
const TIMEOUT_MS = 15_000;

/**
 * Sends a request of which only the success counts. Throws an Error with the status and the beginning of the response if it
 * is refused. `sender` says in the message who answered what, e.g. `The cache answered a purge`.
 */
export async function sendRequest(url: string | URL, init: RequestInit, sender: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { redirect: 'error', signal, ...init });
  const text = await response.text();
  if (!response.ok) throw new Error(`${sender} with ${response.status}: ${text.slice(0, 300)}`);
}
