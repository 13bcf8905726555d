# `make run` and `make test` are all a newcomer needs. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PORT ?= 5000
INSTANCE ?= ./instance
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Thousands of small databases are made and dropped: in memory where there is room for them.
SCRATCH := $(shell [ "$$(df --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 4000000 ] 2>/dev/null && echo /dev/shm || echo /tmp)
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help
help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: install ## Start the demo at http://127.0.0.1:5000 (PORT=…, INSTANCE=…); Ctrl-C stops all of it
	@exec $(BIN)/python -m deploy.serve --port $(PORT) --instance "$(INSTANCE)"

.PHONY: test
test: install lint ## Run what CI runs: checks, both databases, the browser; of the dear tests this commit's part
	@TMPDIR=$(SCRATCH) exec $(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

.PHONY: test-all
test-all: ## Also what each commit leaves to the others: before a release (about twice as long)
	@FULL=1 $(MAKE) --no-print-directory test ARGS="$(ARGS)"

.PHONY: lint
lint: install ## Style, types, import contracts, templates, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/codespell app/core app/web/guard.py migrations deploy docs README.md SECURITY.md Makefile

.PHONY: install
install: $(VENV)/.installed node_modules/.installed static/vendor/.built translations/.compiled ## Set up .venv, front-end files and catalogues

$(VENV)/.installed: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing: apt-get install -y python3 python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing Python packages (a few minutes the first time) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

node_modules/.installed: $(VENV)/.installed package.json package-lock.json
	@echo "installing front-end packages …"
	@$(BIN)/npm ci --no-audit --no-fund --loglevel=error
	@touch $@

static/vendor/.built: node_modules/.installed package.json $(shell find static/css static/js static/*.mjs -type f 2>/dev/null)
	@$(BIN)/npm run --silent build
	@touch $@

translations/.compiled: $(VENV)/.installed $(shell find translations -name '*.po' 2>/dev/null)
	@$(BIN)/pybabel -q compile -d translations
	@test -s translations/en/LC_MESSAGES/messages.mo || { echo "the English catalogue did not compile: is it marked fuzzy?"; exit 1; }
	@touch $@

.PHONY: backup
backup: ## Write rows, files and keys to one archive (FILE=… or DIR=…, KEYS=no leaves the keys out)
	@exec $(BIN)/flask --app wsgi backup $(if $(FILE),--file "$(FILE)") $(if $(DIR),--dir "$(DIR)") $(if $(filter no,$(KEYS)),--without-keys)

.PHONY: restore
restore: ## Make this installation from an archive: FILE=…; INSTANCE=… for another folder, FORCE=1 puts aside what is there
	@test -n "$(FILE)" || { echo "which archive? make restore FILE=backups/…"; exit 1; }
	@$(if $(filter-out file default undefined,$(origin INSTANCE)),INSTANCE="$(INSTANCE)") $(BIN)/python -m deploy.restore "$(FILE)" $(if $(filter 1,$(FORCE)),--force)

.PHONY: lock
lock: ## Write the lock files anew from requirements.in and requirements-dev.in
	$(BIN)/uv pip compile requirements.in -o requirements.txt --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --quiet
	$(BIN)/uv pip compile requirements-dev.in -o requirements-dev.txt --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --quiet

.PHONY: messages
messages: install ## Collect the sentences of the code into translations/ and compile them
	$(BIN)/pybabel -q extract -F babel.cfg -k _l --no-location --sort-output --no-wrap -o translations/messages.pot .
	$(BIN)/pybabel -q update -i translations/messages.pot -d translations -l en --no-wrap --no-fuzzy-matching
	rm translations/messages.pot
	$(BIN)/pybabel -q compile -d translations

.PHONY: bench
bench: install ## Measure what feeds and those who read them, long lists, the board, races for floor and certificates cost, as a ratio to a floor of the same run
	@$(BIN)/python -m bench.feeds
	@$(BIN)/python -m bench.polls
	@$(BIN)/python -m bench.cases
	@$(BIN)/python -m bench.directory
	@$(BIN)/python -m bench.papers
	@$(BIN)/python -m bench.ceremonies
	@$(BIN)/python -m bench.checks
	@$(BIN)/python -m bench.board
	@$(BIN)/python -m bench.floor
	@$(BIN)/python -m bench.races
	@$(BIN)/python -m bench.creation
	@$(BIN)/python -m bench.pages
	@$(BIN)/python -m bench.browser

.PHONY: screenshots
screenshots: install ## Take the pictures of README and handbook anew, from a fresh demo (needs Chromium)
	@$(BIN)/python -m deploy.pictures

.PHONY: drills
drills: install ## Kill web and worker 20 times while people book and upload, on both databases (KILLS=…); prints figures
	@FULL=1 TMPDIR=$(SCRATCH) DRILL_KILLS=$(or $(KILLS),20) $(BIN)/python -m pytest tests/drills -q --timeout 3600

.PHONY: clean
clean: ## Remove everything that was made, but not the instance's data
	rm -rf $(VENV) node_modules static/vendor translations/.compiled .pytest_cache .mypy_cache .ruff_cache .hypothesis
