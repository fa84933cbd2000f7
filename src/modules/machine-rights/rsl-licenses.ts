import { MachineUse, PURPOSES, type Purpose } from '../../shared/machine-rights.js';
import type { XmlContent } from '../../shared/text/xml.js';
import type { MachineRight, ResolvedRights } from './machine-rights.type.js';
import { isStated } from './resolve-rights.js';

type XmlElement = { [name: string]: XmlContent };

/** Names of the purposes in RSL 1.0. */
const RSL_USAGES: Record<Purpose, string> = { search: 'search', answers: 'ai-input', training: 'ai-train' };
export const RSL_NAMESPACE = 'https://rslstandard.org/rsl';

/** Builds the licenses of RSL for rights: one for each set of terms, and one for what is forbidden. */
export function buildLicenses(rights: ResolvedRights, prefix = ''): XmlElement[] {
  const stated = PURPOSES.filter((purpose) => isStated(rights[purpose]));
  const permitted = new Map<string, Purpose[]>();
  for (const purpose of stated) {
    const { use, license, price } = rights[purpose];
    if (use === MachineUse.FORBIDDEN) continue;
    const terms = JSON.stringify([use, license, price]);
    permitted.set(terms, [...(permitted.get(terms) ?? []), purpose]);
  }
  const forbidden = stated.filter((purpose) => rights[purpose].use === MachineUse.FORBIDDEN);
  const prohibits =
    forbidden.length === 0 ? {} : { [`${prefix}prohibits`]: { '@type': 'usage', '#': toUsages(forbidden) } };
  const licenses = [...permitted.values()].map((purposes) => ({
    [`${prefix}permits`]: { '@type': 'usage', '#': toUsages(purposes) },
    ...prohibits,
    ...buildPayment(rights[purposes[0] as Purpose], prefix),
  }));
  return licenses.length > 0 || forbidden.length === 0 ? licenses : [prohibits];
}

function toUsages(purposes: readonly Purpose[]): string {
  return purposes.map((purpose) => RSL_USAGES[purpose]).join(' ');
}

function buildPayment({ use, license, price }: MachineRight, prefix: string): XmlElement {
  if (use === MachineUse.ALLOWED && license === null) return { [`${prefix}payment`]: { '@type': 'free' } };
  const type = use === MachineUse.ALLOWED ? 'free' : (price?.per.toLowerCase() ?? 'purchase');
  return {
    [`${prefix}payment`]: {
      '@type': type,
      ...(license !== null && {
        [`${prefix}${use === MachineUse.ALLOWED ? 'standard' : 'custom'}`]: license,
      }),
      ...(price && { [`${prefix}amount`]: { '@currency': price.currency, '#': price.amount } }),
    },
  };
}
