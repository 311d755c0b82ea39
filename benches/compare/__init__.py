"""Runs the same programs on flambeau, PyTorch, NumPy, JAX and MLX, in turns, and sets their times side by side."""
