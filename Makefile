# Everything that a person or a machine does here has a name in this file; `make help` lists the names.
# Nothing is needed before them but Python 3.11 or later: the first one makes .venv and installs into it.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
  $(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# PYTEST_ARGS=... reaches pytest, for instance PYTEST_ARGS="-k prices -x"; with --cov it measures what is tested, which
# takes a third longer.
PYTEST_ARGS ?=
# BENCH_ARGS=... reaches the measuring, for instance BENCH_ARGS="--rows 1,2" or BENCH_ARGS=--quick.
BENCH_ARGS ?=
# The files that people write by hand and that a machine keeps tidy.
TURTLE = $(shell find ontology data -name '*.ttl' ! -name alignments.ttl 2>/dev/null | sort)

.DEFAULT_GOAL := help
.PHONY: help demo test test-offline lint format check pictures bench wheel-smoke clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: $(VENV)/.base ## build the graph, check it, and show what it answers
	@$(BIN)/python tools/demo.py

# Compiled files are kept whatever the environment says: tests start hundreds of processes, each of which would compile.
test: $(VENV)/.dev $(VENV)/.front-end ## run every test; what this machine lacks is skipped by name
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

test-offline: $(VENV)/.dev $(VENV)/.front-end ## run every test in a network without a way out, which none may miss (Linux)
	unshare --user --map-root-user --net sh -c 'ip link set lo up && exec "$$@"' - $(MAKE) test

lint: $(VENV)/.dev ## style, types, layers, spelling, tidy Turtle, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/turtlefmt --check $(TURTLE)
	$(BIN)/python tools/alignments.py --check
	$(BIN)/python tools/front_end.py --check

format: $(VENV)/.dev ## rewrite code and Turtle the way lint wants them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/turtlefmt $(TURTLE)

check: $(VENV)/.base ## check ontology, sources, shapes and queries of this checkout
	$(BIN)/credatlas --project . check

pictures: $(VENV)/.dev ## draw the pictures of README and docs again, from the data of this checkout
	$(BIN)/credatlas --project . draw HSIL -o docs/pictures/hsil.svg
	$(BIN)/python tools/page_picture.py docs/pictures/page.png

bench: $(VENV)/.base ## measure the goals of speed; takes a quarter of an hour, BENCH_ARGS=--quick a few seconds
	$(BIN)/python -m benchmarks.bench $(BENCH_ARGS)

wheel-smoke: $(VENV)/.dev ## build the wheel and try it alone in a new environment
	PYTHON=$(BIN)/python bash tools/wheel_smoke.sh

clean: ## remove what tests, tools and builds left behind (.venv stays)
	rm -rf build dist htmlcov .coverage .coverage.* coverage.xml
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say which dependencies the environment holds; a newer pyproject.toml makes them stale.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "credatlas needs Python 3.11 or later; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "no venv could be made; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.base: pyproject.toml | $(BIN)/python
	@echo "installing credatlas into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "installing credatlas and its development tools into $(VENV)"
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.base

# What tests run in a browser. Without npm or a network those tests are skipped by name, so this does not fail.
$(VENV)/.front-end: tools/front_end.py | $(BIN)/python
	@if $(BIN)/python tools/front_end.py --for-tests; then touch $@; fi
