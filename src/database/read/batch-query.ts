import pg from 'pg';

/** Statement with the values of its parameters. */
export interface BatchedStatement {
  /** Name under which a connection keeps its plan; undefined for a statement that is not prepared. */
  name?: string | undefined;
  text: string;
  values?: readonly unknown[] | undefined;
}

/** Values of a row, in the order of the columns. */
export type ResultRow = unknown[];

export interface StatementResult {
  columns: readonly string[];
  rows: ResultRow[];
}

/** Result or error of a statement; neither if PostgreSQL left it out after the error of one before it. */
export interface Outcome {
  result?: StatementResult;
  error?: Error;
}

type ParseValue = (text: string) => unknown;

/** Columns of the rows that a statement returns. */
interface Description {
  columns: string[];
  parsers: ParseValue[];
}

/** Connection of a client, with what pg remembers of named statements, by their names. */
interface Connection {
  stream: NodeJS.WritableStream & { cork(): void; uncork(): void };
  parsedStatements: Partial<Record<string, string>>;
  submittedNamedStatements: Partial<Record<string, string>>;
  parse(statement: { name: string | undefined; text: string }): void;
  bind(statement: { statement: string | undefined; values: readonly unknown[] }): void;
  describe(portal: { type: 'P' }): void;
  execute(): void;
  sync(): void;
}

export type BatchClient = pg.ClientBase & {
  connection: object;
  query(batch: BatchQuery, callback: () => void): void;
};

/** What connections were told of the rows of their named statements, which stay the same while they are open. */
const descriptions = new WeakMap<object, Map<string, Description>>();

const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

/** Statement under way. */
interface SentStatement extends BatchedStatement {
  outcome: Outcome;
  values: readonly unknown[];
  rows: ResultRow[];
  description: Description | undefined;
}

/**
 * Query of pg that sends several statements up to one Sync message of the protocol, so that PostgreSQL answers all of
 * them at once, in one transaction. After an error it leaves out those that follow. Rows are arrays of values. The
 * columns of a named statement are asked for once on each connection.
 */
export class BatchQuery extends pg.Query {
  private outcomes: Outcome[];
  /** Read by pg, with `text`, when the statement under way was parsed. */
  name: string | undefined;
  text = '';
  /** Called by pg once all is answered, or with an error. */
  declare callback: (error: Error | null) => void;
  private sent: SentStatement[];
  private readonly known: Map<string, Description>;
  private position = 0;

  /** `query_timeout` is the number of milliseconds after which pg closes the connection. */
  constructor(
    private readonly client: BatchClient,
    public statements: readonly BatchedStatement[],
    readonly query_timeout: number,
  ) {
    super('');
    this.outcomes = statements.map(() => ({}));
    this.known = descriptions.get(client.connection) ?? new Map();
    descriptions.set(client.connection, this.known);
    this.sent = this.prepareStatements();
    this.moveTo(0);
  }

  /** Converts the values of the statements. Does not send one if that fails. */
  private prepareStatements(): SentStatement[] {
    const sent: SentStatement[] = [];
    for (const [i, { name, text, values = [] }] of this.statements.entries()) {
      const outcome = this.outcomes[i]!;
      const description = name === undefined ? undefined : this.known.get(name);
      try {
        sent.push({ name, text, values: values.map(prepareValue), outcome, rows: [], description });
      } catch (error) {
        outcome.error = error as Error;
      }
    }
    return sent;
  }

  // Not a function written here: see `table` of ReadClient.
  override submit = this.sendAll;

  private sendAll(connection: unknown): null {
    const { stream } = connection as Connection;
    stream.cork();
    try {
      for (const statement of this.sent) send(connection as Connection, statement);
      (connection as Connection).sync();
    } finally {
      stream.uncork();
    }
    return null;
  }

  /**
   * Returns the outcomes of the statements, in their order, and forgets all. pg assigns a function that refers to the query
   * to a property, so it is an old object: see `table` of ReadClient.
   */
  takeOutcomes(): Outcome[] {
    const { outcomes } = this;
    this.outcomes = [];
    this.sent = [];
    this.statements = [];
    return outcomes;
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    const description = {
      columns: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => this.client.getTypeParser(dataTypeID, 'text') as ParseValue),
    };
    this.current.description = description;
    if (this.name !== undefined) this.known.set(this.name, description);
  }

  /** Replaces the texts of a row by their values, in the array that pg has read. */
  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { rows, outcome, description } = this.current;
    const { parsers } = description!;
    const values: ResultRow = fields;
    try {
      for (let i = 0; i < fields.length; i++) {
        const text = fields[i];
        if (text !== null) values[i] = parsers[i]!(text!);
      }
      rows.push(values);
    } catch (error) {
      outcome.error ??= error as Error;
    }
  }

  handleCommandComplete(): void {
    const { outcome, rows, description } = this.current;
    if (!outcome.error) outcome.result = { columns: description?.columns ?? [], rows };
    this.moveTo(this.position + 1);
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  /**
   * Gives an error of PostgreSQL to the statement under way, none if all are answered, and any other error to all that are
   * not answered.
   */
  handleError(error: Error): void {
    const isOfPostgres = error instanceof pg.DatabaseError;
    const failed = isOfPostgres ? this.sent.slice(this.position, this.position + 1) : this.sent;
    for (const { outcome } of failed) if (!outcome.result) outcome.error ??= error;
    this.callback(isOfPostgres ? null : error);
  }

  private get current(): SentStatement {
    return this.sent[this.position]!;
  }

  private moveTo(position: number): void {
    this.position = position;
    const next = this.sent[position];
    this.name = next?.name;
    this.text = next?.text ?? '';
  }
}

function send(connection: Connection, { name, text, values, description }: SentStatement): void {
  const { parsedStatements, submittedNamedStatements } = connection;
  const isParsed =
    name !== undefined &&
    (parsedStatements[name] !== undefined || submittedNamedStatements[name] !== undefined);
  if (!isParsed) connection.parse({ name, text });
  if (name !== undefined && !isParsed) submittedNamedStatements[name] = text;
  connection.bind({ statement: name, values });
  if (!description) connection.describe({ type: 'P' });
  connection.execute();
}
