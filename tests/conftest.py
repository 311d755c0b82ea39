"""What all tests start from.

``pytest --device=cuda`` runs tests with new tensors on the GPU. Where there is none, a stand-in for NVIDIA's libraries
runs kernels on the CPU (``cuda_standin``); it is chosen before anything asks for a device. Markers say what a test
has to do with a device: ``cpu_only`` is skipped on the GPU, ``cpu_draws`` where it fails after random numbers were
drawn there, ``cuda_only`` on the CPU.
"""

import os
import signal
import sys

import pytest

# A shell without job control starts what it puts in the background with interrupts ignored, and programs hand that on
# to those they start: tests that interrupt one would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--device", default="cpu", choices=("cpu", "cuda"), help="where new tensors are")
    parser.addoption("--standin", action="store_true", help="use the stand-in even where there is a GPU")
    parser.addoption("--sanitize", action="store_true", help="the stand-in's kernels watch where they read and write")
    parser.addoption(
        "--shuffle", type=int, default=0, help="a seed: the stand-in runs threads of a kernel in its order"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cpu_only(reason): about the CPU by nature")
    config.addinivalue_line("markers", "cpu_draws: compares with random numbers that PyTorch drew on the CPU")
    config.addinivalue_line("markers", "cuda_only: needs a GPU as the default device")
    if config.getoption("--device") == "cuda":
        _use_cuda(config)


def _use_cuda(config: pytest.Config) -> None:
    sanitize = config.getoption("--sanitize")
    if config.getoption("--standin") or sanitize or not os.path.exists("/dev/nvidiactl"):
        import cuda_standin

        libraries = cuda_standin.build(sanitize=sanitize)
        header = cuda_standin.precompile(libraries, cuda_standin.kernel_header())
        shuffle = config.getoption("--shuffle") or None
        variables = cuda_standin.environment(libraries, devices=4, header=header, shuffle=shuffle)
        if sanitize and os.environ.get("LD_PRELOAD") != variables["LD_PRELOAD"]:
            # Sanitizers must be in the process before all else: it starts again.
            config.pluginmanager.getplugin("capturemanager").stop_global_capturing()
            os.execve(sys.executable, sys.orig_argv, os.environ | variables)
        os.environ |= variables
    import flambeau

    flambeau.set_default_device("cuda")
    _meet_numpy(flambeau)


def _meet_numpy(torch) -> None:
    """Tests compare with NumPy: what it is given comes from the GPU, and what it gives goes there."""
    to_numpy, from_numpy = torch.Tensor.numpy, torch.from_numpy
    torch.Tensor.numpy = lambda tensor, **options: to_numpy(tensor.cpu(), **options)
    torch.Tensor.__array__ = lambda tensor, *dtype, **options: to_numpy(tensor.detach().cpu()).__array__(
        *dtype, **options
    )
    torch.from_numpy = lambda array: from_numpy(array).cuda()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_gpu = config.getoption("--device") == "cuda"
    for item in items:
        if on_gpu and (marker := item.get_closest_marker("cpu_only")):
            item.add_marker(pytest.mark.skip(reason=f"about the CPU: {marker.args[0]}"))
        elif not on_gpu and item.get_closest_marker("cuda_only"):
            item.add_marker(pytest.mark.skip(reason="needs a GPU: --device=cuda"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    return (yield) if item.config.getoption("--device") == "cpu" else (yield from _call_on_gpu(item))


def _call_on_gpu(item: pytest.Item):
    """A test ends when the GPU is done, and leaves the default device as it was."""
    import flambeau
    from flambeau import cuda

    device = flambeau.get_default_device()
    if item.get_closest_marker("cpu_draws"):
        cuda.manual_seed_all(0)
    try:
        result = yield
        cuda.synchronize()
        return result
    except AssertionError:
        # The bytes after those of the seed tell how many numbers were drawn since.
        if item.get_closest_marker("cpu_draws") and any(cuda.get_rng_state().tolist()[8:]):
            pytest.skip("a GPU draws other numbers than the CPU")
        raise
    finally:
        _forget_mistakes(cuda)
        flambeau.set_default_device(device)


def _forget_mistakes(cuda) -> None:
    """What kernels of a failed test found wrong is not the next test's."""
    try:
        cuda.synchronize()
    except (IndexError, RuntimeError):
        pass


@pytest.fixture
def settle(request: pytest.FixtureRequest):
    """A function that waits for the GPU, if there is one: mistakes that kernels find are raised there."""
    import flambeau

    return flambeau.cuda.synchronize if request.config.getoption("--device") == "cuda" else lambda: None
