# Everything is prepared by packaging/bootstrap.py: Python packages into .venv, system packages through apt.
PYTHON ?= python3
DO = @$(PYTHON) packaging/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test kills fuzz bench screenshots check package audit lock translations windows clean

help:  ## these lines
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

run:  ## install what is missing, then discover on the practice organisation (ARGS="--text expired")
	$(DO) run $(ARGS)

test:  ## install what is missing, then run all tests (ARGS=tests/domain for some of them)
	$(DO) test $(ARGS)

kills:  ## kill 200 runs at random moments, and look whether each log holds all that was told
	@AUTODISCOPE_KILLS=200 $(PYTHON) packaging/bootstrap.py test tests/sessionlog/test_killed.py $(ARGS)

fuzz:  ## feed the readers of foreign bytes for long (SECONDS=300; ARGS="certificate dns": some of them)
	$(DO) fuzz $(or $(SECONDS),300) $(ARGS)

bench:  ## install what is missing, then print a table of times and sizes (ARGS=round-trips: one; --readme: into the README)
	$(DO) bench $(ARGS)

screenshots:  ## install what is missing, then draw the pictures of the README anew (ARGS=dark: one of them)
	$(DO) screenshots $(ARGS)

windows:  ## install what is missing, then make the Windows program and its installer in Wine (ARGS=tests: one step)
	$(DO) windows $(ARGS)

check:  ## style, types and import rules
	$(DO) check

package:  ## the program's folder, its .deb and its bill of materials in dist, and the .deb tried out
	$(DO) package $(ARGS)

audit:  ## known faults of the packages that are shipped, where the data can be had
	$(DO) audit $(ARGS)

lock:  ## write uv.lock anew after a change in pyproject.toml (ARGS=--upgrade for newer versions)
	$(DO) lock $(ARGS)

translations:  ## take new texts into the catalogue of translations, and list what is missing (ARGS=missing: only list)
	$(DO) translations $(ARGS)

clean:  ## remove whatever these targets made in this folder
	rm -rf .venv .tools .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist htmlcov
	find app tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
