import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { getOwn } from './get-own.js';

/** Parts of `info` that contain the selection of a field. */
export type FieldSelection = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** Names of fields that may be selected; for an object, those that may be selected of it. */
export interface AllowedFields {
  [name: string]: true | AllowedFields;
}

/** Answers by the nodes of a field, which are the same for all executions of a compiled query. */
const answers = new WeakMap<readonly FieldNode[], Map<AllowedFields, boolean>>();

/**
 * Returns true if a field selects only allowed fields, in fragments too, whatever `@include` and `@skip` say.
 */
export function selectsOnly({ fieldNodes, fragments }: FieldSelection, allowed: AllowedFields): boolean {
  const known = answers.get(fieldNodes)?.get(allowed);
  if (known !== undefined) return known;
  const answer = fieldNodes.every(({ selectionSet }) => isWithin(selectionSet, allowed, fragments));
  answers.set(fieldNodes, new Map(answers.get(fieldNodes)).set(allowed, answer));
  return answer;
}

/** Returns true if a field selects the field `name`, in fragments too, whatever `@include` and `@skip` say. */
export function selectsField({ fieldNodes, fragments }: FieldSelection, name: string): boolean {
  return fieldNodes.some(({ selectionSet }) => hasField(selectionSet, name, fragments));
}

function hasField(
  selectionSet: SelectionSetNode | undefined,
  name: string,
  fragments: FieldSelection['fragments'],
): boolean {
  return (selectionSet?.selections ?? []).some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === name;
    const { selectionSet: inside } =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : (fragments[selection.name.value] ?? {});
    return hasField(inside, name, fragments);
  });
}

function isWithin(
  selectionSet: SelectionSetNode | undefined,
  allowed: AllowedFields,
  fragments: FieldSelection['fragments'],
): boolean {
  return (selectionSet?.selections ?? []).every((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return isWithin(fragments[selection.name.value]?.selectionSet, allowed, fragments);
    if (selection.kind === Kind.INLINE_FRAGMENT) return isWithin(selection.selectionSet, allowed, fragments);
    const { value: name } = selection.name;
    if (name === '__typename') return true;
    const inside = getOwn(allowed, name) ?? false;
    return typeof inside === 'boolean' ? inside : isWithin(selection.selectionSet, inside, fragments);
  });
}
