"""How often what costs us something may happen."""

from dataclasses import dataclass, field

from portal.rate_limits import Rate


@dataclass(frozen=True)
class Rates:
    """How often one address, account or device may do what costs us something."""

    starts_by_address: Rate = field(default=Rate(60, 600))
    starts_by_account: Rate = field(default=Rate(3, 600))
    activations_by_address: Rate = field(default=Rate(30, 600))
    activations_by_login: Rate = field(default=Rate(10, 600))
    messages_by_device: Rate = field(default=Rate(240, 60))
    failures_by_address: Rate = field(default=Rate(120, 60))
    tickets_by_address: Rate = field(default=Rate(120, 600))
    pictures_by_session: Rate = field(default=Rate(600, 600))
    registrations_by_address: Rate = field(default=Rate(20, 86_400))
    letters_by_address: Rate = field(default=Rate(30, 3600))
    letters_in_an_hour: Rate = field(default=Rate(4, 3600))
    """To one e-mail address, because somebody registers or asks for a reset."""
    letters_in_a_day: Rate = field(default=Rate(8, 86_400))
    links_by_address: Rate = field(default=Rate(60, 600))
    codes_by_registration: Rate = field(default=Rate(10, 3600))
    institutions_by_address: Rate = field(default=Rate(40, 600))
    barriers_by_address: Rate = field(default=Rate(3, 3600))
    uploads_by_address: Rate = field(default=Rate(60, 600))
    uploads_by_registration: Rate = field(default=Rate(30, 600))
    certificate_forms_by_address: Rate = field(default=Rate(30, 600))
