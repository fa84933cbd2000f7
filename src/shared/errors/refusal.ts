import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

/**
 * An error that clients cause on purpose, thousands at a time. It has no stack, which would take more CPU time
 * than the rest of a refusal.
 */
export class Refusal extends GraphQLError {
  constructor(message: string, options: GraphQLErrorOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
