import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import type { GraphQLError, ValidationRule } from 'graphql';

/**
 * Maximum number of tokens in a document: parsing and validating longer ones costs more than executing them.
 */
export const MAX_TOKENS = 1_500;
/** Maximum number of aliases in a document. */
const MAX_ALIASES = 15;
/** Maximum number of directives in a document, such as `@include` and `@skip`. */
const MAX_DIRECTIVES = 30;
/** Maximum depth of fields below the operation, except in introspection queries, which are deep. */
const MAX_DEPTH = 15;

/** Validation rules that limit the size of any document. */
export const documentLimitRules = [
  maxAliasesRule({ n: MAX_ALIASES, ...createRuleOptions() }),
  maxDirectivesRule({ n: MAX_DIRECTIVES, ...createRuleOptions() }),
  maxDepthRule({
    n: MAX_DEPTH,
    ignoreIntrospection: true,
    flattenFragments: true,
    ...createRuleOptions(),
  }),
] as unknown as ValidationRule[];

/**
 * Returns options that make these rules report errors. By default they throw, which would count as an
 * internal error.
 */
function createRuleOptions() {
  const report = (context: { reportError(error: GraphQLError): void } | null, error: GraphQLError) =>
    context?.reportError(error);
  return { propagateOnRejection: false, onReject: [report] };
}
