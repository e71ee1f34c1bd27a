# Everything runs in .venv inside this folder. `make run` and `make test` need nothing beforehand but Python 3.11 and a network
# that reaches the package registries. Settings given as `make run CAIO_CORPUS_DIR=…` reach the commands by themselves.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-slow test-browser widget corpus-check lint bench clean

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	@# The CPU build of torch first, where it is offered: the plain one brings gigabytes of CUDA libraries.
	$(BIN)/pip install --quiet --disable-pip-version-check "torch==2.13.0+cpu" 2>/dev/null \
	  || $(BIN)/pip install --quiet --disable-pip-version-check "torch==2.13.0"
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

run: .venv/installed
	@$(BIN)/caio models pull || echo "Without the model, passages are quoted as they stand."
	@$(BIN)/caio ingest corpus/guides --source all
	@$(BIN)/caio serve

test: .venv/installed lint
	@$(BIN)/caio models pull || echo "Without the model, the tests that need it are skipped."
	$(BIN)/pytest -m "not slow and not browser"

test-slow: .venv/installed
	$(BIN)/pytest -m slow

# The assistant that `make run` made, in a real browser.
test-browser: .venv/installed
	$(BIN)/pytest -m browser

# The widget's one file, from its source. Node is needed here and nowhere else.
widget:
	cd assistant/web/widget && npm ci --no-audit --no-fund && npm test && npm run build

corpus-check: .venv/installed
	$(BIN)/python -m evals.corpus_check

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed
	$(BIN)/python -m evals.bench

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
