import type { Config } from '../config/env.js';

/** Returns the settings of one of several workers, whose limits for the machine are divided among them. */
export function shareSettings(config: Config, workers: number): Config {
  const { CACHE_MB, LIVE_CONNECTIONS } = config;
  return {
    ...config,
    CACHE_MB: Math.ceil(CACHE_MB / workers),
    LIVE_CONNECTIONS: Math.ceil(LIVE_CONNECTIONS / workers),
  };
}
