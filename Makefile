# tiercare: everything starts from a plain Python >= 3.11 with venv, and make.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
# libraries as bytecode, also where PYTHONDONTWRITEBYTECODE is set: else every start reads pandas and numba from source, 3 s of work
BYTECODE = $(BIN)/python -m compileall -q -j $(WORKERS) .venv/lib >/dev/null 2>&1 || true
# a file of tests stays on one worker, so that what its tests share is made once
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

.PHONY: gallery demo test test-all bench check lock install install-dev install-exports clean

demo: install           ## compare policies on the demo county and write a report
	$(BIN)/tiercare compare scenarios/demo.yaml --with scenarios/policies/gatekeeping.yaml --with scenarios/policies/expert_days.yaml --with scenarios/policies/step_down.yaml --reps 6 --set 'calendar.measure=84 days' --workers $(WORKERS) --out results/demo

test: check             ## lint, types, and the tests that take seconds
	$(PYTEST) -m "not long"

test-all: check install-exports   ## everything, the 500,000-person county and other tools reading our exports included
	$(PYTEST)

bench: .venv/installed-bench    ## ratios to other programs, side by side in one run: results/reference/bench.md
	$(BIN)/python -m experiments.bench

gallery: install        ## the pictures of the READMEs, from the demo county: results/reference/gallery
	$(BIN)/python -m experiments.gallery

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:                   ## pin every dependency anew
	$(BIN)/uv pip compile --universal --python-version 3.11 --quiet --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --quiet --no-header --extra dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --quiet --no-header --extra bench --no-annotate -c requirements-dev.lock pyproject.toml -o requirements-bench.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --quiet --no-header --extra exports --no-annotate -c requirements-dev.lock pyproject.toml -o requirements-exports.lock

install: .venv/installed
install-exports: .venv/installed-exports  ## pm4py and vidigi, so that the tests of the event log exports read them with those
install-dev: .venv/installed-dev

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("tiercare needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Run: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BYTECODE)
	@touch $@

.venv/installed-dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BYTECODE)
	@touch $@ .venv/installed

.venv/installed-bench: requirements-bench.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.lock
	@touch $@

.venv/installed-exports: requirements-exports.lock .venv/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-exports.lock
	@touch $@

clean:
	rm -rf .venv results/demo build *.egg-info
