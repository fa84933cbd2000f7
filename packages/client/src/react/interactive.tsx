'use client';

import { type FormEvent, type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { type Client, type LiveOptions, resolveSibling } from '../client.js';
import type { Document } from '../document.js';
import { articleEventsDocument, signUpDocument } from '../generated/documents.js';
import type {
  ArticleFilter,
  DatelineArticleEventFragment,
  DatelineNewsletterFragment,
  DatelineSiteBoxFragment,
} from '../generated/types.js';
import { type ClientProps, getClient, reportError } from './component-client.js';
import { type Events, useEvents } from './use-events.js';

/** The properties of `Beacon`. */
export interface BeaconProps extends ClientProps {
  /** The slug of the article that the page shows. */
  slug: string;
}

/** Counts a page view of an article, once for each slug, also in browsers without scripts. */
export function Beacon({ slug, ...options }: BeaconProps): ReactElement {
  const client = getClient(options);
  const recorded = useRef<string | null>(null);
  useEffect(() => {
    if (recorded.current === slug) return;
    recorded.current = slug;
    client.recordView(slug);
  }, [client, slug]);
  const address = `${resolveSibling(client.url, 'beacon.gif')}?slug=${encodeURIComponent(slug)}`;
  return (
    <noscript>
      <img src={address} alt="" width={1} height={1} />
    </noscript>
  );
}

/** The properties of `SignUpForm`. */
export interface SignUpFormProps extends ClientProps {
  /** The slug of the newsletter. */
  newsletter: string;
  /** The BCP 47 tag of the language to subscribe in without scripts. Defaults to that of the browser. */
  language?: string;
  label?: ReactNode;
  button?: ReactNode;
  /** The text shown when the sign-up was accepted. */
  success?: ReactNode;
  /** The text shown when the gateway cannot be reached. */
  failure?: ReactNode;
}

/** Renders a form that signs up for a newsletter. Without scripts it leads to the page of the gateway. */
export function SignUpForm({
  newsletter,
  language,
  label = 'Email address',
  button = 'Sign up',
  success = 'Please confirm with the link in the mail.',
  failure = 'That did not work. Please try again later.',
  ...options
}: SignUpFormProps): ReactElement {
  const client = getClient(options);
  const [{ status, message }, setState] = useState<{
    status: 'idle' | 'sending' | 'accepted';
    message?: ReactNode;
  }>({ status: 'idle' });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get('email'));
    setState({ status: 'sending' });
    try {
      const { subscribeToNewsletter } = await client.mutate(signUpDocument, { newsletter, email });
      const { accepted, userErrors } = subscribeToNewsletter;
      if (accepted) setState({ status: 'accepted' });
      else setState({ status: 'idle', message: userErrors.map(({ message }) => message).join(' ') });
    } catch (error) {
      reportError(options, error);
      setState({ status: 'idle', message: failure });
    }
  };
  if (status === 'accepted')
    return (
      <p role="status" tabIndex={-1} ref={focus}>
        {success}
      </p>
    );
  return (
    <form
      method="post"
      action={resolveSibling(client.url, `newsletter/${encodeURIComponent(newsletter)}`)}
      onSubmit={submit}
    >
      <label>
        {label} <input type="email" name="email" autoComplete="email" required />
      </label>{' '}
      {language && <input type="hidden" name="language" value={language} />}
      <button type="submit" disabled={status === 'sending'}>
        {button}
      </button>
      {message && <p role="alert">{message}</p>}
    </form>
  );
}

/** Focuses an element that replaces the focused one, once: else the keyboard would begin at the top of the page. */
const focus = (element: HTMLElement | null) => element?.focus();

/** The properties of `NewsletterBox`: those of `SignUpForm`, with the data of the newsletter. */
export interface NewsletterBoxProps extends Omit<SignUpFormProps, 'newsletter'> {
  /** The data of the fragment DatelineNewsletter. Defaults to that of the box. Renders nothing without one. */
  newsletter?: DatelineNewsletterFragment | null | undefined;
  /** The data of the fragment DatelineSiteBox. Its title and text replace name and description of the newsletter. */
  box?: Omit<DatelineSiteBoxFragment, 'key'> | undefined;
}

/** Renders what a newsletter is, with the form that signs up for it. */
export function NewsletterBox({
  box,
  newsletter = box?.newsletter,
  ...options
}: NewsletterBoxProps): ReactNode {
  if (!newsletter) return null;
  const promise = box?.text ?? newsletter.description;
  return (
    <section data-newsletter="">
      <h2>{box?.title ?? newsletter.name}</h2>
      {promise && <p>{promise}</p>}
      <SignUpForm newsletter={newsletter.slug} {...options} />
    </section>
  );
}

/** What `useArticleEvents` listens to: articles that match all of these, or may have matched them before. */
export interface ArticleEventsFilter {
  /** The ID or slug of a section, with those below it. */
  section?: string;
  /** The ID or slug of a tag. */
  tag?: string;
  /** The ID or slug of one article. */
  article?: string;
  /** Any other conditions, as lists of articles take them. */
  filter?: ArticleFilter;
}

/** The events since the page was opened, or since `clear`. */
export type ArticleEvents = Events<DatelineArticleEventFragment>;

