import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

/**
 * Returns true if a variable of the operation has an input type that contains itself, such as a filter. graphql-jit
 * writes the checks of such a type out without end, until the stack overflows after seconds.
 */
export function hasRecursiveVariable(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  return (operation.variableDefinitions ?? []).some(({ type: node }) => {
    const type = typeFromAST(schema, node as Parameters<typeof typeFromAST>[1]);
    return isInputType(type) && containsItself(type, []);
  });
}

/** Returns true if the type or one that it contains is among the types around it. */
function containsItself(type: GraphQLInputType, around: readonly unknown[]): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return false;
  if (around.includes(named)) return true;
  return Object.values(named.getFields()).some((field) => containsItself(field.type, [...around, named]));
}
