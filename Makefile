# Posse, from nothing to a running site:  make run
# What each target does:                  make help

PYTHON ?= python3
CASES ?= 2000
MONTH ?= 2026-10
SEED ?= 1
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PAGES := $(shell find src/posse/web -name '*.html' -o -name '*.css' -not -path '*/vendor/*' 2>/dev/null)
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate pyproject.toml

# Where Python is told to keep nothing compiled, each command would compile every library anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup develop run demo serve stop test check format bench lock clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/run $(STAMPS)/frontend ## Prepare .venv, in which `posse` is the command line

run: setup ## Make the demo, run its nights, and serve the site (CASES=, MONTH=, SEED=, PORT=)
	@$(BIN)/posse demo --cases $(CASES) --month $(MONTH) --seed $(SEED)
	@exec $(BIN)/posse serve --port $(PORT)

demo: setup ## The same without serving
	@$(BIN)/posse demo --cases $(CASES) --month $(MONTH) --seed $(SEED)

serve: setup ## Serve the site on 127.0.0.1
	@exec $(BIN)/posse serve --port $(PORT)

stop: ## Stop the embedded database server
	@test ! -x $(BIN)/posse || $(BIN)/posse database stop

test: develop ## Run every test (POSSE_BROWSER=required to fail without a browser)
	$(BIN)/pytest --numprocesses auto --dist worksteal

check: develop ## Lint, formatting, types and import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: develop ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: develop ## Measure a night of 100,000 cases, the pages, and the file reader
	$(BIN)/python benchmarks/run.py

lock: develop ## Choose newest fitting versions again and write their hashes
	$(LOCK) --upgrade --group build --output-file requirements/run.lock
	$(LOCK) --upgrade --group dev --output-file requirements/dev.lock
	$(BIN)/npm update --package-lock-only

clean: ## Remove what setup and the tools made; the database under var/ stays
	rm -rf $(VENV) node_modules staticfiles build src/posse/web/static/vendor \
		.cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

develop: setup $(STAMPS)/develop

# Stamps say what is done, so that a second run goes straight on.

$(STAMPS)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "posse: needs Python 3.11 or later; name one by make PYTHON=/path/to/python" >&2; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "posse: Python could not make $(VENV); Debian needs the package python3-venv" >&2; \
		exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/python requirements/run.lock pyproject.toml
	@echo "posse: installing pinned packages into $(VENV)"
	@# Python compiles what is used at its first use, which is a small part of it all.
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
		-r requirements/run.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--editable .
	@touch $@

$(STAMPS)/develop: $(STAMPS)/run requirements/dev.lock
	@echo "posse: installing the tools of developers"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/dev.lock
	@touch $@

$(STAMPS)/npm: $(STAMPS)/run package-lock.json .npmrc
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/npm tools/frontend.py $(PAGES)
	@$(BIN)/python tools/frontend.py
	@touch $@
