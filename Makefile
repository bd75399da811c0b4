# The newcomer's commands: `make run` and `make test`. They need Python 3.11 to 3.13 and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help run test check experiments messages learn lock clean

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' 2>/dev/null \
	&& echo $$p && break; done)
BIN := .venv/bin
JOBS ?= 3
# Some images set this; then every start compiles every library anew, which takes longer than running it.
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo "make run          start the bot (without BOT_TOKEN: a playground in your browser)"
	@echo "make test         run every test"
	@echo "make check        what every commit passes: static checks and the fast tests"
	@echo "make experiments  the promises, in full length (long)"

.venv/installed: requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "Rumbo needs Python 3.11, 3.12 or 3.13, and none was found. Install one (https://www.python.org/downloads/) and try again."; \
		exit 1; fi
	@echo "Installing into .venv with $$($(PYTHON) --version) (once, about a minute)..."
	@$(PYTHON) -m venv .venv || { echo "This Python can't make virtual environments; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv=uv; else $(BIN)/pip install -q --disable-pip-version-check uv && uv=$(BIN)/uv; fi; \
	if [ -n "$$uv" ]; then UV_PYTHON_DOWNLOADS=never $$uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock \
		&& UV_PYTHON_DOWNLOADS=never $$uv pip install -q --python $(BIN)/python --no-deps -e .; \
	else $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock \
		&& $(BIN)/pip install -q --disable-pip-version-check --no-deps -e .; fi
	@touch $@

run: .venv/installed
	@exec $(BIN)/rumbo run

# Tests that drive a browser say NOT RUN where none is installed.
test: .venv/installed static
	$(BIN)/pytest -n $(JOBS) --dist worksteal

check: .venv/installed static
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not slow"

.PHONY: static
static: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot.catalogues check
	$(BIN)/python -m bot.services.retention >/dev/null

experiments: .venv/installed
	$(BIN)/pytest tests/experiments --full -p no:randomly -s

# After changing a sentence in the code: collect it, then translate what `check` names.
messages: .venv/installed
	$(BIN)/python -m bot.catalogues update

# After changing what the crisis floor's ear learns from, its concepts or its rules (see CONTRIBUTING).
learn: .venv/installed
	@uv=$$(command -v uv || echo $(BIN)/uv) && $$uv pip install -q --python $(BIN)/python --group learning
	$(BIN)/python -m bot.bench.learning

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev pyproject.toml -o requirements.lock -q

clean:
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache
