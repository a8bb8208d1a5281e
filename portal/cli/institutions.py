"""`institutions` and `regions`."""

import argparse
from typing import Any, Final

from portal.cli.arguments import CommandProblem
from portal.cli.maintenance import usable_settings
from portal.domain.institutions.csv_import import (
    import_institutions,
    institution_count,
    sorted_rows,
)
from portal.domain.institutions.directory import find_institution, is_ik, normalised
from portal.domain.institutions.regions import (
    Region,
    all_regions,
    import_regions,
    read_regions,
    responsible_region,
)
from portal.platform.database.engines import sync_transaction

_MOST_SHOWN: Final = 20


def import_directory(arguments: argparse.Namespace) -> dict[str, Any]:
    """Nothing is imported while lines are wrong, unless they are to be skipped."""
    url = usable_settings(arguments.data).database_url
    rows = sorted_rows(arguments.file)
    refused = bool(rows.wrong) and not arguments.skip_bad
    with sync_transaction(url, reading=refused) as connection:
        if not refused:
            import_institutions(connection, rows.good, replace=arguments.replace)
        count = institution_count(connection)
    return {
        "ok": not refused,
        "imported": 0 if refused else len(rows.good),
        "institutions": count,
        "wrong": [vars(fault) for fault in rows.wrong],
    } | ({"unused": list(rows.unused)} if rows.unused else {})


def say_import(result: dict[str, Any]) -> str:
    """How it went, with the first lines that are wrong."""
    wrong = result["wrong"]
    lines = [f"line {fault['line']}: {fault['what']}" for fault in wrong[:_MOST_SHOWN]]
    if len(wrong) > _MOST_SHOWN:
        lines.append(f"… and {len(wrong) - _MOST_SHOWN} more lines")
    if "unused" in result:
        lines.append(f"columns that are not taken: {', '.join(result['unused'])}")
    if result["ok"]:
        skipped = f", {len(wrong)} lines skipped" if wrong else ""
        lines.append(f"{result['imported']} institutions imported{skipped}")
    else:
        lines.append("nothing was imported: correct these lines, or give --skip-bad")
    lines.append(f"{result['institutions']} institutions are in the directory")
    return "\n".join(lines)


def checked_ik(typed: str) -> str:
    """The nine digits of what was typed.

    Raises:
        CommandProblem: it is no IK number.
    """
    ik = normalised(typed)
    if not is_ik(ik):
        raise CommandProblem(f"{typed!r} is no IK number: give 9 digits, the last one checks.")
    return ik


def show(arguments: argparse.Namespace) -> dict[str, Any]:
    ik = checked_ik(arguments.ik)
    with sync_transaction(usable_settings(arguments.data).database_url, reading=True) as connection:
        institution = find_institution(connection, ik)
        if institution is None:
            raise CommandProblem(f"The directory has no IK number {ik}: import a newer file.")
        region = responsible_region(connection, ik, institution.postal_code)
    return vars(institution) | {"region": None if region is None else vars(region)}


def say_institution(shown: dict[str, Any]) -> str:
    region = shown["region"]
    return "\n".join(
        (
            f"{shown['ik']}: {shown['name']}",
            f"  {shown['street']}, {shown['postal_code']} {shown['city']}",
            f"  responsible: {region['name'] if region else 'nobody'}",
        )
    )


def import_areas(arguments: argparse.Namespace) -> dict[str, Any]:
    areas = read_regions(arguments.file)
    with sync_transaction(usable_settings(arguments.data).database_url) as connection:
        import_regions(connection, areas)
        return _regions(all_regions(connection))


def listed(arguments: argparse.Namespace) -> dict[str, Any]:
    with sync_transaction(usable_settings(arguments.data).database_url, reading=True) as connection:
        return _regions(all_regions(connection))


def say_regions(result: dict[str, Any]) -> str:
    lines = [
        f"{region['code']}: {region['name']}, {region['email'] or 'no mails'}"
        for region in result["regions"]
    ]
    return "\n".join(lines) or "there are no regions: import them"


def _regions(regions: list[Region]) -> dict[str, Any]:
    return {"regions": [vars(region) for region in regions]}
