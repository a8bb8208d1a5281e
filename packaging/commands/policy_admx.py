"""Group policy templates: ADMX with one ADML for each language.

The form is that of Microsoft's schema PolicyDefinitionFiles 1.0; elements stand in its order.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from authenticator.config import Group
from authenticator.policy.catalogue import PolicyValue
from authenticator.policy.sources import REGISTRY_KEY
from authenticator.policy.words import GROUPS
from policy_words import explanation, since

NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_PRODUCT = "AOK 2-Faktor App"
_ABOUT = ("Richtlinien der AOK 2-Faktor App", "Policies of the AOK 2-Faktor App")
_LONGEST = "1023"
"""Characters of a text, which is what editors take by default."""


def admx(values: Sequence[PolicyValue]) -> bytes:
    """The definitions, without words."""
    root = _root("policyDefinitions")
    spaces = SubElement(root, "policyNamespaces")
    SubElement(spaces, "target", prefix="aok2faktor", namespace="AOK.Policies.ZweiFaktor")
    SubElement(root, "resources", minRequiredRevision="1.0")
    definitions = SubElement(SubElement(root, "supportedOn"), "definitions")
    for version in _versions(values):
        _named(definitions, "definition", _since(version))
    categories = SubElement(root, "categories")
    _named(categories, "category", "app")
    for group in Group:
        category = _named(categories, "category", _group(group))
        SubElement(category, "parentCategory", ref="app")
    policies = SubElement(root, "policies")
    for value in values:
        _policy(policies, value)
    return _document(root)


def adml(values: Sequence[PolicyValue], language: int) -> bytes:
    """The words of one language."""
    root = _root("policyDefinitionResources")
    SubElement(root, "displayName").text = _PRODUCT
    SubElement(root, "description").text = _ABOUT[language]
    resources = SubElement(root, "resources")
    strings = SubElement(resources, "stringTable")
    for name, words in _strings(values, language).items():
        SubElement(strings, "string", id=name).text = words
    presentations = SubElement(resources, "presentationTable")
    for value in values:
        if value.base is not bool:
            _presentation(presentations, value, language)
    return _document(root)


def _strings(values: Sequence[PolicyValue], language: int) -> dict[str, str]:
    strings = {"app": _PRODUCT}
    strings |= {_group(group): GROUPS[group.value][language] for group in Group}
    strings |= {_since(version): since(version, language) for version in _versions(values)}
    for value in values:
        strings[value.name] = (value.words.de, value.words.en)[language].title
        strings[f"{value.name}_text"] = explanation(value, language, as_switch=True)
        for number, words in value.choices.items():
            strings[f"{value.name}_{number}"] = words[language]
    return strings


def _policy(policies: Element, value: PolicyValue) -> None:
    is_switch = value.base is bool
    attributes = {
        "name": value.name,
        "class": "Machine",
        "displayName": f"$(string.{value.name})",
        "explainText": f"$(string.{value.name}_text)",
        **({} if is_switch else {"presentation": f"$(presentation.{value.name})"}),
        "key": REGISTRY_KEY,
        **({"valueName": value.name} if is_switch else {}),
    }
    policy = SubElement(policies, "policy", attributes)
    SubElement(policy, "parentCategory", ref=_group(value.traits.group))
    SubElement(policy, "supportedOn", ref=_since(value.traits.since))
    if is_switch:
        for kind, written in (("enabledValue", "1"), ("disabledValue", "0")):
            SubElement(SubElement(policy, kind), "decimal", value=written)
        return
    elements = SubElement(policy, "elements")
    given = {"id": value.name, "valueName": value.name, "required": "true"}
    if not value.choices:
        SubElement(elements, "text", {**given, "maxLength": _LONGEST})
        return
    choice = SubElement(elements, "enum", given)
    for number in value.choices:
        item = SubElement(choice, "item", displayName=f"$(string.{value.name}_{number})")
        SubElement(SubElement(item, "value"), "decimal", value=str(number))


def _presentation(presentations: Element, value: PolicyValue, language: int) -> None:
    presentation = SubElement(presentations, "presentation", id=value.name)
    label = f"{(value.words.de, value.words.en)[language].title}:"
    if value.choices:
        choice = SubElement(presentation, "dropdownList", refId=value.name, noSort="true")
        choice.text = label
        return
    box = SubElement(presentation, "textBox", refId=value.name)
    SubElement(box, "label").text = label


def _named(parent: Element, kind: str, name: str) -> Element:
    return SubElement(parent, kind, name=name, displayName=f"$(string.{name})")


def _group(group: Group) -> str:
    return f"group_{group.value}"


def _since(version: str) -> str:
    return f"since_{version.replace('.', '_')}"


def _versions(values: Sequence[PolicyValue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.traits.since for value in values))


def _root(name: str) -> Element:
    return Element(name, {"xmlns": NAMESPACE, "revision": "1.0", "schemaVersion": "1.0"})


def _document(root: Element) -> bytes:
    ElementTree.indent(root)
    body = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode("utf-8-sig")
