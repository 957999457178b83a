# Varde: `make help` prints this list.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_ARGS ?=
# For two cores: two workers compute, one waits for aircraft (tests/conftest.py says who does what).
WORKERS ?= 3

# Where this is set every start of a station, a simulator or a test compiles its thousand modules anew: seconds each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench conformance screenshots format clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ground_station/static/index.html ## Install everything into .venv and build the console

$(VENV)/.installed: pyproject.toml uv.lock
	@echo "Setting up $(VENV) (once; a minute or two on a slow network) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install 'uv>=0.5'
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --frozen --quiet --inexact
	@touch $@

ground_station/static/index.html: $(VENV)/.installed $(shell find web ground_station/messages -type f -not -path '*/node_modules/*' 2>/dev/null)
	@echo "Building the console ..."
	@$(BIN)/python web/build.py

demo: setup ## Fly the demo incident and open the console (DEMO_ARGS="--headless --duration 120 --json")
	@$(BIN)/varde demo $(DEMO_ARGS)

test: setup ## Run every test this machine allows
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: setup ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

conformance: setup ## Fly the conformance suite against VARDE_VEHICLE_URL=udpin://... (the simulator without it)
	@$(BIN)/python -m pytest tests/conformance

ADDRESS ?= http://127.0.0.1:8700/
screenshots: setup ## Picture every page and state of a running console (ADDRESS=..., LINK="the link that varde demo prints")
	@$(BIN)/python tests/browser/screenshots.py $(ADDRESS) screenshots --link "$(LINK)"

format: setup ## Put the code into its one format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## Measure: the link, detection, findings to screen (about ten minutes)
	@$(BIN)/varde bench all

clean: ## Remove what was installed and built
	rm -rf $(VENV) ground_station/static web/node_modules
