# Untested: no Docker engine was at hand when this was written. Its steps were run by hand on Linux.
# The service only; the database is a server of its own (compose.yaml). The embedded PostgreSQL is not installed here.
FROM node:26-bookworm-slim

WORKDIR /app
ENV NODE_ENV=production

COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/
COPY server/package.json server/
COPY cli/package.json cli/
COPY bench/package.json bench/
# The optional packages are the project's own Node and PostgreSQL; this image has a Node, and needs no PostgreSQL.
RUN npm ci --ignore-scripts --omit=dev --omit=optional && npm cache clean --force

COPY contract contract
COPY server server
COPY cli cli
COPY LICENSE ./

USER node
ENV HOST=0.0.0.0 PORT=8080 LOG_FORMAT=json
EXPOSE 8080
# Alive, not ready: a database that is away for a while is no reason to start this anew.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/src/main.ts"]
