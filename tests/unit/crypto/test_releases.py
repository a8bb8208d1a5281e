"""The list of releases under attack: each test is one that a mirror or a portal could try."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from crypto.encoding import b64url, dump_object
from crypto.errors import BadSignature, CryptoError, Downgrade, Expired, Malformed
from crypto.keys import PrivateKey
from crypto.releases import (
    LIST_TYP,
    MAX_BYTES,
    ROOT_TYP,
    File,
    Release,
    ReleaseList,
    Root,
    Seen,
    read_releases,
    read_trusted_root,
    signed_line,
)

NOW = 1_800_000_000
LATER = NOW + 1000
A, B, C, NEW, SIGNER, NEXT_SIGNER, THIEF = (PrivateKey.generate() for _ in range(7))
INSTALLER = b"installer " * 1000
SHA256 = "bd6f5d4a9ca4cc4b3da4e4d7a05b0cd1a9dcd6e3cdeea4b7c4d9b4b7a9c4e5f6"


def role(threshold: int, *keys: PrivateKey) -> dict[str, Any]:
    return {"keys": [key.public.jwk for key in keys], "threshold": threshold}


def root_payload(
    version: int = 1,
    root: dict[str, Any] | None = None,
    releases: dict[str, Any] | None = None,
    expires: int = LATER,
) -> dict[str, Any]:
    return {
        "version": version,
        "expires": expires,
        "root": root or role(2, A, B, C),
        "releases": releases or role(1, SIGNER),
    }


def document(payload: dict[str, Any], typ: str, *keys: PrivateKey) -> str:
    return "\n".join(signed_line(payload, typ, key) for key in keys) + "\n"


def root_text(*keys: PrivateKey, **content: Any) -> str:
    return document(root_payload(**content), ROOT_TYP, *keys)


def release(version: str = "1.2.0", percent: int = 100, **file: Any) -> dict[str, Any]:
    named = {"name": "aok-1.2.0.msi", "system": "windows", "size": 10, "sha256": SHA256} | file
    return {"version": version, "percent": percent, "files": [named]}


def list_text(
    *keys: PrivateKey,
    version: int = 1,
    expires: int = LATER,
    releases: Sequence[dict[str, Any]] | None = None,
) -> str:
    content = [release()] if releases is None else list(releases)
    payload = {"version": version, "expires": expires, "releases": content}
    return document(payload, LIST_TYP, *(keys or (SIGNER,)))


TRUSTED: Root = read_trusted_root(root_text(A, B).encode())


def read(*parts: str, seen: Seen = Seen(), now: int = NOW) -> ReleaseList:  # noqa: B008
    return read_releases("".join(parts).encode(), TRUSTED, seen, now)


def test_a_list_that_the_offline_key_has_signed_is_read() -> None:
    found = read(list_text())
    assert found.seen == Seen(root=1, releases=1)
    assert [each.version for each in found.releases] == ["1.2.0"]
    assert found.file("aok-1.2.0.msi") == File("aok-1.2.0.msi", "windows", 10, SHA256)


# --- wrong keys


@pytest.mark.parametrize("key", [THIEF, A, NEXT_SIGNER], ids=["unknown", "of the root", "later"])
def test_a_list_by_another_key_does_not_count(key: PrivateKey) -> None:
    with pytest.raises(BadSignature):
        read(list_text(key))


def test_a_list_whose_content_was_changed_does_not_count() -> None:
    head, _, signature = list_text().strip().split(".")
    changed = {"version": 1, "expires": LATER, "releases": [release(sha256="0" * 64)]}
    with pytest.raises(BadSignature):
        read(f"{head}.{b64url(dump_object(changed))}.{signature}\n")


def test_one_key_that_signs_twice_is_one_key() -> None:
    trusted = read_trusted_root(root_text(A, B, releases=role(2, SIGNER, NEXT_SIGNER)).encode())
    twice = list_text(SIGNER, SIGNER).encode()
    with pytest.raises(BadSignature):
        read_releases(twice, trusted, Seen(), NOW)
    assert read_releases(list_text(SIGNER, NEXT_SIGNER).encode(), trusted, Seen(), NOW).releases


def test_a_root_that_came_with_the_program_must_have_been_signed_by_its_own_keys() -> None:
    for keys in ((A,), (A, A), (A, THIEF)):
        with pytest.raises(BadSignature):
            read_trusted_root(root_text(*keys).encode())


@pytest.mark.parametrize("threshold", [0, -1, 4])
def test_a_threshold_that_means_nothing_is_refused(threshold: int) -> None:
    with pytest.raises(Malformed):
        read_trusted_root(root_text(A, B, root=role(threshold, A, B, C)).encode())


def test_one_key_in_two_places_reaches_no_threshold() -> None:
    with pytest.raises(Malformed):
        read_trusted_root(root_text(A, B, root=role(2, A, A)).encode())


# --- rollback and freeze


def test_an_older_list_than_one_that_was_seen_is_refused() -> None:
    assert read(list_text(version=7), seen=Seen(1, 7)).seen.releases == 7
    with pytest.raises(Downgrade):
        read(list_text(version=6), seen=Seen(1, 7))


def test_a_root_that_is_held_back_is_refused_once_it_was_seen() -> None:
    with pytest.raises(Downgrade):
        read(list_text(version=9), seen=Seen(2, 1))


def test_a_list_that_is_held_back_too_long_is_refused() -> None:
    assert read(list_text(), now=LATER - 1).expires == LATER
    with pytest.raises(Expired):
        read(list_text(), now=LATER)


def test_a_root_that_nobody_has_renewed_is_refused() -> None:
    trusted = read_trusted_root(root_text(A, B, expires=NOW).encode())
    with pytest.raises(Expired):
        read_releases(list_text().encode(), trusted, Seen(), NOW)


# --- rotation


def following(*keys: PrivateKey, version: int = 2, **content: Any) -> str:
    defaults = {"root": role(2, B, C, NEW), "releases": role(1, NEXT_SIGNER)}
    return root_text(*keys, version=version, **(defaults | content))


def test_the_next_root_brings_new_keys_and_ends_old_ones() -> None:
    chain = following(A, B, NEW)
    assert read(chain, list_text(NEXT_SIGNER)).seen.root == 2
    with pytest.raises(BadSignature):
        read(chain, list_text(SIGNER))


@pytest.mark.parametrize("signers", [(A,), (A, NEW), (NEW, THIEF), (A, THIEF)])
def test_a_root_that_the_one_before_has_not_signed_leads_nowhere(
    signers: tuple[PrivateKey, ...],
) -> None:
    with pytest.raises(BadSignature):
        read(following(*signers), list_text(NEXT_SIGNER))


def test_a_root_whose_own_keys_have_not_signed_it_is_refused() -> None:
    own = role(2, NEW, NEXT_SIGNER)
    with pytest.raises(BadSignature):
        read(following(A, B, root=own), list_text(NEXT_SIGNER))


def test_no_root_may_be_left_out() -> None:
    with pytest.raises(Malformed):
        read(following(A, B, C, version=3), list_text(NEXT_SIGNER))


def test_an_app_that_was_away_for_several_roots_follows_them_all() -> None:
    third = root_text(B, C, version=3, root=role(1, NEW), releases=role(1, THIEF))
    last = third + signed_line(root_payload(3, role(1, NEW), role(1, THIEF)), ROOT_TYP, NEW)
    assert read(following(A, B, C), last + "\n", list_text(THIEF)).seen.root == 3


def test_older_roots_in_the_text_are_for_older_apps() -> None:
    older = root_text(THIEF, version=1, root=role(1, THIEF))
    assert read(older, root_text(A, B), list_text()).seen.root == 1


# --- mix and match, wrong forms, endless data


def test_a_root_cannot_pass_for_a_list_nor_a_list_for_a_root() -> None:
    same_keys = root_payload(root=role(1, SIGNER), releases=role(1, SIGNER))
    trusted = read_trusted_root(document(same_keys, ROOT_TYP, SIGNER).encode())
    as_list = document(same_keys, LIST_TYP, SIGNER)
    with pytest.raises(Malformed):
        read_releases(as_list.encode(), trusted, Seen(), NOW)
    with pytest.raises(Malformed):
        read_releases((list_text() + list_text(version=2)).encode(), trusted, Seen(), NOW)


def test_lines_of_two_lists_do_not_make_one() -> None:
    trusted = read_trusted_root(root_text(A, B, releases=role(2, SIGNER, NEXT_SIGNER)).encode())
    mixed = list_text(SIGNER, version=1) + list_text(NEXT_SIGNER, version=2)
    with pytest.raises(CryptoError):
        read_releases(mixed.encode(), trusted, Seen(), NOW)


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"a.b.c", b"<html>", b"x" * (MAX_BYTES + 1), list_text().encode() * 65],
)
def test_what_is_no_such_text_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_releases(data, TRUSTED, Seen(), NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../evil.msi"},
        {"name": ""},
        {"name": "a/b"},
        {"sha256": SHA256.upper()},
        {"sha256": "00"},
        {"size": 0},
        {"size": -1},
        {"size": True},
        {"system": "beos"},
        {"more": 1},
    ],
)
def test_a_file_that_is_not_named_rightly_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(list_text(releases=[release(**change)]))


@pytest.mark.parametrize("change", [{"percent": 101}, {"percent": -1}, {"version": "latest"}])
def test_a_release_that_cannot_be_compared_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(list_text(releases=[release() | change]))


# --- files


def told(data: bytes) -> File:
    import hashlib

    return File("aok.msi", "windows", len(data), hashlib.sha256(data).hexdigest())


def test_the_right_file_is_taken() -> None:
    told(INSTALLER).check([INSTALLER[:10], INSTALLER[10:]])


@pytest.mark.parametrize(
    "data", [INSTALLER[:-1], INSTALLER + b"x", b"", bytes(len(INSTALLER))], ids=len
)
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadSignature):
        told(INSTALLER).check([data])


def test_data_without_end_is_read_no_further_than_the_file_is_long() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield bytes(4096)

    with pytest.raises(BadSignature):
        told(INSTALLER).check(endless())
    assert taken == len(INSTALLER) // 4096 + 1


# --- who is told


def standing(place: int) -> Callable[[str], int]:
    """A computer that has the same place for each version."""
    return lambda _version: place


def told_list(*releases: tuple[str, int, str]) -> ReleaseList:
    parts = [
        Release(version, percent, (File("a", system, 1, SHA256),))
        for version, percent, system in releases
    ]
    return ReleaseList(Seen(), LATER, tuple(parts))


def test_a_release_reaches_as_many_of_a_hundred_computers_as_it_says() -> None:
    staged = told_list(("1.9", 100, "linux"), ("1.10", 25, "linux"))
    newest = [staged.newest("linux", standing(place)) for place in range(100)]
    assert [each.version for each in newest if each] == ["1.10"] * 25 + ["1.9"] * 75


def test_a_release_at_0_percent_or_without_a_file_for_the_system_is_told_to_nobody() -> None:
    staged = told_list(("2.0", 0, "linux"), ("2.1", 100, "windows"))
    assert staged.newest("linux", standing(0)) is None
