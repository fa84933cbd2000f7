import { type Client, createClient } from '../client.js';

let client: Client | undefined;

/** Returns the client of /graphql on the site itself, which `proxy` forwards to the gateway. */
export function getSiteClient(): Client {
  client ??= createClient({ url: '/graphql', useGet: true });
  return client;
}
