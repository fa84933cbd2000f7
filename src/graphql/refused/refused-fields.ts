import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLResolveInfo,
  locatedError,
  type OperationDefinitionNode,
  responsePathAsArray,
} from 'graphql';

type Data = NonNullable<ExecutionResult['data']>;

/** Part of the request context that holds the refused fields of the operation that is executed. */
export interface RefusedFieldsContext {
  /** Missing while errors of arguments are thrown as all others: in compiled queries, and before the execution. */
  refusedFields?: RefusedFields | undefined;
}

/** The non-null fields of an execution whose arguments were refused. Each is null in the response. */
export class RefusedFields {
  readonly errors: GraphQLError[] = [];

  constructor(private readonly operation: OperationDefinitionNode) {}

  /** Returns true for a field of the operation, rather than of a query that one of its resolvers executes. */
  includes({ operation }: GraphQLResolveInfo): boolean {
    return operation === this.operation;
  }

  add(error: unknown, { fieldNodes, path }: GraphQLResolveInfo): void {
    this.errors.push(locatedError(error, fieldNodes, responsePathAsArray(path)));
  }

  /** Returns the result of the execution with null and an error for each refused field. */
  complete({ data, errors = [] }: ExecutionResult): ExecutionResult {
    this.clear(data);
    const all = [...errors, ...this.errors];
    return all.length > 0 ? { data, errors: all } : { data };
  }

  /** Sets the refused fields to null in the data of the response. */
  clear(data: Data | null | undefined): void {
    for (const { path = [] } of this.errors) {
      const keys = [...path];
      const last = keys.pop();
      const parent = keys.reduce<unknown>((value, key) => Object(value)[key], data);
      // An error of another field may have made the parent null.
      if (last !== undefined && typeof parent === 'object' && parent !== null) (parent as Data)[last] = null;
    }
  }
}
