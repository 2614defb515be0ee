# `make drill` runs a drill, `make test` all checks. Both set everything up by themselves, in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: drill test lint types contracts unit bench samples clean

drill: $(READY)
	@$(BIN)/irsim drill

test: lint types contracts unit

lint: $(READY)
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

unit: $(READY)
	$(BIN)/pytest --numprocesses auto --dist worksteal

bench: $(READY)
	@for each in benchmarks/bench_*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done

# The recordings that ship, by a good team and a poor one; to be made again whenever rules or the scenario change.
samples: $(READY)
	@rm -rf recordings/samples
	@$(BIN)/irsim drill data-breach --script tests/scripts/data-breach/perfect.yaml --record recordings/samples/data-breach-good.jsonl > /dev/null
	@$(BIN)/irsim drill data-breach --script tests/scripts/data-breach/lazy.yaml --record recordings/samples/data-breach-poor.jsonl > /dev/null
	@for each in recordings/samples/*.jsonl; do echo "== $$each"; $(BIN)/irsim verify $$each || exit 1; done

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("irsim needs Python 3.11 or newer; run: make PYTHON=python3.12 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable . >&2
	@touch $(READY)

clean:
	rm -rf $(VENV)
