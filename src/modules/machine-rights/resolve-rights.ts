import { type CrawlerClient, listExcludedPurposes } from '../../shared/crawlers.js';
import { type MachineRightsStatement, MachineUse, PURPOSES } from '../../shared/machine-rights.js';
import type { SectionRow } from '../section/section.type.js';
import { type MachineRight, MachineRightsSource, type ResolvedRights } from './machine-rights.type.js';

/** A statement with the place where it stands. */
export interface Layer {
  source: MachineRightsSource;
  section?: SectionRow;
  statement: MachineRightsStatement;
}

const DEFAULT: MachineRight = {
  use: MachineUse.ALLOWED,
  license: null,
  price: null,
  source: MachineRightsSource.DEFAULT,
  section: null,
};

/** Returns the right for each purpose: that of the first layer that states it. */
export function resolveRights(layers: readonly Layer[]): ResolvedRights {
  const rights = { search: DEFAULT, answers: DEFAULT, training: DEFAULT };
  for (const purpose of PURPOSES) {
    const layer = layers.find(({ statement }) => statement[purpose] !== undefined);
    if (layer) rights[purpose] = toRight(layer, layer.statement[purpose] as MachineUse);
  }
  return rights;
}

function toRight({ source, section = undefined, statement }: Layer, use: MachineUse): MachineRight {
  const { license = null, price = null } = statement;
  return {
    use,
    license: use === MachineUse.FORBIDDEN ? null : license,
    price: use === MachineUse.LICENSED ? price : null,
    source,
    section: section ?? null,
  };
}

/** Returns the rights of a page of which `robots` says that search engines may not show it. */
export function forbidSearch(rights: ResolvedRights): ResolvedRights {
  const search = { ...DEFAULT, use: MachineUse.FORBIDDEN, source: MachineRightsSource.ROBOTS };
  return rights.search.use === MachineUse.FORBIDDEN ? rights : { ...rights, search };
}

/** Returns true if a statement decides about the purpose: neither the default nor `robots`, which has signals of its own. */
export function isStated({ source }: MachineRight): boolean {
  return source !== MachineRightsSource.DEFAULT && source !== MachineRightsSource.ROBOTS;
}

/** Returns true if a crawler may not read a text: one of its purposes is forbidden, or licensed to others. */
export function isExcluded(rights: ResolvedRights, { crawler, isLicensed }: CrawlerClient): boolean {
  return listExcludedPurposes(crawler).some((purpose) => {
    const { use } = rights[purpose];
    return use === MachineUse.FORBIDDEN || (use === MachineUse.LICENSED && !isLicensed);
  });
}
