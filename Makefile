# What a user and a developer do here. `make` alone lists it.
# The environment is made in .venv by whichever target needs it first; stamps in it say what was installed from which
# pyproject.toml, so that nothing is installed twice.
# Tests run in a process a core, so each keeps to one thread.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLE := examples/programming-2
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help run test lint types format soak docs bench graders clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.user ## set up and grade the example class
	$(BIN)/pontozo grade $(EXAMPLE)/answers.csv --questions $(EXAMPLE)/questions.yaml

test: $(VENV)/.dev ## run the tests
	OMP_NUM_THREADS=1 $(BIN)/pytest -m "not soak" -n auto --dist loadfile

lint: $(VENV)/.dev ## check style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev ## check types
	$(BIN)/mypy

format: $(VENV)/.dev ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

soak: $(VENV)/.dev ## run the long checks
	$(BIN)/pytest -m soak

docs: $(VENV)/.dev ## build the pages into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

bench: $(VENV)/.dev ## run the benchmarks
	$(BIN)/python -m benchmarks

graders: $(VENV)/.dev ## fit the graders that ship anew, then all that is told of them
	$(BIN)/python scripts/fit_graders.py
	$(BIN)/python -m benchmarks
	$(BIN)/python scripts/make_picture.py

clean: ## remove what the tools left, but not .venv
	rm -rf build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Pontozó needs Python 3.11 or newer; '$(PYTHON)' is not. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making an environment in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.user: pyproject.toml | $(BIN)/python
	@echo "Installing Pontozó into $(VENV)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing Pontozó and the tools of its developers into $(VENV)"
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.user $@
