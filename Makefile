# Two commands on a fresh machine with git, make and Python 3.11 or later: `make demo`, `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PINS := deployments/requirements.txt
DEV_PINS := deployments/requirements-dev.txt
PEERS := .venv-peers
PEER_PINS := tests/benchmarks/peers/requirements.txt
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test test-all bench peers lint types imports check audit advisories pins clean

demo: $(VENV)/ready  ## play the real case from guidance to transfer of clues
	$(BIN)/casework demo $(ARGS)

test: $(VENV)/ready-dev  ## everything that guards correctness, small rounds
	$(BIN)/pytest -n 3 --dist loadfile -m "not slow and not browser" $(ARGS)

test-all: $(VENV)/ready-dev  ## kill rounds, fuzz and browser as well
	$(BIN)/pytest -n 3 --dist loadfile -m "slow or browser" $(ARGS)

bench: $(VENV)/ready-dev $(PEERS)/ready  ## acts, transitions, sweep, growth, deliveries beside others, on this machine
	$(BIN)/casework bench $(foreach one,viewflow spiffworkflow dbos,--peer \
		"$(PEERS)/bin/python -m tests.benchmarks.peers.$(one)_peer") $(ARGS)

peers: $(PEERS)/ready  ## the products the benchmark measures beside us, in an environment of their own

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev
	$(BIN)/mypy

imports: $(VENV)/ready-dev
	$(BIN)/lint-imports

check: lint types imports

audit: $(VENV)/ready-dev  ## known weaknesses of the pinned sets; of the offline list where OSV cannot be asked
	@$(BIN)/python .ci/audit.py $(BIN)/pip-audit .ci/advisories.json $(PINS) $(DEV_PINS)

advisories: $(VENV)/ready-dev  ## renew the offline list from a checkout of the PyPA advisory database: FOLDER=...
	@$(BIN)/python .ci/advisories.py $(FOLDER) .ci/advisories.json $(PINS) $(DEV_PINS)

$(VENV)/ready: pyproject.toml $(PINS)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned set (once) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r $(PINS)
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready-dev: pyproject.toml $(DEV_PINS) $(VENV)/ready
	@echo "Installing the pinned tools for tests (once) ..."
	@$(BIN)/python -m pip install -q --require-hashes -r $(DEV_PINS)
	@touch $@

$(PEERS)/ready: $(PEER_PINS)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed" >&2; exit 1; }
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@echo "Installing the benchmark's peers (once) ..."
	@$(PEERS)/bin/python -m pip install -q --require-hashes -r $(PEER_PINS)
	@touch $@

pins:  ## compile the pinned sets anew (needs uv); hashes, and no host name
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header --extra build -o $(PINS) pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header --extra build --extra dev -c $(PINS) -o $(DEV_PINS) pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header -o $(PEER_PINS) $(PEER_PINS:.txt=.in)
	@$(BIN)/python .ci/pins.py $(PINS) $(DEV_PINS) $(PEER_PINS)

clean:
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .hypothesis test-output
