# Everything a newcomer or a machine does here. `make` prints this list.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run page demo test check fix golden pictures fonts schema bench diffusers lock clean

help:  ## print this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: page  ## set everything up and serve on http://127.0.0.1:8000
	@$(BIN)/sajangpick serve

page: $(VENV)/.run  ## build the page, if its sources have changed
	@$(BIN)/python hatch_build.py

demo: $(VENV)/.run  ## make a short from the sample photo
	@mkdir -p out
	@$(BIN)/sajangpick make src/sajangpick/data/photos/espresso.jpg --menu "시그니처 에스프레소" --price 4500 \
	  --shop "커피온" --address "서울 성동구 연무장길 18" --phone 02-123-4567 -o out/short.mp4
	@echo
	@echo "Yours:  $(BIN)/sajangpick make PHOTO.jpg --menu \"새우 파스타\" --price 18000 -o short.mp4"
	@echo "Looks:  $(BIN)/sajangpick templates        All options:  $(BIN)/sajangpick make --help"

test: check page  ## run every check and every test
	$(BIN)/python hatch_build.py test
	$(BIN)/python -m pytest -n $(or $(TEST_WORKERS),2) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.test  ## lint, types, import contracts, dependencies, the page
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/python hatch_build.py check

fix: $(VENV)/.test  ## format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(VENV)/.test  ## draw the reference frames anew (then look at them before you commit)
	SAJANGPICK_GOLDEN=1 $(BIN)/python -m pytest -n 2 tests/renderer tests/illustration tests/docs

pictures: $(VENV)/.test page  ## take the pictures of every page anew (then look at them before you commit)
	$(BIN)/python -m docs.pictures.pages

fonts: $(VENV)/.test page  ## cut the page's font anew, after its words have changed
	$(BIN)/python web/cut_font.py

schema: $(VENV)/.test page  ## tell the page what the API is now, after that has changed
	$(BIN)/python web/describe_api.py
	$(BIN)/python hatch_build.py schema

bench: $(VENV)/.test $(VENV)/.bench  ## measure: motion, render, encode, against ffmpeg, MoviePy and the bare encoder
	$(BIN)/python -m benchmarks

diffusers: $(VENV)/.diffusers  ## test the extra of that name with real, tiny models
	$(VENV)/diffusers/bin/python -m pytest -p no:cacheprovider tests/engines/with_diffusers.py

lock: $(VENV)/.test  ## resolve the dependencies anew into hashed locks
	$(PIP) -r requirements/build.txt
	$(BIN)/python -m pip install --quiet uv
	for name in run test build node bench diffusers; do $(BIN)/python requirements/lock.py $$name; done

clean:  ## forget everything that was installed or made
	rm -rf $(VENV) web/node_modules src/sajangpick/web out build dist .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Sajangpick needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@$(PIP) -r requirements/build.txt
	@$(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python requirements/libraries.py
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements/test.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt | $(BIN)/python
	@echo "Installing what we measure ourselves against ..."
	@$(PYTHON) -m venv $(VENV)/bench
	@$(VENV)/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# It sees everything of $(VENV), which sees nothing of it: the other tests are of a machine without the extra.
$(VENV)/.diffusers: requirements/diffusers.txt $(VENV)/.test
	@echo "Installing PyTorch and diffusers ..."
	@$(BIN)/python -m venv $(VENV)/diffusers
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
	  > "$$($(VENV)/diffusers/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/all.pth"
	@$(VENV)/diffusers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements/diffusers.txt
	@touch $@
