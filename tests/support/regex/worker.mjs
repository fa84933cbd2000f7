import { checkSync } from 'recheck';

/**
 * Limits of the analysis. Attack steps are counted and not timed, so that results do not depend on the
 * machine's load.
 */
export const PARAMETERS = {
  timeout: 300_000,
  attackLimit: 100_000_000,
  attackTimeout: null,
  incubationTimeout: null,
};

/** Returns the worst-case complexity of a pattern. */
export function check({ source, flags }) {
  const { status, complexity, attack, error } = checkSync(source, flags, PARAMETERS);
  return {
    status,
    complexity: complexity?.summary ?? error?.kind ?? 'unknown',
    attack: attack?.pattern ?? null,
  };
}
