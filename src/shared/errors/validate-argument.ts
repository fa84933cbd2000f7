import { getMetadataStorage, validateOrReject } from 'class-validator';
import { ArgumentValidationError } from 'type-graphql';

const hasRulesByClass = new Map<unknown, boolean>();

/**
 * Holds an argument, or each of a list of them, to the rules that class-validator's decorators give its class. Most
 * classes have none, and looking for them anew at every field costs more than answering it. Throws
 * ArgumentValidationError.
 */
export async function validateArgument(argument: unknown): Promise<void> {
  for (const value of Array.isArray(argument) ? argument : [argument]) {
    if (typeof value !== 'object' || value === null || !hasRules(value.constructor)) continue;
    await validateOrReject(value, { skipMissingProperties: true, forbidUnknownValues: false }).catch(
      (found) => {
        throw new ArgumentValidationError(found);
      },
    );
  }
}

function hasRules(type: unknown): boolean {
  const known = hasRulesByClass.get(type);
  if (known !== undefined || typeof type !== 'function') return known ?? false;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  hasRulesByClass.set(type, rules.length > 0);
  return rules.length > 0;
}
