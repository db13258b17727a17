# The two commands: `make run` and `make test`. Everything else serves them.
SHELL := /bin/bash
PY := .venv/bin/python
STAMP := .venv/.ready-$(shell cat requirements/dev.lock requirements/bootstrap.lock | sha256sum | cut -c1-16)
unexport PYTHONDONTWRITEBYTECODE
COMPILED := $(PY) -m compileall -q config.py portal && .venv/bin/flask compile

.PHONY: help setup run test check bench messages demo shots format migrations locks

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP):
	python3 -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	.venv/bin/uv pip sync --quiet --compile-bytecode --require-hashes --python $(PY) requirements/dev.lock requirements/bootstrap.lock || \
	  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(STAMP) ## build .venv from the hash-locked file

run: setup ## migrate, seed an empty database, start web server and worker (PORT, DATABASE_URL)
	$(COMPILED)
	$(PY) -m scripts.run

demo: setup ## fill an empty database with the demo catalogue and accounts
	.venv/bin/flask demo

test: setup ## everything: format, lint, types, layers, catalogues, both databases, browser
	scripts/test

check: setup ## the fast part of `make test` (under two minutes)
	scripts/check

bench: setup ## print every figure as a ratio against the bare baseline (both databases)
	$(COMPILED)
	$(PY) -m bench

messages: setup ## extract, update and compile the translation catalogues
	scripts/messages

shots: setup ## write every page at 390 and 1280 px in both languages to shots/
	scripts/system-packages
	$(PY) -m scripts.shots

format: setup ## format the code
	.venv/bin/ruff format . && .venv/bin/ruff check --fix-only --quiet .

locks: setup ## compile the lock files anew from requirements/*.in
	for f in bootstrap run dev; do .venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet requirements/$$f.in -o requirements/$$f.lock; done
