import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOption } from '../stress/gateways.mjs';

/** Settings of a gateway in production, where introspection and suggestions in errors are off. */
export const PRODUCTION = { NODE_ENV: 'production', SEED: 'true', LOG_LEVEL: 'error' };

/** Value of `--documents`: `none`, or `TRUSTED_DOCUMENTS` of the gateway, `also` or `only`. */
export const TRUST = readOption('--documents', 'none');

/** Returns the settings in production, with a manifest of documents if `--documents` trusts them. */
export function createProductionSettings(documents) {
  if (TRUST === 'none') return PRODUCTION;
  const folder = mkdtempSync(join(tmpdir(), 'dateline-manifest-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'persisted-documents.json');
  writeFileSync(
    file,
    JSON.stringify(Object.fromEntries(documents.map((text) => [`sha256:${hashDocument(text)}`, text]))),
  );
  return { ...PRODUCTION, TRUSTED_DOCUMENTS: TRUST, TRUSTED_DOCUMENTS_FILE: file };
}

export function hashDocument(document) {
  return createHash('sha256').update(document).digest('hex');
}
