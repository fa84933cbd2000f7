import { type Client, createClient, DatelineError, type Document } from '@dateline/client';
import { withSources } from '@dateline/client/edit';
import { datelineFetch, draftClient } from '@dateline/client/next';
import { cacheLife, cacheTag } from 'next/cache';
import { cookies, draftMode } from 'next/headers';
import { inLanguage } from './languages';

const url = `${process.env.DATELINE_URL ?? 'http://127.0.0.1:4000'}/graphql`;

/** The client of the proxy, whose requests are not cached by Next. */
export const client = createClient({ url, useGet: true });
const cached = createClient({ url, useGet: true, fetch: datelineFetch({ cacheTag, fetch: fetchInTime }) });
const { DRAFT_SECRET: secret = '', DATELINE_PREVIEW_KEY: key = '' } = process.env;

/** Settings of the draft mode, and the client of a visitor in it. */
export const draftOptions = { url, secret, key, draftMode, cookies };
const { DATELINE_PLAYGROUND: playground = url } = process.env;
const extend = (drafts: Client) => withSources(drafts, { playground });
export const draft = draftClient({ ...draftOptions, extend });

/** Loads the data of a page: with drafts in draft mode, else from the cache, which webhooks revalidate. */
export async function load<Data, V>(
  document: Document<Data, V>,
  variables: NoInfer<V>,
  language: string,
): Promise<Data> {
  const data = await find(document, variables, language);
  if (!data) throw new Error('The gateway refused the variables, for the reason in the log.');
  return data;
}

/** Loads the data of a page; null if the gateway refuses the variables, such as a cursor of another list. */
export async function find<Data, V>(document: Document<Data, V>, variables: NoInfer<V>, language: string) {
  const preview = await draft();
  const headers = inLanguage(language);
  if (preview) return preview.query(document, variables, { headers }).catch(refuse);
  return findPublished(document, variables, headers);
}

/** Fetches with a limit of time: a page must not wait for a gateway that hangs. */
function fetchInTime(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  return fetch(input, { ...init, signal: AbortSignal.timeout(10_000) });
}

async function findPublished<Data, Variables>(
  document: Document<Data, Variables>,
  variables: Variables,
  headers: Record<string, string>,
) {
  'use cache';
  // Lists of popular articles change without a webhook: they are a minute old at most.
  cacheLife({ stale: 60, revalidate: 60, expire: 2_592_000 });
  // Caught here: outside of `use cache`, an error has no code any more.
  return cached.query<Data>(document, variables, { headers }).catch(refuse);
}

function refuse(error: unknown): null {
  if (!(error instanceof DatelineError && error.code === 'BAD_USER_INPUT')) throw error;
  console.warn(error.message);
  return null;
}
