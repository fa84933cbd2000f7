'use client';

import { createClient } from '@dateline/client';
import {
  Beacon,
  NewStories,
  NewsletterBox,
  type NewsletterBoxProps,
  SearchBox,
} from '@dateline/client/react';

// The site forwards this path to the gateway.
const client = createClient({ url: '/graphql', useGet: true });

export const Search = () => <SearchBox client={client} action="/search" />;
export const SignUp = ({ newsletter }: Pick<NewsletterBoxProps, 'newsletter'>) => (
  <NewsletterBox client={client} newsletter={newsletter} />
);
export const CountView = ({ slug }: { slug: string }) => <Beacon client={client} slug={slug} />;
export const News = () => <NewStories client={client} />;
