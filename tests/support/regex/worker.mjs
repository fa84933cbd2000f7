import { checkSync } from 'recheck';

/** Steps of attacks are counted rather than timed, so that a busy machine finds the same. */
export const PARAMETERS = {
  timeout: 300_000,
  attackLimit: 100_000_000,
  attackTimeout: null,
  incubationTimeout: null,
};

/** How long a pattern takes at worst. */
export function check({ source, flags }) {
  const { status, complexity, attack, error } = checkSync(source, flags, PARAMETERS);
  return {
    status,
    complexity: complexity?.summary ?? error?.kind ?? 'unknown',
    attack: attack?.pattern ?? null,
  };
}
