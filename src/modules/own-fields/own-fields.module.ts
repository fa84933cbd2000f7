import type { Module } from '../module.js';
import { OwnFieldLoaders } from './own-fields.loaders.js';
import { ArticleModel } from './own-fields.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    ownFields: OwnFieldLoaders;
  }
}

/** Values of a site's own fields. The schema gets the fields when it is extended by the site's model. */
export const module = {
  createServices: ({ model }) => [new ArticleModel(model)],
  loaders: {
    ownFields: ({ readClient }) => new OwnFieldLoaders(readClient),
  },
} satisfies Module;
