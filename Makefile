# Every target works on a fresh clone with Go, gcc and make. `make` alone lists them.

SHELL       := /bin/bash
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOSEC       := github.com/securego/gosec/v2/cmd/gosec@v2.30.0
AXE_VERSION := 4.14.1
E2E         := internal/e2e

.DEFAULT_GOAL := help
.PHONY: help run build test tools bench dev lint generate clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Start Docket with the embedded Redis
	@bin/docket serve

build: ## Build bin/docket
	go build -trimpath -o bin/docket ./cmd/docket

# -w leaves out what only debuggers need: linking takes half the time.
test: tools ## Run every test with the race detector
	go test -race -ldflags=-w -timeout 30m ./...

bench: tools ## Measure against a real redis-server, beside what is to be reached
	go test -run '^$$' -bench . -benchmem -count 1 -timeout 10m ./internal/bench ./internal/cache ./internal/password ./static ./internal/e2e

# Finds redis-server, a Chromium, npm and axe-core, and installs only what is missing. Chromium's
# headless shell is the same browser without a window, for half the work.
tools: ## Find or install what the tests need
	@missing=; \
	have() { for name; do command -v "$$name" >/dev/null && return; done; return 1; }; \
	have redis-server || missing+=' redis-server'; \
	have chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable || missing+=' chromium-headless-shell'; \
	have npm || missing+=' npm'; \
	if [ -n "$$missing" ]; then \
		root=; [ "$$(id -u)" = 0 ] || root=sudo; \
		if ! have apt-get || { [ -n "$$root" ] && ! have sudo; }; then \
			echo "The tests need these programs; please install them:$$missing" >&2; exit 1; \
		fi; \
		$$root apt-get update -q </dev/null || exit 1; \
		install="$$root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends"; \
		$$install $$missing </dev/null || $$install $${missing/-headless-shell} </dev/null || exit 1; \
	fi
	@grep -qs '"version": "$(AXE_VERSION)"' $(E2E)/node_modules/axe-core/package.json || \
		npm install --prefix $(E2E) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --no-update-notifier axe-core@$(AXE_VERSION) </dev/null

# Open the address that this prints, not port 8080: the pages there reload when a file changes.
dev: ## Serve with live reload
	DOCKET_PUBLIC_URL=http://127.0.0.1:7331 go tool templ generate --watch --open-browser=false \
		--proxy=http://127.0.0.1:8080 --cmd="go run ./cmd/docket serve" \
		--watch-pattern='\.(go|templ|css|js|svg|sql)$$' --ignore-pattern='/(node_modules|data|bin)/'

# Generated code is compared by its sums, so that this works before it is committed and without git.
lint: ## gofmt, vet, staticcheck, generated code up to date, gosec
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "gofmt these files:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	@sums() { find . -name '*_templ.go' -not -path '*/node_modules/*' | sort | xargs -r sha256sum; }; \
	before=$$(sums); go tool templ generate || exit 1; after=$$(sums); \
	diff <(echo "$$before") <(echo "$$after") || { echo "The generated code was out of date; commit what make generate has written."; exit 1; }
	go run $(GOSEC) -quiet -color=false -exclude-generated ./...

generate: ## Write the *_templ.go files
	go tool templ generate

clean: ## Remove what make has built
	rm -rf bin $(E2E)/node_modules
