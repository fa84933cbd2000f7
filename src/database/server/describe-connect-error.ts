import { listErrorCodes } from '../error-codes.js';

const DEPLOYMENT = 'docs/operations/deployment.md';

/** Advice on errors of a connection, by the codes of Node.js and PostgreSQL that they have. */
const ADVICE_BY_CODE: [codes: RegExp, advice: string][] = [
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
    'Node.js does not know the authority that signed the certificate. Add sslmode=verify-full&sslrootcert=FILE to DATABASE_URL, ' +
      `with the authority's certificate as a PEM file; sslmode=no-verify encrypts without a check: see ${DEPLOYMENT}#tls-to-postgresql`,
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'Use the host name of the certificate in DATABASE_URL. sslmode=no-verify encrypts without a check: ' +
      `see ${DEPLOYMENT}#tls-to-postgresql`,
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    "Renew the certificate of PostgreSQL. If the certificate of sslrootcert has expired, download the provider's new one",
  ],
  [
    /^53300$/,
    'PostgreSQL has no free connection for this role. Stop what uses them, or raise max_connections, the CONNECTION LIMIT of the role ' +
      `or that of the database: see ${DEPLOYMENT}#connections-to-postgresql`,
  ],
  [/^28P01$/, 'Correct the user name and password in DATABASE_URL. Percent-encode @, : and / in them'],
  [/^3D000$/, 'Create the database, or correct its name in DATABASE_URL'],
];

const ADVICE_BY_MESSAGE: [message: RegExp, advice: string][] = [
  [
    /does not support SSL/,
    'Enable ssl in postgresql.conf, or use sslmode=disable in DATABASE_URL if the network is private',
  ],
  [
    /, no encryption$/m,
    `This server takes encrypted connections only. Add sslmode=verify-full to DATABASE_URL: see ${DEPLOYMENT}#tls-to-postgresql`,
  ],
  [/no pg_hba\.conf entry/, 'Allow this machine and role in pg_hba.conf, or in the firewall of the provider'],
  [
    /no more connections allowed/,
    'Raise max_client_conn of PgBouncer, or lower DATABASE_POOL of the instances',
  ],
  [
    /Query read timeout|query_wait_timeout/,
    `If a pooler is in front, raise its default_pool_size: see ${DEPLOYMENT}#pgbouncer. Else free PostgreSQL from its load`,
  ],
  [
    /ENOENT: no such file or directory, open '/,
    'Correct the file of sslrootcert, sslcert or sslkey in DATABASE_URL',
  ],
];

/** Describes the cause of a failed connection and its remedy. */
export function describeConnectError(error: unknown, setting: string): string {
  const message = describeError(error);
  const codes = listErrorCodes(error);
  const advice =
    ADVICE_BY_CODE.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1] ??
    ADVICE_BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ??
    'Start PostgreSQL, or correct DATABASE_URL';
  return `${message}. ${advice.replaceAll('DATABASE_URL', setting)}.`;
}

/** Describes an error. A host with several addresses fails with an AggregateError, which has no message. */
function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join('; ');
  return error instanceof Error ? error.message : String(error);
}
