import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNullableType,
  isListType,
  type OperationDefinitionNode,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../shared/connection.js';
import { ErrorCode } from '../shared/errors.js';
import { checkPageSizes } from '../shared/page.js';
import { identifyOperation } from './execution/operation-key.js';
import type { VariableChecker, Variables } from './variables.js';

/** The header that asks for `extensions.cost`. */
export const SHOW_COST = 'x-show-cost';
/** As many as a list without `first` or `last` is taken to have: tags, authors, blocks, sections. */
const LIST_SIZE = 3;
/** An operation takes a point, and one more for each so many fields that it may answer. */
const FIELDS_OF_A_POINT = 1_000;

/** What a context learns of its operation's cost. */
export interface Costed {
  cost: { fields?: number };
  /** Whether the client wants to know. */
  showsCost: boolean;
  /** Takes points of whoever asks, beside the one that they came in by. */
  charge(points: number): void;
}

/**
 * Refuses what could answer more fields than the limit, before anything runs: each field counts 1, and all below a
 * list as often as the list may be long. What is within takes points of whoever asks, and says what it cost if asked.
 */
export function costLimit(costs: Costs): ApolloServerPlugin<Costed> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operationName, request: { variables }, contextValue }) => {
        costs.admit(document, operationName, variables, contextValue);
      },
      willSendResponse: async ({ response: { body }, contextValue: { cost, showsCost } }) => {
        if (!showsCost || cost.fields === undefined || body.kind !== 'single') return;
        const told = { fields: cost.fields, limit: costs.limit, points: pointsOf(cost.fields) };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost: told };
      },
    }),
  };
}

/** What an operation takes of what its client may do in a minute. */
function pointsOf(fields: number): number {
  return 1 + Math.floor(fields / FIELDS_OF_A_POINT);
}

/** What an operation costs with other variables is remembered for so many of them. */
const REMEMBERED = 50;
/** In characters: variables without their texts are short, unless somebody means to fill the memory. */
const LONGEST_NAME = 1_000;

/** What operations cost. Counting takes longer than much of what is counted, so that it is done once for each. */
export class Costs {
  private readonly known = new WeakMap<OperationDefinitionNode, Map<string, number>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly variables: VariableChecker,
    /** The most fields that an operation may answer. */
    readonly limit: number,
  ) {}

  /** Takes an operation's points of whoever asks, once. Throws a GraphQLError when it could cost more than the limit. */
  admit(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
    { cost, charge }: Costed,
  ): void {
    const isCharged = cost.fields !== undefined;
    cost.fields = this.of(document, operationName, variables);
    if (cost.fields > this.limit) {
      throw refused(
        `This could answer ${cost.fields} fields, and ${this.limit} is the limit. Ask for shorter lists, or fewer in each other.`,
      );
    }
    if (!isCharged) charge(pointsOf(cost.fields) - 1);
  }

  /** What cannot be counted, for what its variables are, is not run either. */
  private of(document: DocumentNode, operationName: string | null | undefined, variables: Variables): number {
    const { definition } = identifyOperation(document, operationName) ?? {};
    const costs = (definition && this.known.get(definition)) ?? new Map<string, number>();
    if (definition) this.known.set(definition, costs);
    try {
      this.variables.check(document, operationName, variables);
      const name = JSON.stringify(variables ?? {}, withoutText);
      const cost = costs.get(name) ?? this.count(document, operationName, variables);
      if (costs.size >= REMEMBERED) costs.clear();
      if (name.length <= LONGEST_NAME) costs.set(name, cost);
      return cost;
    } catch (error) {
      throw refused(error instanceof GraphQLError ? error.message : 'Its variables cannot be read.');
    }
  }

  private count(query: DocumentNode, operationName: string | null | undefined, variables: Variables): number {
    return getComplexity({
      ...{ schema: this.schema, query, estimators: [fieldsAnswered] },
      ...(variables && { variables }),
      ...(operationName && { operationName }),
    });
  }
}

/** Costs depend on numbers, on what is left out and on how long lists are, and on no text. */
function withoutText(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? '' : value;
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: ErrorCode.BAD_USER_INPUT, http: { status: 400 } },
  });
}

const fieldsAnswered: ComplexityEstimator = ({ field, args, type, childComplexity }) => {
  const answered = getNullableType(field.type);
  const isConnection = /Connection!?$/.test(String(field.type));
  // The length of a connection counts at the connection, whose fields edges and nodes are lists of that length.
  const isWithinConnection = /Connection$/.test(type.name);
  if (isConnection) {
    // By a variable, it may stand in lists of lists: none of them is begun.
    checkPageSizes(args);
  }
  if (!isConnection && (isWithinConnection || !isListType(answered))) return 1 + childComplexity;
  return 1 + childComplexity * lengthOf(args, isConnection ? DEFAULT_PAGE_SIZE : LIST_SIZE);
};

/** Where the maximum is another one, what is over it is refused when it comes to it. */
function lengthOf({ first, last, ids }: Record<string, unknown>, otherwise: number): number {
  const asked = [first, last, Array.isArray(ids) ? ids.length : undefined].find(
    (size) => typeof size === 'number',
  );
  return Math.min(Math.max(Number(asked ?? otherwise), 1), MAX_PAGE_SIZE);
}
