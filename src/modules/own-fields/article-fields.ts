import { type ContentModel, DEFAULT_KIND, findKind } from '../../fields/content-model.js';
import type { OwnValues } from '../../fields/own-value.js';
import type { InputErrorCollector } from '../../mutations/input-errors.js';
import type { Transaction } from '../../mutations/write-lock.js';
import type { ArticleContent } from '../editing/article-content.js';
import type { BlockReader } from '../editing/rich-text-input.js';
import { type OwnFieldsInput, OwnInputParser } from './parse-own-input.js';
import { checkReferences } from './store-own-values.js';

/** Kind and own values of an article's content. */
export type OwnArticleContent = Pick<ArticleContent, 'kind' | 'fields'>;

/** Kind and own fields in the input of a mutation of an article. */
export interface OwnArticleInput {
  kind?: string | null;
  fields?: OwnFieldsInput;
  /** Inputs of kinds by facet. */
  facets?: Record<string, OwnFieldsInput> | null;
}

/** Returns the kind and values of an article with an input applied, and collects the input's errors. */
export async function applyOwnArticleInput(
  tx: Transaction,
  { model, blocks }: { model: ContentModel; blocks: BlockReader },
  content: OwnArticleContent,
  input: OwnArticleInput,
  errors: InputErrorCollector,
): Promise<OwnArticleContent> {
  const parser = new OwnInputParser(errors);
  const kind = input.kind === undefined ? content.kind : (input.kind ?? undefined);
  const values = parser.apply(model.fields.article, content.fields ?? {}, input.fields, ['fields']);
  const own = findKind(model, kind ?? DEFAULT_KIND);
  for (const [facet, given] of Object.entries(input.facets ?? {})) {
    if (facet === own?.facet) continue;
    if (given === null) delete values[facet];
    else
      errors.add(
        [facet],
        `The article has the kind ${kind ?? DEFAULT_KIND}. Set the kind that has this field, or leave the field out.`,
      );
  }
  if (own) {
    const current = (values[own.facet] ?? {}) as OwnValues;
    const ofKind = parser.apply(own.fields, current, input.facets?.[own.facet], [own.facet]);
    if (Object.keys(ofKind).length > 0) values[own.facet] = ofKind;
    else delete values[own.facet];
  }
  await checkReferences(tx, parser, errors, blocks);
  return {
    kind: kind === DEFAULT_KIND ? undefined : kind,
    fields: Object.keys(values).length > 0 ? values : undefined,
  };
}
