import { rewrites } from '@dateline/client/next';
import type { NextConfig } from 'next';

export default {
  // The Dockerfile sets it: server.js with the packages that it needs.
  ...(process.env.NEXT_OUTPUT === 'standalone' && { output: 'standalone' as const }),
  rewrites,
  cacheComponents: true,
  partialPrefetching: true,
  poweredByHeader: false,
  allowedDevOrigins: ['127.0.0.1'],
  turbopack: { root: import.meta.dirname },
  experimental: { globalNotFound: true },
} satisfies NextConfig;
