# An image of Rekey: docs/operations.md says how to run it.
#   docker build -t rekey .
FROM rust:1.95-slim-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends cmake g++ make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    scripts/release/program \
    && install -D target/dist/rekey /out/rekey

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 rekey \
    && useradd --system --uid 10001 --gid rekey --home-dir /var/lib/rekey --shell /usr/sbin/nologin rekey \
    && install --directory --owner rekey --group rekey --mode 0700 /var/lib/rekey
COPY --from=build /out/rekey /usr/bin/rekey
USER 10001:10001
WORKDIR /var/lib/rekey
VOLUME /var/lib/rekey
# A proxy in front terminates TLS. Set public_url and secret (or secret_file) when you start the container.
ENV REKEY_LISTEN=0.0.0.0:8080 \
    REKEY_TELEMETRY__METRICS_LISTEN=0.0.0.0:9090
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${REKEY_LISTEN##*:} && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["rekey"]
CMD ["serve"]
