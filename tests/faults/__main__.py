"""`python -m tests.faults [--every N] [--from N] [SERIES …]`: faults, and what was lost: nothing.

A series is named by its words with hyphens, `app-killed` for example.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.faults import (
    app_disk,
    app_keyring,
    app_killed,
    app_messages,
    app_profile,
    app_suspended,
    clock,
    portal_disk,
    portal_kills,
    portal_mail,
    portal_postgresql,
    portal_storage,
    portal_suspended,
)
from tests.faults.progress import Progress
from tests.faults.series import Series, carry_out, table

ALL: Final[tuple[Series, ...]] = (
    app_disk.SERIES,
    app_killed.SERIES,
    app_keyring.SERIES,
    app_messages.SERIES,
    app_profile.SERIES,
    app_suspended.SERIES,
    clock.SERIES,
    portal_disk.SERIES,
    portal_kills.SERIES,
    portal_mail.SERIES,
    portal_postgresql.SERIES,
    portal_storage.SERIES,
    portal_suspended.SERIES,
)


def main(words: list[str]) -> int:
    known = {series.name.replace(" ", "-"): series for series in ALL}
    parser = argparse.ArgumentParser(prog="./run faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="one of so many faults (1)")
    parser.add_argument(
        "--from", type=int, default=1, dest="first", metavar="N", help="go on with fault N (1)"
    )
    parser.add_argument("series", nargs="*", metavar="SERIES")
    options = parser.parse_args(words)
    if unknown := set(options.series) - set(known):
        parser.error(f"no such series: {' '.join(sorted(unknown))}; known are {' '.join(known)}")
    if options.first > 1 and len(options.series) != 1:
        parser.error("--from counts the faults of one series: name it")
    rows, progress = [], Progress(sys.stdout)
    for name in options.series or known:
        with TemporaryDirectory(prefix="faults-") as folder:
            row = carry_out(
                known[name],
                Path(folder),
                every=options.every,
                first=options.first,
                tell=progress.tell,
                show=progress.show,
            )
            rows.append(row)
            progress.tell(table([row]).splitlines()[1])
    print(table(rows))
    return 1 if any(row.wrong for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
