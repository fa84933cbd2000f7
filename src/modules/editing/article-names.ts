import type { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseReference } from '../../shared/references/reference.js';

/** Tags and authors in the input of a mutation of an article, by ID, slug or name. */
export interface ArticleNamesInput {
  tags?: string[] | null;
  authors?: string[] | null;
}

/** Replaces the IDs in the tags and authors of an input by slugs, and collects an error for each unknown ID. */
export async function replaceIdsBySlugs<Input extends ArticleNamesInput>(
  tx: Transaction,
  input: Input,
  errors: InputErrorCollector,
): Promise<Input> {
  const replace = async (list: 'tags' | 'authors', type: 'Tag' | 'Author', ids: number[]) => {
    const rows = await (type === 'Tag'
      ? tx.tag.findMany({ where: { id: { in: ids } } })
      : tx.author.findMany({ where: { id: { in: ids } } }));
    const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
    return input[list]?.map((given, i) => {
      const reference = parseReference(type, given);
      if (reference && 'slug' in reference) return given;
      const slug = reference && slugs.get(reference.id);
      if (slug) return slug;
      const message = `The ${type.toLowerCase()} ${given} was not found.`;
      errors.add([list, String(i)], message, UserErrorCode.NOT_FOUND);
      return given;
    });
  };
  const replaced = { ...input };
  for (const [list, type] of [
    ['tags', 'Tag'],
    ['authors', 'Author'],
  ] as const) {
    const ids = (input[list] ?? []).flatMap((given) => {
      const reference = parseReference(type, given);
      return reference && 'slug' in reference ? [] : [reference?.id ?? 0];
    });
    if (ids.length > 0) replaced[list] = await replace(list, type, ids);
  }
  return replaced;
}
