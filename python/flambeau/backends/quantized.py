"""Quantized kernels: there are none yet."""

engine = "none"
supported_engines: list[str] = ["none"]
