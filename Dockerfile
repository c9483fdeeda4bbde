# The gateway on port 5052, without root and without writing anything.
FROM node:24-slim AS build
WORKDIR /midfill
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-slim
WORKDIR /midfill
COPY --from=build /midfill/dist ./dist
ENV AIGW_FASTAPI__API_HOST=0.0.0.0 AIGW_FASTAPI__API_PORT=5052 NODE_ENV=production
USER 1000:0
EXPOSE 5052
# Whether it answers, not whom its certificate names: that is another name than 127.0.0.1.
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", "const isTls = /^(1|t|true|y|yes|on)$/i.test(process.env.AIGW_FASTAPI__TLS__ENABLED ?? ''); require(isTls ? 'node:https' : 'node:http').get({ host: '127.0.0.1', port: process.env.AIGW_FASTAPI__API_PORT, path: '/monitoring/healthz', rejectUnauthorized: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
CMD ["node", "dist/cli.js", "gateway"]
