import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

export type { MigrationList, SchemaEngine };

/** The part of Node's WebAssembly that is used here; TypeScript has it only among the browser's types. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/**
 * Runs `work` with Prisma's schema engine as WebAssembly, so that no binary is downloaded. Throws what PostgreSQL
 * said of a script, where the engine would speak of itself.
 */
export async function withSchemaEngine<T>(
  connection: pg.PoolConfig,
  schema: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await loadSchemaEngine();
  const pool = new CatalogPool(connection);
  const adapter = new MigrationAdapter(pool);
  try {
    const engine = await SchemaEngine.new(
      { datamodels: [['schema.prisma', schema]] },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(adapter),
    );
    return await work(engine).finally(() => engine.free());
  } catch (error) {
    throw adapter.scriptError ?? error;
  } finally {
    await pool.end();
  }
}

type EngineBindings = { SchemaEngine: typeof SchemaEngine };

let engineBindings: Promise<EngineBindings> | undefined;

/** Once: the bindings have room for one instance, and timers of the one before would run into the next. */
function loadSchemaEngine(): Promise<EngineBindings> {
  engineBindings ??= instantiateEngine();
  return engineBindings;
}

async function instantiateEngine(): Promise<EngineBindings> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg' as string);
  // Node 20 cannot import the .wasm beside the bindings, so they are joined by hand.
  const wasm = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace(/\.js$/, '_bg.wasm');
  const imports = Object.entries(bindings).map(([name, value]) =>
    name.startsWith('__wbg_setTimeout') ? [name, setUnrefTimeout] : [name, value],
  );
  const { instance } = await WebAssembly.instantiate(await readFile(wasm), {
    './schema_engine_bg.js': Object.fromEntries(imports),
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}

/** The engine never clears its time limit on its advisory lock, which would keep a process from ending for 10 s. */
function setUnrefTimeout(run: () => void, delayMs: number) {
  return setTimeout(run, delayMs).unref();
}

const MARK_FINISHED =
  'UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL';

/** Type numbers of PostgreSQL's catalog: pg_type.oid. */
const CHAR = 18;
const BPCHAR = 1042;

/**
 * Prisma's adapter, mended in two places. It cuts a script at every semicolon: sent whole, a migration is one
 * transaction and may hold functions. And it does not know the catalog's "char" columns, which diff reads.
 */
class MigrationAdapter extends PrismaPg {
  scriptError: Error | undefined;

  constructor(private readonly pool: CatalogPool) {
    super(pool);
  }

  override async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      executeScript: (script: string) => this.runScript(script),
      queryRaw: async (query: SqlQuery) => {
        const result = await queryRaw(query);
        for (const i of this.pool.charColumns.get(result.rows) ?? []) {
          result.columnTypes[i] = ColumnTypeEnum.Character;
        }
        return result;
      },
    });
  }

  private async runScript(script: string): Promise<void> {
    // In the same transaction, so that a migration that is not marked finished has left nothing behind.
    const isMigration = !script.includes('_prisma_migrations');
    try {
      await this.pool.query(isMigration ? `${script}\n; ${MARK_FINISHED}` : script);
    } catch (error) {
      const { message, position } = error as pg.DatabaseError;
      const line = position && script.slice(0, Number(position)).split('\n').length;
      this.scriptError = new Error(line ? `${message} (line ${line})` : message, { cause: error });
      throw error;
    }
  }
}

class CatalogPool extends pg.Pool {
  readonly charColumns = new WeakMap<object, number[]>();

  override query = (async (...args: Parameters<pg.Pool['query']>) => {
    const result = (await super.query(...args)) as unknown as pg.QueryResult;
    const fields = result.fields ?? [];
    const chars = fields.flatMap(({ dataTypeID }, i) => (dataTypeID === CHAR ? [i] : []));
    for (const i of chars) fields[i]!.dataTypeID = BPCHAR;
    if (result.rows) this.charColumns.set(result.rows, chars);
    return result;
  }) as unknown as pg.Pool['query'];
}
