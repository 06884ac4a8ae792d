# Gongkai. Everything here works on a machine that has only Python 3.11, make and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# A file's tests stay together: they share the city or the platform it starts. (xdist 3.8's groups do nothing under pytest 9.2.)
PARALLEL := -n auto --dist loadfile
# What starts platforms of its own does so on SQLite, whatever the run uses: once is enough.
DATABASE_TESTS := $(wildcard tests/office tests/desk tests/portal tests/running tests/browser) --ignore=tests/running/test_starting.py

# The suite starts Python some hundred times: what is compiled is kept, whatever the shell around it says.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo demo-reports test test-postgres lint types layers bench docs samples system clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The environment: made once, and again when the lock changes. uv installs exactly what uv.lock says.
$(STAMP): pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 以上：make PYTHON=python3.11 …"; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv sync --quiet --frozen --all-extras
	@touch $(STAMP)

system:  ## Install fonts and a browser (as root), or say what is missing
	@sh tools/system_packages.sh

demo: $(STAMP)  ## Start the whole platform with the demo city on http://127.0.0.1:8000 (Ctrl-C stops it)
	@$(BIN)/gongkai demo

demo-reports: $(STAMP) system  ## Read, check, compare and write the sample corpus; open var/demo/index.html
	@$(BIN)/python tools/demo.py

test: $(STAMP) system  ## Run lint, types, layers, every test on SQLite, and the database tests on PostgreSQL too
	@$(MAKE) --no-print-directory lint types layers
	@$(BIN)/pytest $(PARALLEL)
	@$(MAKE) --no-print-directory test-postgres

test-postgres: $(STAMP)  ## The database tests on PostgreSQL, where one can be reached or started
	@tools/with_postgres.sh $(BIN)/pytest $(PARALLEL) $(DATABASE_TESTS)

lint: $(STAMP)  ## Style and format of the code
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

types: $(STAMP)  ## Static types, strict
	@$(BIN)/mypy

layers: $(STAMP)  ## Arrows point down only
	@$(BIN)/lint-imports

bench: $(STAMP)  ## Measure reading, searching, the trail and the desk, each against a baseline of the same run (short)
	@$(BIN)/python benchmarks/reading.py --rounds 3
	@env -u DATABASE_URL $(BIN)/python benchmarks/searching.py --documents 5000 --rounds 3
	@env -u DATABASE_URL $(BIN)/python benchmarks/trail.py --entries 50000 --requests 20
	@env -u DATABASE_URL $(BIN)/python benchmarks/desk.py --per-unit 5 --rounds 5

docs: $(STAMP)  ## Write the generated pages of docs/ anew
	@$(BIN)/python tools/make_docs.py

samples: $(STAMP) system  ## Make the sample corpus anew from its figures
	@$(BIN)/python tools/make_samples.py

clean:  ## Remove the environment and everything made
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
