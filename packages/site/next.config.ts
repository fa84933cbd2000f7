import type { NextConfig } from 'next';

export default {
  cacheComponents: true,
  partialPrefetching: true,
  poweredByHeader: false,
  turbopack: { root: import.meta.dirname },
} satisfies NextConfig;
