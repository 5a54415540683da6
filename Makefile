# The README's two commands: `make run` and `make test`. Both prepare .venv in this folder.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
export XANH_HOME ?= $(CURDIR)/var

.PHONY: run test check bench methods lock clean

run: .venv/.run
	$(BIN)/xanh serve --host $(HOST) --port $(PORT)

test: .venv/.dev
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/.run
	$(BIN)/python -m benchmarks

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11, 3.12 hoặc 3.13 / Xanh needs Python 3.11, 3.12 or 3.13"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.dev: .venv/bin/python requirements/dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@ .venv/.run

methods: .venv/.run
	$(BIN)/python -m xanh.methods.registry > docs/methods.md

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv build dist
