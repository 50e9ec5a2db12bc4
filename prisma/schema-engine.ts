import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Prisma's own migration engine over one database connection; the same code as in `prisma migrate`, without a binary to download. */
export interface SchemaEngine {
  engine: engine.SchemaEngine;
  /** What the database itself said about the last script that failed; the engine's wording hides it. */
  lastScriptError(): Error | undefined;
}

let instantiated: Promise<void> | undefined;

/** @param pool must hold one connection only when the caller wraps the engine's work in a transaction. */
export async function openSchemaEngine(pool: pg.Pool, schema: [path: string, text: string][]): Promise<SchemaEngine> {
  await (instantiated ??= instantiate());
  const factory = new WholeScriptFactory(pool);
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  return {
    engine: await engine.SchemaEngine.new({ datamodels: schema }, () => undefined, bound),
    lastScriptError: () => factory.scriptError,
  };
}

/** The one corner of WebAssembly that is used here; its full types come with the browser's, which server code does without. */
interface WebAssemblyGlobal {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
}

async function instantiate(): Promise<void> {
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const host = globalThis as unknown as { WebAssembly: WebAssemblyGlobal; PRISMA_WASM_PANIC_REGISTRY?: object };
  // The engine reports its own bugs here; without it they surface as "unreachable".
  host.PRISMA_WASM_PANIC_REGISTRY ??= {
    set_message: (text: string) => process.stderr.write(`migration engine: ${text}\n`),
  };
  // The generated glue is the module that the WebAssembly imports from, under the name it was built with.
  const { instance } = await host.WebAssembly.instantiate(readFileSync(file), { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/**
 * The stock adapter cuts a script at every semicolon, which tears functions and quoted text apart.
 * PostgreSQL takes a script whole, and then does all of it or nothing.
 */
class WholeScriptFactory implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres' as const;
  readonly adapterName = '@prisma/adapter-pg';
  scriptError: Error | undefined;
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return this.#wholeScripts(await new PrismaPg(this.#pool).connect(), this.#pool);
  }

  /** An empty database beside the real one, in which the engine replays migrations to learn what they make. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `jiedan_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
    await this.#pool.query(`CREATE DATABASE ${name}`);
    const pool = new pg.Pool({ ...withDatabase(this.#pool.options, name), max: 2 });
    const adapter = this.#wholeScripts(await new PrismaPg(pool).connect(), pool);
    adapter.dispose = async () => {
      await pool.end();
      await this.#pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    };
    return adapter;
  }

  #wholeScripts(adapter: SqlDriverAdapter, pool: pg.Pool): SqlDriverAdapter {
    understandCatalogLetters(adapter, pool);
    adapter.executeScript = async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        this.scriptError = error as Error;
        throw error;
      }
    };
    return adapter;
  }
}

const CATALOG_LETTER_OID = 18;
const TEXT_OID = 25;

/** The system catalogs hold single letters of type "char", which the stock adapter refuses and the engine insists on. */
function understandCatalogLetters(adapter: SqlDriverAdapter, pool: pg.Pool): void {
  // The adapter hands on the very rows that the driver made, so they tell which answer belongs to which query.
  const letterColumns = new WeakMap<object, number[]>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const noticing = async (...args: unknown[]): Promise<pg.QueryResult> => {
    const result = await query(...args);
    const letters = (result.fields ?? []).flatMap((field, index) =>
      field.dataTypeID === CATALOG_LETTER_OID ? [index] : [],
    );
    for (const index of letters) Object.assign(result.fields[index] ?? {}, { dataTypeID: TEXT_OID });
    if (letters.length > 0) letterColumns.set(result.rows, letters);
    return result;
  };
  pool.query = noticing;
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (asked) => {
    const answer = await queryRaw(asked);
    for (const index of letterColumns.get(answer.rows) ?? []) answer.columnTypes[index] = ColumnTypeEnum.Character;
    return answer;
  };
}

function withDatabase(options: pg.PoolConfig, database: string): pg.PoolConfig {
  if (!options.connectionString) return { ...options, database };
  const url = new URL(options.connectionString);
  url.pathname = `/${database}`;
  return { connectionString: url.toString() };
}
