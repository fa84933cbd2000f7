import type { Module } from '../module.js';
import { ArticleSponsorshipResolver, SponsorshipResolver } from './sponsorship.resolver.js';

/** Who paid for an article. */
export const module = {
  createResolvers: ({ site }) => [new ArticleSponsorshipResolver(), new SponsorshipResolver(site)],
  playgroundTabs: [new URL('./sponsors.example.graphql', import.meta.url)],
} satisfies Module;
