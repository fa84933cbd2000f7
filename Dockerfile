# The gateway as an image: docker build -t dateline .
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY bin bin
COPY prisma prisma
COPY src src
COPY packages/client packages/client
# Packages that only the build needs stay in this stage. So does the embedded database, an optional package:
# an image is given DATABASE_URL. The optional packages of sharp, its native code, are put aside and back again.
# Prisma's query compilers for other databases are 56 MB.
RUN npm run build && mv node_modules/@img img-packages && npm prune --omit=dev --omit=optional \
  && rm -rf node_modules/@img && mv img-packages node_modules/@img \
  && find node_modules/@prisma/client/runtime -name 'query_compiler_*' ! -name '*postgresql*' -delete \
  && find dist -name '*.d.ts' -delete

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY docs/api/schema.released.graphql docs/api/
COPY bin bin
COPY prisma prisma
COPY seeds seeds
COPY packages/seeds-de packages/seeds-de
# All that is ever written is in /data: run it with --read-only and a volume there.
RUN mkdir /data && chown node:node /data && ln -s /app/bin/dateline.mjs /usr/local/bin/dateline
VOLUME /data
USER node
EXPOSE 4000
# Whether it lives; a balancer asks /readyz, which says no while it closes or has no database.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "-e", \
  "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Not through npm, which would not hand on SIGTERM.
# Node.js 24 would let new objects take 128 MiB; 20 and 22 take 32.
CMD ["node", "--max-semi-space-size=32", "--v8-pool-size=2", "dist/main.js"]
