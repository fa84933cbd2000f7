#!/usr/bin/env node
// Writes the types and texts of the operations in .graphql files: see `--help`.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildClientSchema, buildSchema, getIntrospectionQuery } from 'graphql';
import { codegenConfig } from '../dist/codegen.js';
import { runCodegen } from '../dist/codegen-run.js';

const HELP = `dateline-codegen [--schema FILE|URL] [--output FILE] FILE...

Writes types and texts of the operations in FILEs, with the fragments of @dateline/client.

--schema  a file that \`dateline schema\` wrote, or the URL of a gateway that allows introspection; by default
          /graphql of DATELINE_URL, or of http://127.0.0.1:4000
--output  the file to write; generated.ts by default`;

const { DATELINE_URL = 'http://127.0.0.1:4000' } = process.env;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        schema: { type: 'string', default: `${DATELINE_URL}/graphql` },
        output: { type: 'string', default: 'generated.ts' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(1);
  }
}

const { values, positionals } = readArguments();

async function loadSchema(source) {
  if (!/^https?:/.test(source)) return buildSchema(await readFile(source, 'utf8'));
  const response = await fetch(source, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation: true }) }),
  }).catch(() => {
    throw new Error('It cannot be reached. Start the gateway.');
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return buildClientSchema(data);
}

async function main() {
  const { schema: source, output } = values;
  const schema = await loadSchema(source).catch((error) => {
    throw new Error(
      `The schema cannot be read from ${source}: ${error.message}\nOr write it with \`npx dateline schema > schema.graphql\` and pass --schema schema.graphql.`,
    );
  });
  const config = codegenConfig({ schema: source, documents: positionals, output });
  const read = async (location) => ({ location, text: await readFile(location, 'utf8') });
  const files = await Promise.all(config.documents.map(read));
  const written = await runCodegen(config, schema, files);
  for (const [path, text] of Object.entries(written)) await writeFile(path, text);
  console.log(`Wrote ${Object.keys(written).join(', ')} from the schema of ${source}.`);
}

if (values.help || positionals.length === 0) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 1;
} else {
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
