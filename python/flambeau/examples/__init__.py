"""Programs that show flambeau at work: ``python -m flambeau.examples.mnist --help``."""
