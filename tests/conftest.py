"""What all tests start from.

``pytest --device=cuda`` runs tests with new tensors on the GPU. Where there is none, a stand-in for NVIDIA's libraries
runs kernels on the CPU (``cuda_standin``); it is chosen before anything asks for a device.
"""

import os
import signal

import pytest

# A shell without job control starts what it puts in the background with interrupts ignored, and programs hand that on
# to those they start: tests that interrupt one would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--device", default="cpu", choices=("cpu", "cuda"), help="where new tensors are")
    parser.addoption("--standin", action="store_true", help="use the stand-in even where there is a GPU")
    parser.addoption(
        "--shuffle", type=int, default=0, help="a seed: the stand-in runs threads of a kernel in its order"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--device") == "cuda":
        _use_cuda(config.getoption("--standin"), config.getoption("--shuffle"))


def _use_cuda(standin: bool, shuffle: int) -> None:
    if standin or not os.path.exists("/dev/nvidiactl"):
        import cuda_standin

        libraries = cuda_standin.build()
        header = cuda_standin.precompile(libraries, cuda_standin.kernel_header())
        os.environ |= cuda_standin.environment(libraries, devices=4, header=header, shuffle=shuffle or None)
    import flambeau

    flambeau.set_default_device("cuda")
