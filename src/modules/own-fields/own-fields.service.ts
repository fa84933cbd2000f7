import type { ContentModel, OwnKind } from '../../fields/content-model.js';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import type { Field } from '../../fields/field.js';

/** The site's own fields and kinds of articles, for filters and orders of their lists. */
export class ArticleModel {
  constructor(private readonly model: ContentModel = EMPTY_MODEL) {}

  findField(name: string): Field | undefined {
    return this.model.fields.article[name];
  }

  /** Finds a kind by the name of its fields in the graph. */
  findKind(facet: string): OwnKind | undefined {
    return this.model.kinds.find((kind) => kind.facet === facet);
  }
}
