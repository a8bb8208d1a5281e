"""Who may change a file, by Windows' own text of its permissions."""

import pytest

from authenticator.policy.ownership import UserCanChange
from authenticator.policy.sources import REGISTRY_KEY
from authenticator.policy.windows import require_key_of_administrators
from authenticator.policy.windows_acl import REPLACE, WRITE, changers

TRUSTED_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
SOMEBODY = "S-1-5-21-1-2-3-1001"
ADMINISTRATORS = "(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"


@pytest.mark.parametrize(
    "descriptor",
    [
        f"O:BAG:SYD:PAI{ADMINISTRATORS}(A;OICI;0x1200a9;;;BU)",
        f"O:SYG:SYD:AI{ADMINISTRATORS}(A;OICIID;FRFX;;;WD)",
        f"O:{TRUSTED_INSTALLER}G:{TRUSTED_INSTALLER}D:{ADMINISTRATORS}",
        f"O:BAD:{ADMINISTRATORS}(A;OICIIO;FA;;;CO)(A;OICIIO;SDGXGWGR;;;AU)",
        "O:S-1-5-32-544D:(A;;GA;;;S-1-5-18)(A;;GR;;;IU)",
        "O:BAD:(A;;FA;;;S-1-5-21-4-5-6-512)(A;;FA;;;DA)(D;;FA;;;BU)",
        "O:BAD:P",
        f"O:BAD:{ADMINISTRATORS}S:(AU;SAFA;WDWO;;;WD)",
    ],
)
def test_what_users_can_only_read_has_no_changers(descriptor: str) -> None:
    assert changers(descriptor, WRITE) == ()


@pytest.mark.parametrize(
    ("descriptor", "users"),
    [
        (f"O:{SOMEBODY}G:SYD:PAI{ADMINISTRATORS}", (SOMEBODY,)),
        (f"O:BAD:{ADMINISTRATORS}(A;OICI;FA;;;BU)", ("BU",)),
        (f"O:BAD:{ADMINISTRATORS}(A;OICI;0x1301bf;;;AU)", ("AU",)),
        (f"O:BAD:{ADMINISTRATORS}(A;;FW;;;IU)(A;;WD;;;WD)", ("IU", "WD")),
        (f"O:BAD:{ADMINISTRATORS}(A;CI;DCLCRPCR;;;BU)", ("BU",)),
        (f"O:BAD:{ADMINISTRATORS}(A;;GW;;;{SOMEBODY})", (SOMEBODY,)),
        (f"O:BAD:{ADMINISTRATORS}(A;;QQ;;;BU)", ("BU",)),
        ('O:BAD:(XA;;FA;;;BU;(WIN://SYSAPPID Contains "x"))', ("BU",)),
        ("O:BAD:NO_ACCESS_CONTROL", ("everyone",)),
        ("O:BAG:SY", ("everyone",)),
        ("D:(A;;FR;;;BU)", ("nobody known",)),
    ],
)
def test_whoever_can_write_or_owns_is_named(descriptor: str, users: tuple[str, ...]) -> None:
    assert changers(descriptor, WRITE) == users


def test_a_folder_in_which_users_may_make_others_is_no_way_to_replace_ours() -> None:
    """As Windows sets up ProgramData."""
    given = (
        f"O:SYG:SYD:PAI(A;OICIIO;GA;;;CO){ADMINISTRATORS}(A;OICI;0x1200a9;;;BU)(A;CI;DCLCRPCR;;;BU)"
    )
    assert changers(given, REPLACE) == ()
    assert changers(given, WRITE) == ("BU",)
    assert changers(f"O:BAD:{ADMINISTRATORS}(A;;DT;;;BU)", REPLACE) == ("BU",)


KEY_OF_ADMINISTRATORS = (
    "O:BAG:SYD:AI(A;CIID;KA;;;BA)(A;CIID;KA;;;SY)(A;CIID;KR;;;BU)(A;CIIO;KA;;;CO)"
)
KEYS = (
    r"MACHINE\SOFTWARE\Policies\AOK\AOK 2-Faktor App",
    r"MACHINE\SOFTWARE\Policies\AOK",
    r"MACHINE\SOFTWARE\Policies",
)


def test_a_key_as_windows_makes_it_counts() -> None:
    require_key_of_administrators(REGISTRY_KEY, lambda _: KEY_OF_ADMINISTRATORS)


@pytest.mark.parametrize("changed", KEYS)
@pytest.mark.parametrize("entry", ["(A;;KW;;;BU)", "(A;CI;CCDCLCSWRPRC;;;AU)", "(A;;0x4;;;BU)"])
def test_the_key_and_two_above_it_are_looked_at(changed: str, entry: str) -> None:
    def describe(name: str) -> str:
        return KEY_OF_ADMINISTRATORS + entry * (name == changed)

    with pytest.raises(UserCanChange):
        require_key_of_administrators(REGISTRY_KEY, describe)
