import type { Module } from '../module.js';
import { ProvenanceLoaders } from './provenance.loaders.js';
import { ProvenanceResolver } from './provenance.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    provenance: ProvenanceLoaders;
  }
}

/** When objects were created and last changed, and who did it. */
export const module = {
  loaders: {
    provenance: ({ preview }) => new ProvenanceLoaders(preview),
  },
  createResolvers: () => [new ProvenanceResolver()],
} satisfies Module;
