"""Who handles which domain event: the one place where features are joined against the layers."""

from portal.domain.accounts.accounts import AccountCleared, AccountCreated
from portal.domain.devices.administration import WorkplaceEnrolled
from portal.domain.devices.devices import DeviceActivated, DeviceEnded
from portal.domain.eavis.changes import EAVIS_CHANGES, IK_CHANGES
from portal.domain.email.outbox import (
    email_ended_device,
    email_new_device,
    email_new_workplace,
)
from portal.domain.logins.actions import handle_changes
from portal.domain.logins.device_actions import DEVICE_CHANGES
from portal.domain.logins.endings import end_logins_of_device
from portal.domain.providers.providers import found_provider, join_provider
from portal.domain.registration.devices import note_activated_device, note_ended_device
from portal.domain.users.changes import USER_CHANGES
from portal.domain.users.invitations import INVITATION_CHANGES
from portal.platform.events import subscribe


def connect_features() -> None:
    """To be called by every entry point before it changes anything."""
    subscribe(AccountCreated, found_provider)
    subscribe(AccountCleared, join_provider)
    subscribe(DeviceActivated, email_new_device, note_activated_device)
    subscribe(WorkplaceEnrolled, email_new_workplace)
    handle_changes(DEVICE_CHANGES | EAVIS_CHANGES | IK_CHANGES)
    handle_changes(USER_CHANGES | INVITATION_CHANGES)
    subscribe(DeviceEnded, end_logins_of_device, note_ended_device, email_ended_device)
