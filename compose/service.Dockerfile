# The three services in one image: they share nearly every dependency; `command` says which one runs.
ARG NODE=node:24.21.0-trixie-slim

# The workspace as npm sees it: changes only when a manifest does.
FROM ${NODE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs/contracts/package.json libs/contracts/
COPY libs/instrumentation/package.json libs/instrumentation/
COPY libs/messaging/package.json libs/messaging/
COPY services/gateway/package.json services/gateway/
COPY services/inventory/package.json services/inventory/
COPY services/orders/package.json services/orders/
# Not built here, but workspaces all the same: npm compares every one of them with the lockfile.
COPY tools/dashboards/package.json tools/dashboards/
COPY tools/lab/package.json tools/lab/
COPY bench/order-path/package.json bench/order-path/

FROM manifests AS build
RUN --mount=type=cache,target=/root/.npm npm ci
COPY .swcrc ./
COPY libs libs
COPY services services
RUN npm run build --silent --workspaces --if-present \
    # What the image keeps of each project.
    && find libs services -mindepth 2 -maxdepth 2 ! -name dist ! -name package.json -exec rm -r {} +

# Apart from the build, so that a change of source leaves this layer, nearly all of the image, as it is.
FROM manifests AS dependencies
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --workspace services/gateway --workspace services/inventory --workspace services/orders

FROM ${NODE}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app ./
COPY --from=build /app/libs libs
COPY --from=build /app/services services
USER node
# `lab restart` sends it SIGHUP, and a second process takes over from the first.
COPY compose/handover.sh compose/
ENTRYPOINT ["sh", "compose/handover.sh", "node"]
