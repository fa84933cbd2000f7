import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { BadUserInputError } from '../shared/errors/errors.js';

/** Maximum characters of a message, which quotes the value. */
const MAX_MESSAGE_LENGTH = 300;

/**
 * Coerces a value as the schema does a variable: checks it, adds default values and replaces names of enum values. `name`
 * is that of the variable in messages. Throws BadUserInputError.
 */
export function coerceInput(
  schema: GraphQLSchema,
  { name, type }: { name: string; type: string },
  value: unknown,
): unknown {
  const [definition] = parse(`query ($${name}: ${type}) { __typename }`).definitions;
  const { variableDefinitions = [] } = definition as OperationDefinitionNode;
  const options = { maxErrors: 1, hideSuggestions: true };
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, { [name]: value }, options);
  if (coerced) return coerced[name];
  throw new BadUserInputError(`${name}: ${errors[0]?.message.slice(0, MAX_MESSAGE_LENGTH)}`);
}
