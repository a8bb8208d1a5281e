"""`python -m tests.vectors` writes pa1.json; `--docs` writes docs/protocol-examples.md from it."""

import sys

from tests.vectors import build, docs


def main(words: list[str]) -> int:
    if words == ["--docs"]:
        docs.PATH.write_text(docs.page(build.load()), encoding="utf-8")
        return 0
    if words:
        print(__doc__)
        return 2
    kept = build.load() if build.PATH.exists() else {}
    build.PATH.write_text(build.as_text(build.build(kept)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
