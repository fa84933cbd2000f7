import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { PRISMA_FOLDER } from './migration-files.js';

/** Declares the part of Node's WebAssembly used here; TypeScript declares it only for browsers. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/**
 * Returns the SQL that brings a database to a Prisma schema, or null if it is there. Runs Prisma's schema
 * engine as WebAssembly, which only a checkout has.
 */
export async function diffSchema(connection: pg.PoolConfig, schema: string): Promise<string | null> {
  const { SchemaEngine } = await loadSchemaEngine();
  const pool = new CatalogPool(connection);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogAdapter(pool));
    const files = [{ path: 'schema.prisma', content: schema }];
    const datamodels: [string, string][] = [['schema.prisma', schema]];
    const engine = await SchemaEngine.new({ datamodels }, () => undefined, adapter);
    const diff = engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: PRISMA_FOLDER }, // the adapter's database
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    const { stdout, exitCode } = await diff.finally(() => engine.free());
    return exitCode === 0 ? null : stdout;
  } finally {
    await pool.end();
  }
}

type EngineBindings = { SchemaEngine: typeof SchemaEngine };

let engineBindings: Promise<EngineBindings> | undefined;

/** Loads the engine once, since its bindings hold one instance. */
function loadSchemaEngine(): Promise<EngineBindings> {
  engineBindings ??= instantiateEngine();
  return engineBindings;
}

/** Instantiates the module with its bindings, because Node 20 cannot import .wasm files. */
async function instantiateEngine(): Promise<EngineBindings> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg' as string);
  const wasm = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm')
    .replace(/\.js$/, '_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(wasm), {
    './schema_engine_bg.js': bindings,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}

/** OIDs of PostgreSQL's types (pg_type.oid). */
const CHAR = 18;
const BPCHAR = 1042;

/** Prisma's adapter with support for "char" columns, which the catalog has. */
class CatalogAdapter extends PrismaPg {
  constructor(private readonly pool: CatalogPool) {
    super(pool);
  }

  override async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      queryRaw: async (query: SqlQuery) => {
        const result = await queryRaw(query);
        for (const i of this.pool.charColumns.get(result.rows) ?? []) {
          result.columnTypes[i] = ColumnTypeEnum.Character;
        }
        return result;
      },
    });
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
