"""Numba's compiler, told to keep what it compiled no longer than all of it is true.

Numba keeps a compiled function for as long as the text of that function's own file stays
the same. What was compiled into it out of another file may have changed since, and money
would go on being shared by the old law. So everything compiled is kept under one
fingerprint of all files that it may come from. Import ``njit`` from here for what Python
calls, and ``inner`` for what only compiled code does: it is kept as part of its callers, and
no way into it from Python is built, which saves a third of the time to compile.

Arrays are counted each time they are handed on, which costs more than the work on a few cents.
So what is compiled here does not count them: it may not make an array, only fill those that
Python gives it. Python cannot call an ``inner`` function: the process would end.
"""

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

from numba import config
from numba import njit as numba_njit

__all__ = ["inner", "njit"]

_PACKAGE = Path(__file__).parents[1]
_ROOMS = ("units", "ledger")


def _fingerprint() -> str:
    """Of the size and time of every source file in the rooms that compile."""
    files = sorted(file for room in _ROOMS for file in (_PACKAGE / room).glob("*.py"))
    stats = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return hashlib.sha256(repr(stats).encode()).hexdigest()[:16]


# Numba makes its settings at run time, out of the environment.
_KEPT_IN = getattr(config, "CACHE_DIR", "") or _PACKAGE / "__pycache__"
config.__dict__["CACHE_DIR"] = str(Path(_KEPT_IN) / f"compiled-{_fingerprint()}")

# Numba's type stubs do not know what its targets take.
njit: Any = partial(numba_njit, cache=True, nogil=True, _nrt=False)
inner: Any = numba_njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, _nrt=False)  # type: ignore[call-overload]
