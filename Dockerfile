# The gateway on port 5052: Node, its C libraries and the bundle, and nothing else that could need an update.
# No stage runs a program of the processor that the image is for, so that any machine builds it for any.
FROM node:24-slim AS target

FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /midfill
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
RUN npm sbom --sbom-format cyclonedx --omit dev --package-lock-only > dist/sbom.cdx.json

# Node's libraries are all in one folder that every loader looks in, as it calls itself by another path on each processor.
RUN --mount=type=bind,from=target,target=/target \
  mkdir -p /root-of-image/usr/local/bin /root-of-image/lib /root-of-image/etc /root-of-image/midfill \
  && cp /target/usr/local/bin/node /root-of-image/usr/local/bin/ \
  && cd /target/usr/lib/*-linux-gnu \
  && cp -L ld-linux-*.so.* libc.so.6 libdl.so.2 libgcc_s.so.1 libm.so.6 libpthread.so.0 libstdc++.so.6 /root-of-image/lib/ \
  && ln -s lib /root-of-image/lib64 \
  # Without it glibc asks DNS before /etc/hosts.
  && echo 'hosts: files dns' > /root-of-image/etc/nsswitch.conf \
  && echo 'midfill:x:1000:0::/midfill:/none' > /root-of-image/etc/passwd \
  && cd /midfill && mv dist /root-of-image/midfill/dist && cp LICENSE /root-of-image/midfill/

FROM scratch
COPY --from=build /root-of-image /
WORKDIR /midfill
ENV AIGW_FASTAPI__API_HOST=0.0.0.0 AIGW_FASTAPI__API_PORT=5052 NODE_ENV=production PATH=/usr/local/bin
# Young objects may take this many megabytes, twice; V8 would let them take 64. Who has memory for speed sets it to 16.
# And every thread of a C program would keep memory of its own for later.
ENV NODE_OPTIONS=--max-semi-space-size=2 MALLOC_ARENA_MAX=2
LABEL org.opencontainers.image.title="midfill" \
  org.opencontainers.image.description="Code suggestions that you host yourself: in place of GitLab's AI Gateway, or on its own" \
  org.opencontainers.image.licenses="MIT"
# Group 0, as OpenShift's arbitrary users have it; nothing here is written.
USER 1000:0
EXPOSE 5052
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s CMD ["node", "dist/cli.js", "healthcheck"]
# The second of three compilers takes 30 MB, which malloc keeps, for code that the third soon writes better; and
# four of those at once would take four times as much as one.
ENTRYPOINT ["node", "--no-maglev", "--concurrent-turbofan-max-threads=1", "dist/cli.js"]
CMD ["gateway"]
