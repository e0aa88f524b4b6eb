# Every chore by its name. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test check fix drill docs e2e bench audit-packages messages clean

PYTHON ?= python3
BIN := .venv/bin
CODE := src tests tools conftest.py
path ?= src tests
workers ?= 2
scale ?= full

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

setup: ## make this clone ready: packages, fonts, translations
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed: install python3 and python3-venv."; exit 1; }
	@$(PYTHON) tools/setup.py

run: setup ## start everything and print the address; Ctrl-C stops it
	@$(BIN)/python -m pishkhan.config.cli run

test: setup ## everything that is checked, then all tests (path=… for some)
	@$(BIN)/python tools/setup.py --browser
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest --quiet --numprocesses $(workers) --dist loadgroup $(path)

check: setup ## lint, format, types, directions of imports; writes nothing
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --quiet --check $(CODE)
	@$(BIN)/python -m mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

fix: setup ## what can be mended by a machine
	@$(BIN)/ruff check --quiet --fix $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

e2e: setup ## only the journeys in a browser
	@$(BIN)/python tools/setup.py --browser
	@$(BIN)/python -m pytest --quiet tests/e2e

drill: setup ## break everything while a thousand register (docs/explanation/faults.md)
	@FAULTS_MONEY_SEQUENCES=$${FAULTS_MONEY_SEQUENCES:-5000} FAULTS_REGISTRATIONS=$${FAULTS_REGISTRATIONS:-1000} FAULTS_SECONDS_BETWEEN=$${FAULTS_SECONDS_BETWEEN:-8} $(BIN)/python -m pytest --quiet tests/faults

docs: setup ## say which words, states, settings and decisions docs/ lacks
	@$(BIN)/python -m pytest --quiet tests/architecture/test_reference.py tests/architecture/test_tidiness.py

bench: setup ## measure, ten minutes on a quiet machine (scale=small: only whether it works)
	@$(BIN)/pishkhan bench all --scale $(scale) --page $(if $(filter small,$(scale)),var/bench,docs/explanation)/performance.md

audit-packages: setup ## ask for known weaknesses of what is locked; exit 2 of make: some, or not asked
	@$(BIN)/python tools/audit_packages.py

messages: setup ## gather the sentences to translate into the .po files
	@$(BIN)/python tools/messages.py

clean: ## remove what set-up made; the database in var/ stays
	@rm -rf .venv node_modules build var/setup var/static var/vendor var/test-* .mypy_cache .ruff_cache .import_linter_cache .hypothesis
