# One image for every role; JIEDAN_ROLE and the command decide what a container is.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# The sandbox keeps its state here; a new volume takes over this owner.
RUN mkdir /data && chown node:node /data
COPY --from=build /app ./
USER node
EXPOSE 3000
CMD ["node", "--import", "tsx", "hub/server.ts"]
