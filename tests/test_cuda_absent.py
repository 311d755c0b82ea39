"""What PyTorch's GPU interface answers on a machine without a GPU."""

from __future__ import annotations

import flambeau as torch
import pytest
from flambeau import nn
from flambeau.utils import collect_env

MESSAGE = "Found no NVIDIA driver"
pytestmark = pytest.mark.skipif(torch.version.cuda is not None, reason="this machine has an NVIDIA driver")


def test_questions():
    assert not torch.cuda.is_available() and torch.cuda.device_count() == 0 and not torch.cuda.is_initialized()
    assert not torch.cuda.is_bf16_supported() and torch.cuda.get_arch_list() == []
    assert torch.version.cuda is None and torch.version.__version__ == torch.__version__
    assert ("cuda" if torch.cuda.is_available() else "cpu") == "cpu"


def test_silent():
    torch.cuda.manual_seed(1)
    torch.cuda.manual_seed_all(1)
    torch.cuda.seed()
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    torch.cuda.set_rng_state_all([])
    assert torch.cuda.get_rng_state_all() == []
    assert torch.cuda.memory_allocated() == torch.cuda.max_memory_reserved("cuda:0") == 0
    assert not torch.cuda.memory_stats() and torch.cuda.memory_snapshot() == []
    assert torch.cuda.why_not_available().startswith(MESSAGE) and torch.cuda.memory_stats_as_nested_dict() == {}
    assert collect_env.get_env_info()["GPU"].startswith(MESSAGE)
    assert not torch.accelerator.is_available() and torch.accelerator.current_accelerator() is None
    with torch.cuda.stream(None), torch.cuda.device(-1), torch.cuda.device_of(torch.zeros(1)):
        pass
    with torch.cuda.nvtx.range("x"):
        torch.cuda.nvtx.mark("y")


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.zeros(2).cuda(),
        lambda: torch.zeros(2).cuda(1),
        lambda: torch.zeros(2).to("cuda"),
        lambda: torch.zeros(2).to(torch.device("cuda", 1)),
        lambda: torch.zeros(2).to(0),
        lambda: torch.zeros(2, device="cuda"),
        lambda: torch.tensor([1.0], device="cuda"),
        lambda: nn.Softmax(dim=0).cuda() and nn.PReLU().cuda(),
        lambda: nn.PReLU().cuda(0),
        lambda: nn.PReLU().to("cuda"),
        lambda: torch.set_default_device("cuda"),
        lambda: torch.cuda.init(),
        lambda: torch.cuda.current_device(),
        lambda: torch.cuda.set_device(0),
        lambda: torch.cuda.get_device_name(0),
        lambda: torch.cuda.get_device_properties(0),
        lambda: torch.cuda.get_device_capability(),
        lambda: torch.cuda.synchronize(),
        lambda: torch.cuda.mem_get_info(),
        lambda: torch.cuda.initial_seed(),
        lambda: torch.cuda.get_rng_state(),
        lambda: torch.cuda.current_stream(),
        lambda: torch.cuda.Stream(),
        lambda: torch.cuda.CUDAGraph(),
        lambda: torch.cuda.graph(None),
        lambda: torch.cuda.default_stream(),
        lambda: torch.cuda.memory_summary(),
        lambda: torch.cuda.utilization(),
        lambda: torch.cuda.caching_allocator_alloc(16),
        lambda: torch.cuda.Event().record(),
        lambda: torch.cuda.FloatTensor(2),
        lambda: torch.cuda.device(0).__enter__(),
    ],
)
def test_needs_a_gpu(call):
    with pytest.raises(RuntimeError, match=MESSAGE):
        call()


def test_missing_names():
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = torch.cuda.nothing_such
    with pytest.raises(AttributeError, match="jit"):
        _ = torch.jit


def test_backends():
    backends = torch.backends
    assert backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2", "AVX512")
    assert not backends.cuda.is_built() and not backends.cudnn.is_available() and backends.cudnn.version() is None
    assert not backends.mps.is_available() and not backends.mkl.is_available() and not backends.openmp.is_available()
    assert not backends.mkldnn.is_available()
    backends.cuda.matmul.allow_tf32 = True
    backends.cuda.matmul.allow_tf32 = False
    with backends.cudnn.flags(enabled=True, benchmark=True):
        assert backends.cudnn.benchmark
    assert not backends.cudnn.benchmark
    backends.cudnn.deterministic = True
    backends.cudnn.deterministic = False
    with pytest.raises(AttributeError, match="benchmrak"):
        backends.cudnn.benchmrak = True
    backends.cuda.enable_flash_sdp(False)
    assert not backends.cuda.flash_sdp_enabled()
    backends.cuda.enable_flash_sdp(True)
