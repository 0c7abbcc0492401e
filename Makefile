# Everything there is to do with the house. `make` alone says what.
# Each target sets up what it needs first and is quick when that is done already.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
# The environment is built from the Python that is there, never from one that is fetched.
export UV_PYTHON_DOWNLOADS := never

UV_STAMP := .venv/.uv
LOCK_STAMP := .venv/.locked
SYSTEM_STAMP := .venv/.system
PROGRAM := $(BIN)/pos-member

.PHONY: help setup run test check format lint types lock bench bundle pictures clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(PROGRAM) $(SYSTEM_STAMP)  ## prepare this folder: environment, locked packages, system libraries

run: setup  ## open the sample shop; without a display, play its day by itself
	$(PROGRAM) demo

test: lint types  ## every gate: lint, types, contracts, tests, coverage
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -p tools.coverage_gates \
	    --cov --cov-report= --cov-fail-under=90

check: lint types  ## the gates that take seconds; before every commit
	$(BIN)/python -m pytest -q tests/architecture

format: setup  ## lay the code out
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

lock: setup  ## work out the hashed requirement files again after a change to a .in file
	for name in uv till server dev; do \
	    $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-header requirements/$$name.in -o requirements/$$name.txt; \
	done

bench: setup  ## measure, as ratios against named baselines (MEMBERS=100000 for fewer)
	$(BIN)/python -m benchmarks $(MEMBERS)

bundle: setup  ## a folder that runs without Python: dist/pos-member
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	tools/smoke_bundle.sh dist/pos-member

pictures: setup  ## every screen on one page (out/pictures), and the pictures of the documents again
	-PICTURES_TO=out/pictures $(BIN)/python -m pytest -q tests/ui/test_pictures.py
	$(BIN)/python -m tools.contact_sheet out/pictures
	$(BIN)/python -m tools.pictures

clean:  ## take away everything made here
	rm -rf .venv build dist out .coverage* htmlcov .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- how setup does it -------------------------------------------------------------------------
$(UV_STAMP): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1): 3.11 or newer is needed; name one with make PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tools/system_packages.sh python3-venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(LOCK_STAMP): $(UV_STAMP) requirements/dev.txt
	$(BIN)/uv pip sync -q requirements/dev.txt
	@touch $@

# The program itself is its own stamp, because syncing by hand takes it away.
$(PROGRAM): $(LOCK_STAMP) pyproject.toml
	$(BIN)/uv pip install -q --no-deps --no-build-isolation --editable .
	@touch $@

$(SYSTEM_STAMP): tools/system_packages.sh | $(UV_STAMP)
	tools/system_packages.sh
	@touch $@
