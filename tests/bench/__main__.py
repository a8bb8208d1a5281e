"""`./run bench` lists the benches, `./run bench NAME` runs one."""

import importlib
import pkgutil
import sys

import tests.bench

_PARTS = {
    "__main__",
    "bare",
    "bare_window",
    "gui_turns",
    "interpreter",
    "process",
    "screen",
    "server",
    "two_samples",
    "wire",
}


def main(words: list[str]) -> int:
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__)]
    benches = {
        name: importlib.import_module(f"tests.bench.{name}") for name in names if name not in _PARTS
    }
    if words and words[0] in benches:
        benches[words[0]].main(words[1:])
        return 0
    for name, bench in benches.items():
        print(f"{name:12} {(bench.__doc__ or '').splitlines()[0]}")
    return 2 if words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
