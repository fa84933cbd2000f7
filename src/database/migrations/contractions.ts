/** Kind of a migration, by the suffix of its name: see docs/operations/deployment.md#schema-changes. */
export type MigrationKind = 'expansion' | 'fence' | 'contraction';

export function getMigrationKind(name: string): MigrationKind {
  if (name.endsWith('_expand')) return 'expansion';
  return name.endsWith('_fence') ? 'fence' : 'contraction';
}

/** Statements that take something away from releases that run already, or ask them for more. */
const CONTRACTIONS = [
  /^DROP (TABLE|VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|TRIGGER|TYPE|SEQUENCE|SCHEMA|EXTENSION)\b/i,
  /^ALTER TABLE .*\bDROP (COLUMN|CONSTRAINT)\b/is,
  /^ALTER TABLE .*\b(RENAME|SET NOT NULL|SET DATA TYPE)\b/is,
  /^ALTER TABLE .*\bALTER (COLUMN )?"?\w+"? TYPE\b/is,
  /^ALTER TABLE .*\bADD CONSTRAINT "?\w+"? (CHECK|UNIQUE|EXCLUDE)\b/is,
  /^CREATE UNIQUE INDEX\b/i,
  /^(ALTER TYPE|ALTER VIEW|ALTER FUNCTION) .*\bRENAME\b/is,
  /^(DELETE FROM|TRUNCATE)\b/i,
];
/** Separators of the clauses of ALTER TABLE. */
const NEXT_CLAUSE = /,\s*(?=(?:ADD|ALTER|DROP)\b)/i;
const NEW_TABLE = /^CREATE TABLE (?:IF NOT EXISTS )?(?:public\.)?"?(\w+)"?/i;
const ALTERED_TABLE =
  /^(?:ALTER TABLE (?:IF EXISTS |ONLY )*|CREATE UNIQUE INDEX (?:IF NOT EXISTS )?"?\w+"? ON )(?:public\.)?"?(\w+)"?/i;
const CREATED = /^CREATE (?:OR REPLACE |CONSTRAINT |MATERIALIZED )*(\w+) (?:public\.)?"?(\w+)"?/i;
const DROPPED = /^DROP (\w+) (?:IF EXISTS )?(?:public\.)?"?(\w+)"?/i;

/**
 * Returns the statements of a migration that are no expansions, each with its first line. Something that is
 * dropped and created again in the same migration counts as replaced.
 */
export function findContractions(sql: string): string[] {
  const statements = splitStatements(sql);
  const newTables = new Set(statements.map((statement) => NEW_TABLE.exec(statement)?.[1]));
  return statements
    .filter((statement, index) => {
      if (newTables.has(ALTERED_TABLE.exec(statement)?.[1] ?? '')) return false;
      if (isReplaced(statement, statements.slice(index + 1))) return false;
      if (replacesIndex(statement, statements.slice(0, index))) return false;
      return CONTRACTIONS.some((pattern) => pattern.test(statement)) || asksForColumn(statement);
    })
    .map((statement) => statement.split('\n')[0]!);
}

/** Returns true if a unique index takes the place of one with its name. It must not be stricter than that one. */
function replacesIndex(statement: string, preceding: string[]): boolean {
  const [, name] = /^CREATE UNIQUE INDEX "?(\w+)"?/i.exec(statement) ?? [];
  return name !== undefined && preceding.some((each) => /^DROP INDEX "?(\w+)"?$/i.exec(each)?.[1] === name);
}

/** Returns true if a new column must be filled by releases that do not know it. */
function asksForColumn(statement: string): boolean {
  if (!/^ALTER TABLE\b/i.test(statement)) return false;
  return statement
    .split(NEXT_CLAUSE)
    .some(
      (clause) =>
        /\bADD COLUMN\b/i.test(clause) &&
        /\bNOT NULL\b/i.test(clause) &&
        !/\b(DEFAULT|GENERATED)\b/i.test(clause),
    );
}

function isReplaced(statement: string, following: string[]): boolean {
  const [, kind, name] = DROPPED.exec(statement) ?? [];
  if (!kind || !name) return false;
  const dropped = `${kind} ${name}`.toLowerCase();
  return following.some((later) => {
    const [, createdKind, createdName] = CREATED.exec(later) ?? [];
    return `${createdKind} ${createdName}`.toLowerCase() === dropped;
  });
}

/** Splits SQL at semicolons, without comments and without the bodies of functions. */
function splitStatements(sql: string): string[] {
  return sql
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/--.*$/gm, '')
    .replace(/'(?:[^']|'')*'/g, "''")
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
}
