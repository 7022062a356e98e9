# make race  sets everything up and prints the race card of Daytona, August 2025
# make test  sets everything up and runs every test that needs no network
# make serve sets everything up and opens the page on this machine
# The rest:  lint  bench  verify  verify-full  docs  full-book  clean
#
# With uv on the path the locked versions of uv.lock are installed; without it, venv and pip do.

PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
SOURCES ?= ../shared/data
WORKERS ?= 2
TESTS ?= tests

.PHONY: race test lint bench verify verify-full docs serve full-book clean

race: .venv/.base
	@STOCKCAR_BOOK=starter $(BIN)/stockcar race xfinity-2025-24

test: .venv/.dev
	@STOCKCAR_BOOK=starter $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

lint: .venv/.dev
	$(BIN)/ruff check src tests benchmarks verification
	$(BIN)/ruff format --check src tests benchmarks verification
	$(BIN)/mypy

bench: .venv/.dev
	$(BIN)/python -m benchmarks

verify: .venv/.dev
	$(BIN)/python -m verification

verify-full: .venv/.dev
	$(BIN)/python -m verification --full

docs: .venv/.docs
	@STOCKCAR_BOOK=starter $(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	@echo "build/docs/index.html"

serve: .venv/.web
	@STOCKCAR_BOOK=starter $(BIN)/stockcar serve --open

# The full book, from local files, for the tests and figures that need it.
full-book: .venv/.base
	@$(BIN)/stockcar book build --from $(SOURCES) --book .book

.venv/.base: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "stockcar needs Python 3.11 or newer; run: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
ifdef UV
	@$(UV) sync --quiet --locked --no-dev --inexact --python $(PYTHON)
else
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
endif
	@touch $@

.venv/.dev: .venv/.base
ifdef UV
	@$(UV) sync --quiet --locked --inexact --python $(PYTHON)
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
endif
	@touch $@

.venv/.docs: .venv/.dev
ifdef UV
	@$(UV) sync --quiet --locked --inexact --group docs --python $(PYTHON)
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group docs
endif
	@touch $@

.venv/.web: .venv/.base
ifdef UV
	@$(UV) sync --quiet --locked --no-dev --inexact --extra web --python $(PYTHON)
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
endif
	@touch $@

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
