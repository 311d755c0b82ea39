"""What flambeau computes with: instruction sets of the CPU, and settings that PyTorch's backends have.

Settings of libraries that flambeau does not use can be assigned and have no effect: results are deterministic in any
case, unless :mod:`flambeau.backends.cudnn` is told otherwise.
"""

from . import cpu, cuda, cudnn, mha, mkl, mkldnn, mps, openmp, opt_einsum, quantized

__all__ = ["cpu", "cuda", "cudnn", "mha", "mkl", "mkldnn", "mps", "openmp", "opt_einsum", "quantized"]
