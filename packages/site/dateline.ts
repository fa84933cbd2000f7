import { createClient, type Document, type SubscribeOptions } from '@dateline/client';
import { datelineFetch } from '@dateline/client/next';
import { cacheLife, cacheTag } from 'next/cache';
import { draftMode } from 'next/headers';
import { frontDocument, pageDocument } from './generated';

const url = `${process.env.DATELINE_URL ?? 'http://127.0.0.1:4000'}/graphql`;

/** The client of the proxy, whose requests are not cached by Next. */
export const client = createClient({ url, useGet: true });
const cached = createClient({ url, useGet: true, fetch: datelineFetch({ cacheTag }) });
const preview = createClient({ url, perspective: 'preview', key: process.env.DATELINE_PREVIEW_KEY });

/** Loads the data of a page: with drafts in draft mode, else from the cache, which webhooks revalidate. */
export const load = async <Data, Variables>(
  document: Document<Data, Variables>,
  variables: NoInfer<Variables>,
): Promise<Data> =>
  (await draftMode()).isEnabled ? preview.query(document, variables) : loadPublished(document, variables);

/** Follows what a page in draft mode shows. */
export const followDraft = (path: string, options: SubscribeOptions) =>
  path === '/' ? preview.live(frontDocument, {}, options) : preview.live(pageDocument, { path }, options);

async function loadPublished<Data, Variables>(document: Document<Data, Variables>, variables: Variables) {
  'use cache';
  // Lists of popular articles change without a webhook: they are a minute old at most.
  cacheLife({ stale: 60, revalidate: 60, expire: 2_592_000 });
  return cached.query<Data>(document, variables);
}
