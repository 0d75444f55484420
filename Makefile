# Everything runs in .venv, made from the pinned requirements. VENV=... uses another one.
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= build/demo
# Processes that run the tests.
JOBS ?= auto

.PHONY: help setup vendor browser-tools conformance-tools specifications conformance vectors golden lint types imports unit unit-fast test demo screenshots docs reference wheel lock clean

help:
	@echo "make setup   the pinned environment in $(VENV), and the browser libraries"
	@echo "make test    all that CI runs: ruff, mypy, import-linter, pytest"
	@echo "make unit-fast  the tests that build no whole portal, for the loop of editing"
	@echo "make conformance  20,000 made-up entities, references and texts, judged by Backstage's own packages and by us"
	@echo "make golden  the expected output in tests/golden/expected, written again; its diff is the review"
	@echo "make vectors tests/vectors/drawn_*.jsonl: the verdicts of Backstage's own packages, recorded again"
	@echo "make demo    the portal of the acme organisation in $(DEMO)/"
	@echo "make screenshots  docs/images/portal-{light,dark}.png, with Chromium"
	@echo "make docs    our own documentation, as a portal, in build/docs/"
	@echo "make reference  docs/reference/{annotations,api-changes,commands,problems}.md and the jobs in docs/how-to/nightly.md, from the code"
	@echo "make wheel   the wheel and the sdist in dist/"
	@echo "make lock    the pins anew, from pyproject.toml and package.json"

setup: $(VENV)/.installed vendor

$(VENV)/.installed: requirements-dev.txt pyproject.toml
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/pip install -qq --require-hashes -r requirements-dev.txt
	$(BIN)/pip install -qq --no-deps --no-build-isolation -e .
	touch $@

vendor: $(VENV)/.installed
	command -v npm >/dev/null || $(BIN)/pip install -qq --require-hashes -r requirements-node.txt
	$(BIN)/python hatch_build.py

# What only the browser tests need: axe-core, by its own lock.
AXE := tests/browser/node_modules/axe-core/axe.min.js
browser-tools: $(AXE)

$(AXE): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && \
	  touch node_modules/axe-core/axe.min.js; \
	else echo "no npm: the accessibility tests will be skipped"; fi

# Backstage's own validators, which the conformance tests compare ours with.
MODEL := tests/conformance/node_modules/@backstage/catalog-model/package.json
conformance-tools: $(MODEL)

$(MODEL): tests/conformance/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd tests/conformance && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && \
	  touch node_modules/@backstage/catalog-model/package.json; \
	else echo "no npm: the comparison with Backstage will be skipped"; fi

# What providers publish about their APIs, which our requests and recordings are checked against.
SPECIFICATIONS := tests/specifications/fetched/bitbucket.json
DATADOG := tests/specifications/fetched/datadog.v1.json
specifications: $(SPECIFICATIONS) $(DATADOG)

$(DATADOG): $(VENV)/.installed tests/specifications/requirements.txt tests/specifications/fetch_datadog.py
	$(BIN)/python -m tests.specifications.fetch_datadog

$(SPECIFICATIONS): tests/specifications/package-lock.json tests/specifications/fetch.py
	@if command -v npm >/dev/null; then python3 tests/specifications/fetch.py; \
	else echo "no npm: requests will not be compared with the providers' descriptions"; fi

# As many made-up entities and references as CASES says, new ones each time.
conformance: setup conformance-tools
	CASES=$${CASES:-20000} SEED=new $(BIN)/pytest -q -rP tests/conformance

# Verdicts of Backstage's own packages on drawn cases, for tests/vectors.
vectors: setup conformance-tools
	$(BIN)/python tests/vectors/record.py

# The expected output of the small site in tests/golden, from what is built now; review the diff.
golden: setup
	$(BIN)/python tests/golden/build.py

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports --no-logo

# The tests of a file stay together, because they share what the file builds.
PYTEST := $(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

unit: setup browser-tools conformance-tools specifications
	.ci/in-scratch $(PYTEST)

unit-fast: setup
	.ci/in-scratch $(PYTEST) -m "not slow"

test: lint types imports unit

# Builds again what is there; what was built and how to open it are its last lines.
demo: setup
	$(BIN)/catalogsite demo $(DEMO)

# The pictures of the README: the demo at a fixed time, in headless Chromium.
screenshots: setup
	$(BIN)/python tests/browser/screenshots.py

docs: setup
	$(BIN)/catalogsite build --site-dir build/docs

reference: setup
	$(BIN)/python tests/reference/commands.py
	$(BIN)/python tests/reference/problems.py
	$(BIN)/python tests/reference/api_changes.py
	$(BIN)/python tests/reference/annotations.py
	$(BIN)/python tests/reference/mkdocs.py
	$(BIN)/python tests/reference/workflows.py

wheel: setup
	$(BIN)/python -m build --no-isolation --outdir dist

lock:
	.ci/lock

clean:
	rm -rf dist build
