import { getArgumentValues } from 'graphql';
import type { CompiledField } from './json-writer.js';

/** Returns the values of a field's arguments. Throws if one is invalid. */
export function getFieldArguments(
  { definition, nodes }: CompiledField,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  return getArgumentValues(definition, nodes[0]!, variables);
}
