"""Helpers for the gradients and parameters of modules."""
