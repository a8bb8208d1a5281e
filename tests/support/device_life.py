"""The later messages of a device for tests: PIN change, new key, invitations, lists, removal."""

import secrets
from typing import Any

from crypto.encoding import b64url, unb64url
from crypto.keys import PrivateKey
from crypto.pin import pin_key
from crypto.pin_proof import sign_with_pin
from crypto.sealed_body import open_body
from crypto.statements import Kind, Slot, make_statement
from tests.support.device import CHEAP, PIN, Device


class LivingDevice(Device):
    """A device with its whole life."""

    def pinchange(self, old: str, new: str, version: int | None = None) -> dict[str, Any]:
        answer = self.send(self.pin_change(old, new, version))
        self.salt, self.pin_version = self.next_salt, answer["pv"]
        return answer

    def pin_change(self, old: str, new: str, version: int | None = None) -> bytes:
        """The bytes of a PIN change; its salt is `next_salt`."""
        self.next_salt = secrets.token_bytes(16)
        version = self.pin_version + 1 if version is None else version
        key = pin_key(new, root=self.root, salt=self.next_salt, version=version, cost=CHEAP)
        request = self.request("pinchange")
        statement = make_statement(Kind.PINCHANGE, Slot.of(request), pv=str(version))
        signature = b64url(sign_with_pin(statement, key))
        sealed = self.seal("pinchange", pin=key.public.hex(), sig=signature)
        return self.signed(request, self.proof(statement, old) | {"sealed": sealed})

    def rotate(self, pin: str = PIN) -> dict[str, Any]:
        """Take a new key; this device is the new one afterwards."""
        new = Device(self.url, aud=self.aud)
        answer = self.send(self.rotation(new, pin))
        for name in ("root", "salt", "key", "dev"):
            setattr(self, name, getattr(new, name))
        self.pin_version, self.ratchet, self.nonce = 1, "", ""
        self.freshen()
        return answer

    def rotation(self, new: "Device", pin: str = PIN) -> bytes:
        """The bytes of a rotation to the key of `new`."""
        request = self.request("rotate")
        statement = make_statement(Kind.ROTATE, Slot.of(request), new=new.dev)
        key = new.pin_key(pin)
        content = {
            "key": new.key.public.hex(),
            "ksig": b64url(new.key.sign(statement)),
            "pin": key.public.hex(),
            "sig": b64url(sign_with_pin(statement, key)),
        }
        sealed = self.seal("rotate", **content)
        return self.signed(request, self.proof(statement, pin) | {"sealed": sealed})

    def invite(self, mode: str = "add", pin: str = PIN) -> str:
        """The activation code, unsealed."""
        reader = PrivateKey.generate()
        data = self.proven("invite", Kind.INVITE, pin, mode=mode, to=reader.public.hex())
        sealed = unb64url(self.send(data)["sealed"])
        return str(open_body("invite", self.dev, sealed, reader, {"code": str})["code"])

    def revoke(self, target: str, pin: str | None = None) -> dict[str, Any]:
        if pin is not None:
            return self.send(self.proven("revoke", Kind.REVOKE, pin, target=target))
        request = self.request("revoke")
        statement = make_statement(Kind.REVOKE, Slot.of(request), target=target)
        return self.send(self.signed(request, {"st": b64url(statement)}))

    def enrol(self, pin: str = PIN, *, name: str = "PC 7", roaming: bool = True) -> dict[str, Any]:
        content = {"name": name, "roaming": "yes" if roaming else "no"}
        return self.send(self.proven("enrol", Kind.ENROL, pin, **content))

    def devices(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.send(self.sign("devices", {}))["devices"]
        return listed

    def history(self) -> list[dict[str, Any]]:
        logins: list[dict[str, Any]] = self.send(self.sign("history", {}))["logins"]
        return logins
