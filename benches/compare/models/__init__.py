"""Models that the training and inference rows run, in plain PyTorch style."""
