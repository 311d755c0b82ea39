"""``python -m flambeau.collect_env``: see :mod:`flambeau.utils.collect_env`."""

from .utils.collect_env import get_env_info, get_pretty_env_info, main

__all__ = ["get_env_info", "get_pretty_env_info", "main"]

if __name__ == "__main__":
    main()
