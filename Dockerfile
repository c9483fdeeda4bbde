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
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.AIGW_FASTAPI__API_PORT}/monitoring/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli.js", "gateway"]
