import { formatPrice, MachineUse, PURPOSES } from '../../shared/machine-rights.js';
import type { HttpHeader, NamedMeta, ResolvedRights, RightsSignals } from './machine-rights.type.js';
import { isStated } from './resolve-rights.js';
import { buildLicenses, RSL_NAMESPACE } from './rsl-licenses.js';

/** Path of the license document. */
export const LICENSE_PATH = '/license.xml';
export const LICENSE_TYPE = 'application/rsl+xml';

/** Labels of the purposes in draft-ietf-aipref-vocab-08. */
const AIPREF_LABELS = { training: 'train-ai', answers: 'ai-use', search: 'search' } as const;

/** Returns true if a statement decides about any purpose. */
export function hasStatement(rights: ResolvedRights): boolean {
  return Object.values(rights).some(isStated);
}

/**
 * Formats the rights that are stated as a preference of AIPREF, such as `train-ai=n, search=y`; empty for none. A use
 * that needs a license is `n`: who has one does not need the preference.
 */
export function formatContentUsage(rights: ResolvedRights): string {
  return Object.entries(AIPREF_LABELS)
    .filter(([purpose]) => isStated(rights[purpose as keyof ResolvedRights]))
    .map(([purpose, label]) => {
      const isAllowed = rights[purpose as keyof ResolvedRights].use === MachineUse.ALLOWED;
      return `${label}=${isAllowed ? 'y' : 'n'}`;
    })
    .join(', ');
}

/** Statement of the TDM Reservation Protocol. */
export interface TdmReservation {
  isReserved: boolean;
  /** URL of the terms; null without any. */
  policy: string | null;
}

/**
 * Returns the reservation of text and data mining, which training and answers need; null if neither is stated. Rights are
 * reserved unless both are allowed.
 */
export function getTdmReservation({ answers, training }: ResolvedRights): TdmReservation | null {
  const uses = [training, answers];
  if (!uses.some(isStated)) return null;
  const policy = uses.find(({ use }) => use === MachineUse.LICENSED)?.license ?? null;
  return { isReserved: uses.some(({ use }) => use !== MachineUse.ALLOWED), policy };
}

/** Lists the elements of TDMRep for the head of a page. */
export function listMeta(rights: ResolvedRights): NamedMeta[] {
  const reservation = getTdmReservation(rights);
  if (!reservation) return [];
  const { isReserved, policy } = reservation;
  return [
    { name: 'tdm-reservation', content: isReserved ? '1' : '0' },
    ...(policy === null ? [] : [{ name: 'tdm-policy', content: policy }]),
  ];
}

/** Lists the header fields for a response with texts that have the rights. */
export function listHeaders(rights: ResolvedRights, baseUrl: string): HttpHeader[] {
  if (!hasStatement(rights)) return [];
  const link = `<${getLicenseUrl(baseUrl)}>; rel="license"; type="${LICENSE_TYPE}"`;
  return [
    { name: 'content-usage', value: formatContentUsage(rights) },
    ...listMeta(rights).map(({ name, content }) => ({ name, value: content })),
    { name: 'link', value: link },
  ];
}

/** Builds the signals of rights of which some are stated. */
export function buildSignals(rights: ResolvedRights, baseUrl: string): RightsSignals {
  return {
    headers: Object.fromEntries(listHeaders(rights, baseUrl).map(({ name, value }) => [name, value])),
    text: describeRights(rights),
    contentUsage: formatContentUsage(rights),
    licenseDocument: getLicenseUrl(baseUrl),
    licenseType: LICENSE_TYPE,
    licenses: buildLicenses(rights, 'rsl:'),
    namespace: RSL_NAMESPACE,
  };
}

/** Returns the URL of the license document. `baseUrl` is that of feeds and sitemaps. */
export function getLicenseUrl(baseUrl: string): string {
  return new URL(LICENSE_PATH, baseUrl).href;
}

/** Describes the rights that are stated in a sentence for people, such as `training: licensed (0.05 EUR per use)`. */
function describeRights(rights: ResolvedRights): string {
  return PURPOSES.filter((purpose) => isStated(rights[purpose]))
    .map((purpose) => {
      const { use, license, price } = rights[purpose];
      const terms = [price && formatPrice(price), license].filter(Boolean).join(', ');
      return `${purpose}: ${use.toLowerCase()}${terms && ` (${terms})`}`;
    })
    .join('; ');
}