/** Subscribes to the events of articles while the component is shown, and returns each after `delayMs`. */
export function useArticleEvents(
  client: Client,
  options: ArticleEventsFilter = {},
  delayMs = 0,
): ArticleEvents {
  const variables = JSON.stringify({ filter: toArticleFilter(options) });
  return useEvents(client, articleEventsDocument, 'articleEvents', variables, delayMs);
}

/** Builds the filter of the subscription. */
function toArticleFilter({ section, tag, article, filter }: ArticleEventsFilter): ArticleFilter {
  const conditions: ArticleFilter[] = [
    ...(filter ? [filter] : []),
    ...(section === undefined ? [] : [{ sections: { any: [section] } }]),
    ...(tag === undefined ? [] : [{ tags: { any: [tag] } }]),
    ...(article === undefined ? [] : [isArticleId(article) ? { ids: [article] } : { slugs: [article] }]),
  ];
  const [only = {}] = conditions;
  return conditions.length > 1 ? { and: conditions } : only;
}

/** Tells the global ID of an article from a slug. */
function isArticleId(text: string): boolean {
  try {
    return /^Article:\d+$/.test(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return false; // it is not in base64
  }
}

/** The state of a live query. */
export interface LiveQueryState<Data> {
  /** The last data for these variables; before the first, the initial data, or null if there are none. */
  data: Data;
  /** The error that has ended the query. */
  error: unknown;
}

/**
 * Follows a query with `@live` while the component is shown. `initialData` is what a server has loaded with the
 * same document and variables. With `applyPatch` of `@dateline/client/patch`, small changes come as patches.
 */
export function useLiveQuery<Data = any, Variables = any>(
  client: Client,
  document: Document<Data, Variables>,
  variables: Variables | undefined,
  initialData: NoInfer<Data>,
  patch?: LiveOptions['patch'],
): LiveQueryState<Data>;
export function useLiveQuery<Data = any, Variables = any>(
  client: Client,
  document: Document<Data, Variables>,
  variables?: Variables,
  initialData?: NoInfer<Data> | null,
  patch?: LiveOptions['patch'],
): LiveQueryState<Data | null>;
export function useLiveQuery(
  client: Client,
  document: Document,
  variables: unknown = {},
  initialData: unknown = null,
  patch?: LiveOptions['patch'],
): LiveQueryState<unknown> {
  const key = JSON.stringify(variables);
  const [state, setState] = useState<{ key: string; data?: unknown; error: unknown }>({ key, error: null });
  useEffect(() => {
    const controller = new AbortController();
    const read = async () => {
      const { signal } = controller;
      const results = client.live(document, JSON.parse(key), { signal, patch });
      for await (const data of results) setState({ key, data, error: null });
    };
    read().catch((error) => setState((last) => ({ ...(last.key === key && last), key, error })));
    return () => controller.abort();
  }, [client, document, key, patch]);
  const { data = initialData, error } = state.key === key ? state : { error: null };
  return { data, error };
}

/** The properties of `NewStories`. */
export interface NewStoriesProps extends ArticleEventsFilter, ClientProps {
  /** Called when the reader wants to see the new stories. Defaults to loading the page again. */
  onShow?: (events: DatelineArticleEventFragment[]) => void;
  /** Returns the text of the button. */
  format?: (count: number) => ReactNode;
  /** Milliseconds until the pages of the site have a new story, by the webhook. Defaults to 2,000. */
  delayMs?: number;
}

/** Renders a button such as "3 new stories" when articles have been published since the page was opened. */
export function NewStories({
  onShow = () => location.reload(),
  format = (count) => (count === 1 ? '1 new story' : `${count} new stories`),
  delayMs = 2_000,
  section,
  tag,
  article,
  filter,
  ...options
}: NewStoriesProps): ReactElement {
  const selection = { section, tag, article, filter };
  const { events, clear, error } = useArticleEvents(getClient(options), selection, delayMs);
  const { onError } = options;
  useEffect(() => {
    if (error) reportError({ onError }, error);
  }, [error, onError]);
  const published = events.filter(({ kind, isMatch }) => kind === 'PUBLISHED' && isMatch);
  const count = new Set(published.map(({ articleId }) => articleId)).size;
  const show = () => {
    clear();
    onShow(published);
  };
  return (
    <div aria-live="polite">
      {count > 0 && (
        <button type="button" onClick={show}>
          {format(count)}
        </button>
      )}
    </div>
  );
}

/** The properties of `PreviewBar`. */
export interface PreviewBarProps {
  /** The path of `endDraftRoute`; `draftEventsRoute` is at `events` below it. Defaults to /draft. */
  action?: string;
  /** Called when the page has changed, e.g. with `refresh` of the router. Defaults to loading the page again. */
  onChange?: () => void;
  className?: string;
  label?: string;
  text?: ReactNode;
  button?: ReactNode;
}

/** Renders a bar with a button that ends the preview, and shows the page anew each time a draft is saved. */
export function PreviewBar({
  action = '/draft',
  onChange = () => location.reload(),
  className,
  label = 'Preview',
  text = 'This is a preview.',
  button = 'End the preview',
}: PreviewBarProps): ReactElement {
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    const source = new EventSource(`${action}/events?${new URLSearchParams({ path: location.pathname })}`);
    let isFirst = true;
    source.onmessage = () => {
      // The first event says what the page shows already.
      if (!isFirst) change.current();
      isFirst = false;
    };
    return () => source.close();
  }, [action]);
  return (
    <form className={className} action={action} method="post" aria-label={label}>
      {text} <button type="submit">{button}</button>
    </form>
  );
}
