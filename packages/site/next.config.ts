import { rewrites } from '@dateline/client/next';
import type { NextConfig } from 'next';

export default {
  rewrites,
  cacheComponents: true,
  partialPrefetching: true,
  poweredByHeader: false,
  allowedDevOrigins: ['127.0.0.1'],
  turbopack: { root: import.meta.dirname },
  experimental: { globalNotFound: true },
} satisfies NextConfig;
