"""Found as ``torch`` by processes that a program started by ``python -m flambeau.run`` starts."""

from flambeau.run import install

install()
