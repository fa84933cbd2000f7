import type { Module } from '../module.js';
import { ArticleSectionResolver } from './article-section.resolver.js';
import { SectionLoaders } from './section.loaders.js';
import { SectionResolver } from './section.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    sections: SectionLoaders;
  }
}

/** Sections. */
export const module = {
  loaders: {
    sections: ({ readClient, pathPrefix }) => new SectionLoaders(readClient, pathPrefix),
  },
  nodes: {
    Section: async (id, { sections }) => (await sections.getTree()).findById(id),
  },
  createResolvers: () => [new ArticleSectionResolver(), new SectionResolver()],
  playgroundTabs: [new URL('./section-page.example.graphql', import.meta.url)],
} satisfies Module;
