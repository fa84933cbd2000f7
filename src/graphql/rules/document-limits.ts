import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import type { GraphQLError, ValidationRule } from 'graphql';

/** Longest document that is read, in tokens: parsing and validating longer ones costs more than answering them. */
export const MAX_TOKENS = 1_000;
/** Most other names for fields in one document. */
const MAX_ALIASES = 15;
/** Most directives in one document: `@include` and `@skip`. */
const MAX_DIRECTIVES = 30;
/** How deep fields may stand below the operation; questions about the schema, which are deep, excepted. */
const MAX_DEPTH = 15;

/** What a document may be, whatever it asks for. */
export const documentLimitRules = [
  maxAliasesRule({ n: MAX_ALIASES, ...createRuleOptions() }),
  maxDirectivesRule({ n: MAX_DIRECTIVES, ...createRuleOptions() }),
  maxDepthRule({ n: MAX_DEPTH, ignoreIntrospection: true, ...createRuleOptions() }),
] as unknown as ValidationRule[];

/** By themselves these rules throw, which would pass for a fault of ours. */
function createRuleOptions() {
  const report = (context: { reportError(error: GraphQLError): void } | null, error: GraphQLError) =>
    context?.reportError(error);
  return { propagateOnRejection: false, onReject: [report] };
}
