import { type ASTNode, BREAK, type FieldNode, type GraphQLField, getArgumentValues, visit } from 'graphql';
import type { CompiledField } from './json-writer.js';

/** Returns the values of a field's arguments. Throws if one is invalid. */
export function getFieldArguments(
  { definition, nodes, constantArguments }: CompiledField,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  // A copy, since a resolver may change it.
  if (constantArguments) return { ...constantArguments };
  return getArgumentValues(definition, nodes[0]!, variables);
}

/**
 * Returns the values of a field's arguments if they are the same in all executions. Returns undefined if they contain
 * variables or objects, or if one is invalid.
 */
export function findConstantArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Record<string, unknown> | undefined {
  if (node.arguments?.some(hasVariable)) return undefined;
  try {
    const values = getArgumentValues(definition, node);
    const hasObject = Object.values(values).some((value) => typeof value === 'object' && value !== null);
    return hasObject ? undefined : values;
  } catch {
    return undefined;
  }
}

function hasVariable(root: ASTNode): boolean {
  let isFound = false;
  visit(root, {
    Variable() {
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}
