"""The templates for administrators say what the app reads: they are made of the same list."""

import hashlib
import io
import json
import plistlib
import re
import time
import tomllib
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from authenticator import __version__
from authenticator.config import Config, Group
from authenticator.policy.catalogue import PolicyValue, policy_values
from authenticator.policy.loading import load_config
from authenticator.policy.sources import (
    PREFERENCE_DOMAIN,
    REGISTRY_KEY,
    ManagedPreferences,
    PolicyFile,
    PolicySource,
    RegistryPolicy,
    RegistryValues,
)
from authenticator.policy.words import CHOICES, GROUPS, WORDS
from crypto.typed_settings import setting_names
from policy_admx import NAMESPACE, adml, admx
from policy_files import ARCHIVE, GUIDE, archive, example, guide, main, templates
from policy_mac import manifest, profile, schema
from policy_words import LANGUAGES
from portal.web.public.downloads import DownloadCatalog
from tests.support.certificates import new_certificate

VALUES = policy_values()
SPACE = {"": NAMESPACE}
SZ, DWORD = 1, 4
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
WORDS_OF = re.compile(r"\$\(string\.(\w+)\)")
# The order in which Microsoft's schema has the children of an element.
CHILDREN = {
    "policyDefinitions": ("policyNamespaces", "resources", "supportedOn", "categories", "policies"),
    "policy": ("parentCategory", "supportedOn", "enabledValue", "disabledValue", "elements"),
    "policyDefinitionResources": ("displayName", "description", "resources"),
    "resources": ("stringTable", "presentationTable"),
}
CONTROLS = {"text": "textBox", "enum": "dropdownList"}


def load(folder: Path, source: PolicySource) -> Config:
    return load_config(None, folder, default_portal="https://a.example", sources=(source,))


def definitions() -> Element:
    return ElementTree.fromstring(admx(VALUES).decode("utf-8-sig"))


def resources(language: str) -> Element:
    return ElementTree.fromstring(adml(VALUES, LANGUAGES[language]).decode("utf-8-sig"))


def policies() -> list[Element]:
    return definitions().findall("policies/policy", SPACE)


def tag(element: Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


def words_used(root: Element) -> set[str]:
    texts = (text for element in root.iter() for text in element.attrib.values())
    return {name for text in texts for name in WORDS_OF.findall(text)}


def test_every_value_is_explained_in_both_languages() -> None:
    assert set(WORDS) == set(setting_names(Config))
    assert set(GROUPS) == {group.value for group in Group}
    assert {value.name for value in VALUES if value.traits.choices} == set(CHOICES)
    for value in VALUES:
        assert tuple(value.choices) == value.traits.choices
        for words in (value.words.de, value.words.en):
            assert words.title
            assert not words.title.endswith(".")
            assert words.text.endswith(".")
        assert value.words.de != value.words.en


def test_the_guide_has_the_values_as_they_are() -> None:
    text = GUIDE.read_text("utf-8")
    assert guide(text, VALUES) == text, "./run policy docs"


@pytest.mark.parametrize("text", ["", "<!-- values: written by ./run policy docs -->"])
def test_a_guide_without_a_place_for_the_values_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="no place for the tables"):
        guide(text, VALUES)


def test_each_template_is_written_to_its_place() -> None:
    assert set(templates(VALUES)) == {
        "windows/aok-2faktor.admx",
        "windows/de-DE/aok-2faktor.adml",
        "windows/en-US/aok-2faktor.adml",
        "macos/de.aok.2faktor.mobileconfig",
        "macos/de.aok.2faktor.manifest.plist",
        "macos/de.aok.2faktor.schema.json",
        "linux/policy.toml",
        "LIESMICH.txt",
    }


def test_the_guide_beside_the_templates_names_each_of_them_and_no_other() -> None:
    files = templates(VALUES)
    guide_file = files["LIESMICH.txt"].decode()
    named = set(re.findall(r"\b(?:windows|macos|linux)/[\w./-]+\w", guide_file))
    assert named == set(files) - {"LIESMICH.txt"}


