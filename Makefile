# The verbs of the project.  `make help` lists them.
#
# Needed: git, make, Python 3.11 or newer.  Everything else is set up here, inside the tree where it
# can be; Debian packages (TeX for the PDF, Chromium for the browser tests) are installed if missing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
BOOK := $(VENV)/.book
DEV := $(VENV)/.dev
NODE := node_modules/.done

export PYTHONHASHSEED := 0
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help
help: ## this list
	@echo "Mathematics for Machine Learning, executable"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- environments ----------------------------------------------------------------------------------

$(BOOK): requirements/book.txt pyproject.toml tools/setup
	@tools/setup book
$(DEV): requirements/dev.txt $(BOOK)
	@tools/setup dev
$(NODE): package-lock.json $(BOOK)
	@tools/setup node

.PHONY: setup
setup: $(DEV) $(NODE) ## set everything up, build nothing

# --- the book --------------------------------------------------------------------------------------

.PHONY: book html pdf serve
book: $(BOOK) $(NODE) ## the whole book: site and PDF
	@tools/setup tex || { $(PY) -m tools.book html; tools/setup tex-missing; }
	@$(PY) -m tools.book all

html: $(BOOK) $(NODE) ## the site only
	@$(PY) -m tools.book html

pdf: $(BOOK) $(NODE) ## the PDF only
	@tools/setup tex || tools/setup tex-missing
	@$(PY) -m tools.book pdf

serve: html ## the site on http://localhost:8000
	@$(PY) -m http.server --bind 127.0.0.1 --directory _build/html 8000

# --- checks ----------------------------------------------------------------------------------------

.PHONY: test check lint types quick package bench nightly
lint: $(DEV)
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m codespell_lib --quiet-level 3

types: $(DEV)
	@$(PY) -m mypy

quick: $(DEV)
	@$(PY) -m pytest -q -n auto -m "not site and not pdf and not slow"

check: lint types quick ## what a commit must pass, under a minute

test: $(DEV) lint types book ## all that a pull request must pass
	@tools/setup chromium || tools/setup chromium-missing
	@$(PY) -m pytest -q -n auto

package: ## the package alone on another Python: make package PYTHON=python3.13
	@tools/setup package
	@_build/venv-package/bin/python -m pytest -q -n auto -p no:cacheprovider -m "not site and not pdf and not book" \
	  --ignore=tests/guards --ignore=tests/build --ignore=tests/site --ignore=tests/pdf --ignore=tests/test_package.py mmlbook tests

nightly: $(DEV) book ## more examples, and the long duels of the engine: an hour or more
	@tools/setup chromium
	@HYPOTHESIS_PROFILE=nightly MMLBOOK_NIGHTLY=1 $(PY) -m pytest -q -n auto

bench: $(DEV) ## speed and memory, as ratios against NumPy, SciPy and scikit-learn
	@$(PY) -m benchmarks

.PHONY: lock clean
lock: $(DEV) ## resolve the locked environments anew
	@$(PY) tools/lock.py --upgrade

clean: ## remove what was built; environments stay
	@rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis
