# Every target sets up what it needs in .venv, may be run again, and says what it does.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: setup demo test contract lint bench serve audit clean
.DEFAULT_GOAL := help

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## create .venv with the program and its tools in it

$(STAMP): pyproject.toml constraints.txt scripts/setup.sh
	@bash scripts/setup.sh $(VENV)

demo: setup ## load the bundled real data and run the main job end to end
	@$(VENV)/bin/alliedstack demo

test: setup ## run the tests (unit, contract on the embedded engine, api, end to end)
	@$(PY) -m pytest

contract: setup ## run the contract suite only; set ALLIEDSTACK_TEST_NEO4J_URI, _USER, _PASSWORD to add a Neo4j
	@$(PY) -m pytest tests/contract

lint: setup ## format check, lint, types, import rules
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: setup ## run the benchmarks; each prints what it measured and against what
	@$(VENV)/bin/alliedstack bench all

serve: setup ## start graph, API and pages together; Ctrl-C stops all
	@$(VENV)/bin/alliedstack serve

audit: setup ## compare installed packages with known vulnerabilities (asks a database on the internet)
	@$(PY) scripts/audit.py

clean: ## remove .venv, caches and the local graph
	@if [ -x $(VENV)/bin/alliedstack ]; then $(VENV)/bin/alliedstack graph stop || true; fi
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build dist
	@echo "Removed the virtual environment and caches. The graph's data folder is kept; remove it with: rm -r .alliedstack"
