# Peta Konflik. `make run` tries it, `make test` tests it, `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11
CODE := app tests migrations tools benchmarks
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help run test check audit nightly security-table bench bench-tiny bench-national lock migration migration-start wheel clean parts

help: ## List these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

run: $(VENV)/.run ## Try the portal: set up, fill the sample province, start on PORT (8000)
	@exec $(BIN)/petakonflik demo --data $(DATA) --port $(PORT)

test: $(VENV)/.dev parts ## Run every test (ARGS="-k kata" for some)
	$(PYTEST) $(ARGS)

check: $(VENV)/.dev ## Format, lint, strict types, import contracts, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict app
	$(BIN)/lint-imports
	$(PYTEST) -q tests/migrations tests/test_house.py

audit: $(VENV)/.dev ## Known faults of locked packages, the list of parts in dist/, licences
	PYTHONPATH=. $(BIN)/python tools/audit.py

nightly: $(VENV)/.dev parts ## The long form of every attack in tests/attacks; hours
	PYTHONPATH=. $(BIN)/python -m tests.attacks.nightly

security-table: $(VENV)/.dev ## Write the tables of docs/keamanan.md from docs/keamanan.toml
	$(BIN)/python tools/security_table.py

bench: $(VENV)/.bench ## Measure against the naive peers; results in var/benchmarks
	$(BIN)/python -m benchmarks.run

bench-tiny: $(VENV)/.dev ## The same at a tiny size: shows that it runs, not how fast
	$(BIN)/python -m benchmarks.run --tiny

bench-national: $(VENV)/.bench ## One and five million entries (SERVER=URL: on PostgreSQL too); an hour, 10 GB
	$(BIN)/python -m benchmarks.run bench_levels --large $(if $(SERVER),--server $(SERVER))

lock: $(VENV)/.dev ## Choose dependency versions anew and write the four lock files
	$(COMPILE) pyproject.toml -o requirements.lock --upgrade
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock --upgrade
	$(COMPILE) --group build -o requirements-build.lock --upgrade
	$(COMPILE) --group bench -c requirements-dev.lock -o requirements-bench.lock --upgrade

migration: $(VENV)/.dev ## Write the next migration: make migration NAME="add entry summary"
	PYTHONPATH=. $(BIN)/python tools/migration.py new $(NAME)

migration-start: $(VENV)/.dev ## Before the first release only: write 0001_start.py anew
	PYTHONPATH=. $(BIN)/python tools/migration.py start

wheel: $(VENV)/.dev ## Build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

clean: ## Remove the environment and caches; the data in var/ stay
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

parts: # PostGIS, Chromium and LibreOffice: installed when root on Debian, else one line each
	@sh tools/parts.sh

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is older. Say which: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); sh tools/parts.sh venv $(PYTHON) && $(PYTHON) -m venv $(VENV); }

# A stamp is touched when its lock is installed: the next start compares times and installs nothing.
$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing the locked dependencies (once; after that only when they change) ..."
	@$(PIP) install --quiet --require-hashes -r requirements-build.lock -r requirements.lock
	@$(PIP) install --quiet --no-build-isolation --no-deps --no-index --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.run
	@echo "Installing what development and tests need (once) ..."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock | $(VENV)/.dev
	@echo "Installing the peers to measure against (once) ..."
	@$(PIP) install --quiet --require-hashes -r requirements-bench.lock
	@sh tools/parts.sh bench
	@touch $@
