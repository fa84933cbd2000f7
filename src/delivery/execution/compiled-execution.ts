import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

/** Compiling takes as long as interpreting some thirty times. */
const HOT = 30;
/** Operations that are kept compiled: each takes some 100 KB. */
const MOST = 300;

/** What is to be executed. The document has been validated. */
export interface Execution {
  document: DocumentNode;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | undefined;
  contextValue: unknown;
}

/** An operation as far as it is known. */
interface Known {
  asked: number;
  compiled?: CompiledQuery | null;
}

/**
 * Executes queries that are asked often as JavaScript of their own. Whatever it does not answer, or not without an
 * error, is for graphql-js to execute: from the same context it does so of the same loads.
 */
export class CompiledExecution {
  private readonly known = new WeakMap<DocumentNode, Map<string, Known>>();
  /** Bounds what is compiled: what falls out is interpreted until it is hot again. */
  private readonly hot = new LRUCache<Known, true>({
    max: MOST,
    dispose: (_true, known) => {
      known.asked = 0;
      delete known.compiled;
    },
  });

  /** `hotAfter`: times that an operation is asked before it is compiled. */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly hotAfter = HOT,
  ) {}

  /** The data; null when it is not asked often enough, or when graphql-js has to say what is wrong. */
  async execute(execution: Execution): Promise<unknown> {
    const compiled = this.compiledOf(execution);
    if (!compiled) return null;
    try {
      const result = await compiled.query(undefined, execution.contextValue, execution.variables);
      return result.errors ? null : result.data;
    } catch {
      return null;
    }
  }

  private compiledOf({ document, operationName }: Execution): CompiledQuery | null {
    const known = this.knownOf(document, operationName);
    known.asked += 1;
    if (known.asked <= this.hotAfter) return null;
    if (known.compiled === undefined) {
      known.compiled = this.compile(document, operationName);
      this.hot.set(known, true);
    }
    this.hot.get(known);
    return known.compiled;
  }

  private knownOf(document: DocumentNode, operationName: string | null | undefined): Known {
    const ofDocument = this.known.get(document) ?? new Map<string, Known>();
    this.known.set(document, ofDocument);
    const known = ofDocument.get(operationName ?? '') ?? { asked: 0 };
    // Whatever else clients say of a document, it has few operations.
    if (getOperationAST(document, operationName)) ofDocument.set(operationName ?? '', known);
    return known;
  }

  /** Null for what is not to be executed twice, and for what the compiler does not take. */
  private compile(document: DocumentNode, operationName: string | null | undefined): CompiledQuery | null {
    if (getOperationAST(document, operationName)?.operation !== 'query') return null;
    const compiled = compileQuery(this.schema, document, operationName ?? '');
    return isCompiledQuery(compiled) ? compiled : null;
  }
}
