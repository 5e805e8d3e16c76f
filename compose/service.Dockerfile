# Our services in one image, each of them one file without dependencies; `command` says which one runs.
ARG NODE=node:24.21.0-trixie-slim

# The workspace as npm sees it: changes only when a manifest does.
FROM ${NODE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs/contracts/package.json libs/contracts/
COPY libs/faults/package.json libs/faults/
COPY libs/instrumentation/package.json libs/instrumentation/
COPY libs/messaging/package.json libs/messaging/
COPY services/gateway/package.json services/gateway/
COPY services/inventory/package.json services/inventory/
COPY services/oncall/package.json services/oncall/
COPY services/orders/package.json services/orders/
COPY services/prober/package.json services/prober/
# Not built here, but workspaces all the same: npm compares every one of them with the lockfile.
COPY libs/testing/package.json libs/testing/
COPY tools/analysis/package.json tools/analysis/
COPY tools/boards/package.json tools/boards/
COPY tools/dash/package.json tools/dash/
COPY tools/dashboards/package.json tools/dashboards/
COPY tools/lab/package.json tools/lab/
COPY tools/objectives/package.json tools/objectives/
COPY bench/order-path/package.json bench/order-path/

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm npm ci
COPY .swcrc ./
COPY libs libs
COPY services services
RUN npm run build --silent --workspaces --if-present \
    # What the image keeps of each service: what was built, with the files that it reads.
    && find services -mindepth 2 -maxdepth 2 ! -name dist ! -name package.json -exec rm -r {} +

FROM ${NODE}
WORKDIR /app
ENV NODE_ENV=production
# The only package that is read from a folder: the files of the page /docs.
COPY --from=build /app/node_modules/swagger-ui-dist node_modules/swagger-ui-dist
COPY --from=build /app/services services
# The mount points of oncall's journal and of the flags: a new volume gets their owner.
RUN install -d -o node -g node /var/lib/oncall /etc/lab/flags
USER node
# `lab restart` sends it SIGHUP, and a second process takes over from the first.
COPY compose/handover.sh compose/
ENTRYPOINT ["sh", "compose/handover.sh", "node"]
