# `make test` sets up everything it needs below .venv and target.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: test rust python build clean

test: rust build python

$(VENV)/ready: pyproject.toml
	@command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is missing: set PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet "maturin>=1.9,<2" "pytest>=8" "hypothesis>=6" "numpy>=1.26"
	touch $@

rust:
	# One test at a time: the allocator's statistics are those of the whole process.
	RUST_TEST_THREADS=1 cargo test --workspace --exclude flambeau-python

build: $(VENV)/ready
	$(BIN)/maturin build --release --quiet --interpreter $(BIN)/python --out build/wheels
	$(BIN)/pip install --quiet --force-reinstall --no-deps build/wheels/*.whl

python: $(VENV)/ready
	$(BIN)/pytest

clean:
	rm -rf $(VENV) build target
