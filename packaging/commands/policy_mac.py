"""Managed preferences of macOS: a profile to begin with, and what editors of profiles read."""

import json
import plistlib
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from authenticator.branding import load_branding
from authenticator.policy.catalogue import PolicyValue
from authenticator.policy.sources import PREFERENCE_DOMAIN
from policy_words import GERMAN, explanation

_TYPES = {bool: "boolean", int: "integer", str: "string"}


def profile() -> bytes:
    """A configuration profile that settles the portal and the start, to be changed as wanted."""
    branding = load_branding()
    payload = {
        **_payload(PREFERENCE_DOMAIN, PREFERENCE_DOMAIN, branding.product),
        "portal": branding.portal_address,
        "start_at_login": True,
    }
    outer = _payload("Configuration", f"{PREFERENCE_DOMAIN}.policy", branding.product)
    outer |= {
        "PayloadOrganization": branding.publisher,
        "PayloadScope": "System",
        "PayloadRemovalDisallowed": True,
        "PayloadContent": [payload],
    }
    return plistlib.dumps(outer, sort_keys=False)


def manifest(values: Sequence[PolicyValue]) -> bytes:
    """What a profile may hold, in the form of profile manifests (pfm), in German."""
    return plistlib.dumps(
        {
            "pfm_format_version": 1,
            "pfm_version": 1,
            "pfm_domain": PREFERENCE_DOMAIN,
            "pfm_title": load_branding().product,
            "pfm_description": "Richtlinie der AOK 2-Faktor App",
            "pfm_platforms": ["macOS"],
            "pfm_targets": ["system"],
            "pfm_subkeys": [_subkey(value) for value in values],
        },
        sort_keys=False,
    )


def schema(values: Sequence[PolicyValue]) -> bytes:
    """The same as a JSON schema, as Jamf Pro takes it for an application's settings."""
    content = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{load_branding().product} ({PREFERENCE_DOMAIN})",
        "description": "Richtlinie der AOK 2-Faktor App",
        "type": "object",
        "additionalProperties": False,
        "properties": {value.name: _property(value) for value in values},
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def _payload(kind: str, identifier: str, name: str) -> dict[str, Any]:
    return {
        "PayloadType": kind,
        "PayloadIdentifier": identifier,
        "PayloadUUID": str(uuid5(NAMESPACE_DNS, identifier)).upper(),
        "PayloadVersion": 1,
        "PayloadDisplayName": name,
    }


def _subkey(value: PolicyValue) -> dict[str, Any]:
    subkey: dict[str, Any] = {
        "pfm_name": value.name,
        "pfm_type": _TYPES[value.base],
        "pfm_title": value.words.de.title,
        "pfm_description": explanation(value, GERMAN),
        "pfm_app_min": value.traits.since,
    }
    if value.choices:
        subkey["pfm_range_list"] = list(value.choices)
        subkey["pfm_range_list_titles"] = [words[GERMAN] for words in value.choices.values()]
    if isinstance(value.default, bool):
        subkey["pfm_default"] = value.default
    return subkey


def _property(value: PolicyValue) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": value.words.de.title,
        "description": explanation(value, GERMAN),
        "type": _TYPES[value.base],
    }
    if value.choices:
        found["enum"] = list(value.choices)
        titles = [words[GERMAN] for words in value.choices.values()]
        found["options"] = {"enum_titles": titles}
    return found
