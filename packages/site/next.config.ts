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
  // Next.js would cut off uploads of media files after 10 MB. The gateway takes MEDIA_MAX_MB.
  experimental: { globalNotFound: true, proxyClientMaxBodySize: '51mb' },
} satisfies NextConfig;