def test_the_archive_holds_the_templates_and_is_the_same_each_time(tmp_path: Path) -> None:
    files = templates(VALUES)
    epoch = 1_790_000_001
    packed = archive(files, epoch)
    assert archive(dict(reversed(list(files.items()))), epoch) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert {name: found.read(name) for name in found.namelist()} == files
        moments = {entry.date_time for entry in found.infolist()}
        assert moments == {(*time.gmtime(epoch)[:5], time.gmtime(epoch)[5] // 2 * 2)}
        assert {entry.external_attr >> 16 for entry in found.infolist()} == {0o644}
    assert archive(files, 0), "a time that ZIP does not know"


def test_the_portal_offers_the_archive_by_the_name_that_it_is_written_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main("zip", str(tmp_path), "1790000000")
    offered = DownloadCatalog(tmp_path).templates()
    assert offered is not None
    file, sha256 = offered
    assert (file.name, file.version) == (ARCHIVE, __version__)
    assert sha256 == hashlib.sha256(archive(templates(VALUES), 1_790_000_000)).hexdigest()


def test_the_example_settles_nothing_until_a_line_is_freed(tmp_path: Path) -> None:
    text = example(VALUES)
    assert tomllib.loads(text) == {}
    freed = re.findall(r"^#(\w+) = (.+)$", text, re.MULTILINE)
    assert [name for name, _ in freed] == [value.name for value in grouped()]
    for name, value in freed:
        (tmp_path / "policy.toml").write_text(f"{name} = {with_file(name, value, tmp_path)}")
        found = load(tmp_path, PolicyFile(tmp_path / "policy.toml", check=lambda _: None))
        assert set(found.settled) == {name}


def grouped() -> Iterator[PolicyValue]:
    return (value for group in Group for value in VALUES if value.traits.group is group)


def with_file(name: str, value: str, folder: Path) -> str:
    """The value; for certificates, which have to be there, a file of ours."""
    if name != "extra_ca":
        return value
    file = folder / "ca.pem"
    file.write_bytes(new_certificate("Clinic").public_bytes(Encoding.PEM))
    return json.dumps(str(file))


def test_the_profile_settles_what_it_says(tmp_path: Path) -> None:
    outer = plistlib.loads(profile())
    (payload,) = outer["PayloadContent"]
    assert (outer["PayloadType"], outer["PayloadScope"]) == ("Configuration", "System")
    assert payload["PayloadType"] == PREFERENCE_DOMAIN
    for part in (outer, payload):
        assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", part["PayloadUUID"])
        assert part["PayloadVersion"] == 1
    assert outer["PayloadUUID"] != payload["PayloadUUID"]
    # The system writes the payload as the preferences of its domain.
    file = tmp_path / f"{PREFERENCE_DOMAIN}.plist"
    file.write_bytes(plistlib.dumps(payload))
    found = load(tmp_path, ManagedPreferences(file, check=lambda _: None))
    assert set(found.settled) == {"portal", "start_at_login"}
    assert found.faults == ()


def test_editors_of_profiles_get_every_value_with_its_type() -> None:
    types = {bool: "boolean", int: "integer", str: "string"}
    wanted = [(value.name, types[value.base], list(value.choices) or None) for value in VALUES]
    subkeys = plistlib.loads(manifest(VALUES))["pfm_subkeys"]
    assert wanted == [
        (key["pfm_name"], key["pfm_type"], key.get("pfm_range_list")) for key in subkeys
    ]
    properties = json.loads(schema(VALUES))["properties"]
    assert wanted == [(name, key["type"], key.get("enum")) for name, key in properties.items()]


def test_elements_stand_in_the_order_of_the_schema() -> None:
    for root in (definitions(), *map(resources, LANGUAGES)):
        for element in root.iter():
            order = CHILDREN.get(tag(element), ())
            found = [tag(child) for child in element]
            if order and found:
                assert found == [name for name in order if name in found]
        assert root.get("schemaVersion") == "1.0"
        assert re.fullmatch(r"[0-9]{1,5}\.[0-9]{1,5}", root.get("revision", ""))


def test_names_are_unique_and_of_the_schemas_signs() -> None:
    root = definitions()
    for path in ("policies/policy", "categories/category", "supportedOn/definitions/definition"):
        names = [element.get("name", "") for element in root.findall(path, SPACE)]
        assert names
        assert [name for name, count in Counter(names).items() if count > 1] == []
        assert [name for name in names if not NAME.fullmatch(name)] == []


def test_every_reference_to_a_category_or_version_is_resolved() -> None:
    root = definitions()
    categories = {each.get("name"): each for each in root.findall("categories/category", SPACE)}
    versions = {
        each.get("name") for each in root.findall("supportedOn/definitions/definition", SPACE)
    }
    for policy in policies():
        place = policy.find("parentCategory", SPACE)
        seen: list[str | None] = []
        while place is not None:
            name = place.get("ref")
            assert name not in seen
            seen.append(name)
            place = categories[name].find("parentCategory", SPACE)
        assert seen[-1] == "app"
        supported = policy.find("supportedOn", SPACE)
        assert supported is not None
        assert supported.get("ref") in versions


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_once_and_used(language: str) -> None:
    strings = resources(language).findall("resources/stringTable/string", SPACE)
    names = [string.get("id", "") for string in strings]
    assert sorted(names) == sorted(words_used(definitions()))
    assert all(string.text and string.text.strip() for string in strings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_element_has_a_control_of_its_kind(language: str) -> None:
    table = resources(language).findall("resources/presentationTable/presentation", SPACE)
    controls = {
        presentation.get("id"): [(tag(each), each.get("refId")) for each in presentation]
        for presentation in table
    }
    assert len(controls) == len(table)
    wanted = {}
    for policy in policies():
        elements = policy.find("elements", SPACE)
        if elements is not None:
            name = policy.get("presentation", "").removeprefix("$(presentation.").removesuffix(")")
            wanted[name] = [(CONTROLS[tag(each)], each.get("id")) for each in elements]
    assert controls == wanted


def test_the_languages_differ_in_words_only() -> None:
    german, english = map(resources, LANGUAGES)
    assert [tag(each) for each in german.iter()] == [tag(each) for each in english.iter()]
    texts = {each.get("id"): each.text for each in german.iter() if tag(each) == "string"}
    for each in english.iter():
        if tag(each) == "string" and each.get("id") != "app":
            assert each.text != texts[each.get("id")]


def decimal(parent: Element, path: str) -> int:
    found = parent.find(f"{path}/decimal", SPACE)
    assert found is not None
    return int(found.get("value", ""))


def settings_of(policy: Element, folder: Path) -> Iterator[RegistryValues]:
    """What the editor of group policies writes for each thing that can be chosen."""
    elements = policy.find("elements", SPACE)
    if elements is None:
        for path in ("enabledValue", "disabledValue"):
            yield {policy.get("valueName", ""): (decimal(policy, path), DWORD)}
        return
    (element,) = elements
    name = element.get("valueName", "")
    if tag(element) == "enum":
        for item in element:
            yield {name: (decimal(item, "value"), DWORD)}
        return
    value = next(each for each in VALUES if each.name == name)
    text = json.loads(with_file(name, json.dumps(value.traits.example), folder))
    assert len(text) <= int(element.get("maxLength", ""))
    yield {name: (text, SZ)}


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.get("name"))
def test_what_group_policy_writes_is_what_the_app_reads(policy: Element, tmp_path: Path) -> None:
    assert policy.get("class") == "Machine"
    assert policy.get("key") == REGISTRY_KEY
    name, read = policy.get("name", ""), []
    for values in settings_of(policy, tmp_path):
        source = RegistryPolicy(partial(dict, values), check=lambda _: None)
        found = load(tmp_path, source)
        assert source.origin == rf"HKLM\{policy.get('key')}"
        assert found.faults == ()
        assert set(found.settled) == {name}
        read.append(getattr(found, name))
    value = next(each for each in VALUES if each.name == name)
    assert len(set(read)) == {bool: 2, int: len(value.choices), str: 1}[value.base]


def test_group_policy_has_every_value() -> None:
    assert [policy.get("name") for policy in policies()] == [value.name for value in VALUES]
