# Two commands for a new user: `make demo` and `make test`. The rest are their parts.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FUZZ_SECONDS ?= 20
DEMO_HOME ?= $(or $(DATELINE_HOME),.demo)
QUESTION := what did Estonia say about guarantees?
SETS ?= $(error SETS=DIR, the folder of the question sets, is missing)
HOMES ?= out/evaluation/homes
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: demo test check format lint types contracts tests gate baseline sampled eval evaluation faults fuzz bench load clean

demo: $(VENV)/.installed  ## ingest the sample, answer one question, serve the page
	$(BIN)/dateline ingest eval/sample/articles --home $(DEMO_HOME)
	@echo
	@echo 'dateline ask "$(QUESTION)"'
	@echo
	$(BIN)/dateline ask "$(QUESTION)" --home $(DEMO_HOME)
	@echo
	$(BIN)/dateline serve --home $(DEMO_HOME)

test: $(VENV)/.installed-dev  ## everything that `make check` checks, environment included
	@$(MAKE) --no-print-directory check VENV=$(VENV)

check: format lint types contracts tests gate

format:
	$(BIN)/ruff format --check .

lint:
	$(BIN)/ruff check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

tests:
	$(BIN)/pytest -n 2 --dist loadscope --cov --cov-report=term:skip-covered --cov-fail-under=90

gate: sampled  ## our own questions must be answered no worse than eval/sample/baseline.json says
	$(BIN)/dateline eval gate out/gate/sample --against eval/sample/baseline.json

baseline: sampled  ## what the gate asks from now on: today's figures, its tolerances kept
	$(BIN)/dateline eval baseline out/gate/sample --out eval/sample/baseline.json

sampled:
	rm -rf out/gate
	$(BIN)/dateline eval run eval/plans/sample.toml --out out/gate --quiet

eval: $(VENV)/.installed  ## run our own questions and write out/sample/report.html
	$(BIN)/dateline ingest eval/sample/articles --home $(DEMO_HOME)
	$(BIN)/dateline eval eval/sample/questions.jsonl --home $(DEMO_HOME) --out out/sample \
		--force

evaluation: $(VENV)/.installed  ## SETS=folder of question sets: measure all, write EVALUATION.md
	$(BIN)/dateline eval run eval/plans/benchmarks.toml --sets $(SETS) --homes $(HOMES) \
		--out out/evaluation --write EVALUATION.md --force

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing Dateline into $(VENV): a few minutes, once"
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing Dateline and its tools into $(VENV): a few minutes, once"
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Dateline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11'; exit 1; }
	$(PYTHON) -m venv $(VENV)

faults: $(VENV)/.installed-dev  ## kill, fill and damage a hundred times each; some 15 minutes
	FAULTS=100 $(BIN)/pytest tests/faults -n 2 --dist worksteal

fuzz: $(VENV)/.installed-dev  ## look for bytes that break a parser or a reader; some minutes
	$(PIP) --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz $(FUZZ_SECONDS)

bench: $(VENV)/.installed  ## ARTICLES=file: ratios to a plain LangChain pipeline, as a table
	$(PIP) --editable '.[bench]'
	$(BIN)/python -m eval.bench $(ARTICLES) $(BENCH)

load: $(VENV)/.installed-dev  ## fifty people ask the served page for a minute; some two minutes
	$(BIN)/dateline ingest eval/sample/articles --home $(DEMO_HOME)
	$(BIN)/python -m tests.load --home $(DEMO_HOME)

clean:  ## remove the environment and the demo's data
	rm -rf .venv .demo out
