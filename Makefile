# Everything here works where there is only Python 3.11 or newer: no root, no uv, no Chinese font, no virtual environment.
# `make report PYTHON=/path/to/python3.12` names the interpreter. Windows: see docs/setup.md.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help report slides test bench lab docs pictures accuracy lint format hooks setup setup-dev lock clean

SEED := seeds/2020-02-24-nanchuan.txt
UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1	/p' Makefile | expand -t 20

report: setup ## the seed speech as one offline page: reports/2020-02-24-nanchuan.html
	@.venv/bin/yanci report $(SEED) -o reports

slides: setup ## the lessons as offline slides: reports/slides/
	@.venv/bin/yanci slides -o reports/slides

test: setup-dev ## all tests; ARGS="-k slogan" is passed to pytest
	@.venv/bin/python -m pytest -n auto --maxprocesses=4 --dist loadfile $(ARGS)

bench: setup ## every benchmark, as ratios in one run; CORPORA=folder with reports of yours
	@.venv/bin/python benchmarks/all.py $(CORPORA)

lab: setup ## JupyterLab on the notebooks
	@.venv/bin/yanci lab

docs: setup-dev ## the documentation as a site to be opened from disk: site/index.html; a broken link is an error
	@.venv/bin/python -m sphinx --quiet --fail-on-warning --keep-going --nitpicky --fresh-env --doctree-dir site/.doctrees docs site
	@echo site/index.html

pictures: setup-dev ## the pictures of the documentation, from the seed; screenshots where there is Chromium
	@MPLBACKEND=agg .venv/bin/python tools/make_pictures.py

accuracy: setup-dev ## every figure of docs/accuracy.md; GOLD=folder CORPORA=folder [ESSAYS=file] [TRAIN=1]
	@[ -n "$(GOLD)" ] && [ -n "$(CORPORA)" ] || { echo "make accuracy needs the annotated texts and the reports: make accuracy GOLD=folder CORPORA=folder (docs/accuracy.md says which)" >&2; exit 2; }
	@.venv/bin/python tools/measure_accuracy.py $(GOLD) $(CORPORA) $(if $(ESSAYS),--essays $(ESSAYS)) $(if $(TRAIN),--train)

lint: setup-dev ## ruff, the formatter and empty notebook outputs, without changing a file
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@find notebooks -name .ipynb_checkpoints -prune -o -name '*.ipynb' -exec .venv/bin/nbstripout --keep-id --verify {} +

format: setup-dev ## what lint asks for, as far as a program can do it
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@find notebooks -name .ipynb_checkpoints -prune -o -name '*.ipynb' -exec .venv/bin/nbstripout --keep-id {} +

hooks: setup-dev ## lint and strip outputs before each commit
	@.venv/bin/pre-commit install

setup: ## .venv with what requirements.lock says; does nothing when that is so already
	@PYTHON='$(PYTHON)' sh tools/setup_env.sh

setup-dev: ## the same with requirements-dev.lock, for tests and lint
	@PYTHON='$(PYTHON)' sh tools/setup_env.sh --dev

lock: ## both lock files from the hand-written ones, with uv; UPGRADE=--upgrade moves every pin
	@command -v $(UV) >/dev/null || { echo "make lock needs uv, which is not on the PATH: .venv/bin/pip install uv, then make lock UV=.venv/bin/uv" >&2; exit 2; }
	$(COMPILE) $(UPGRADE) requirements.txt -o requirements.lock
	$(COMPILE) $(UPGRADE) requirements-dev.txt -c requirements.lock -o requirements-dev.lock

clean: ## removes .venv, caches and build leftovers; keeps reports/
	rm -rf .venv .venv.old site build dist .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	find . -name .git -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
