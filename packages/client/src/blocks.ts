import { blockInputs } from './generated/block-inputs.js';

export { editableBodyFragment } from './generated/documents.js';

/** A block as a mutation takes it: `{ paragraph: { ... } }`. */
export type BlockInput = Record<string, object>;

/**
 * Converts a block that was read with `editableBodyFragment` to the input `BlockInput` of a mutation. A block that was
 * not changed stays the same in the body. Pass the generated type: `toBlockInput<BlockInput>(block)`.
 */
export function toBlockInput<Input = BlockInput>(block: { __typename: string }): Input {
  return pickFields('BlockInput', { [getName(block)]: block }) as Input;
}

/** Returns the field of BlockInput for a block: `relatedLink` for a `RelatedLinkBlock`. */
function getName({ __typename }: { __typename: string }): string {
  return __typename.charAt(0).toLowerCase() + __typename.slice(1).replace(/Block$/, '');
}

/**
 * Returns a value with the fields of an input, and without those that were not read. In a block, null removes what its
 * HTML has; within one, it says nothing and is left out.
 */
function pickFields(type: string | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => pickFields(type, entry));
  if (type === undefined || typeof value !== 'object' || value === null) return value;
  if (type === 'BlockInput' && '__typename' in value) return toBlockInput(value as { __typename: string });
  const given = value as Record<string, unknown>;
  const isEmpty = (field: unknown) => (type.endsWith('BlockInput') ? field === undefined : field == null);
  const fields = (blockInputs[type] ?? '').split(' ').map((word) => word.split(':'));
  return Object.fromEntries(
    fields
      .filter(([name = '']) => !isEmpty(given[name]))
      .map(([name = '', inner]) => [name, pickFields(inner, given[name])]),
  );
}
