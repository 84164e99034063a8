FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Static, as the image has no C library. Docket brings its own time zones.
RUN CGO_ENABLED=1 go build -trimpath \
      -tags 'osusergo netgo sqlite_omit_load_extension' \
      -ldflags '-s -w -linkmode external -extldflags "-static"' \
      -o /out/docket ./cmd/docket \
 && mkdir /out/data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/docket /docket
COPY --from=build --chown=10001:10001 /out/data /data
ENV DOCKET_ADDR=:8080 \
    DOCKET_DATA=/data
USER 10001:10001
# SQLite writes large temporary files to the working folder when there is no /tmp.
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/docket", "health"]
ENTRYPOINT ["/docket"]
CMD ["serve"]
