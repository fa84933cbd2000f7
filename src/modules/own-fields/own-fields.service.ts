import {
  type ContentModel,
  EMPTY_MODEL,
  listOwnOrders,
  type OwnKind,
  type OwnOrder,
} from '../../fields/content-model.js';
import type { Field } from '../../fields/field.js';

/** The site's own fields and kinds of articles, for filters and orders of their lists. */
export class ArticleModel {
  private readonly orders: ReadonlyMap<string, OwnOrder>;

  constructor(private readonly model: ContentModel = EMPTY_MODEL) {
    this.orders = new Map(listOwnOrders(model).map((order) => [order.value, order]));
  }

  /** Finds an order by an own field by its value of ArticleOrder. */
  findOrder(value: string): OwnOrder | undefined {
    return this.orders.get(value);
  }

  findField(name: string): Field | undefined {
    return this.model.fields.article[name];
  }

  /** Finds a kind by the name of its fields in the graph. */
  findKind(facet: string): OwnKind | undefined {
    return this.model.kinds.find((kind) => kind.facet === facet);
  }
}
