"""Deadlines of registrations, and letters that have had their time (requirements P5, P6)."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from portal.clock import Clock
from portal.db.database import Database
from portal.housekeeping.duties import Delete, duties, forgive_reminders
from portal.mail import deliveries


@dataclass(frozen=True)
class Housekeeping:
    """Any number of processes may do it at once, and each may die in the middle."""

    database: Database
    clock: Clock
    delete_registration: Delete
    keep_certificates_days: int

    async def run(self) -> Counter[str]:
        """Do all that is due; how many of which kind."""
        now, done = self.clock.now(), Counter[str]()
        await self.database.write(lambda connection: forgive_reminders(connection, now))
        for duty in duties(self.delete_registration, self.keep_certificates_days):
            for id_ in await self.database.read(partial(duty.list_due, now=now)):
                performed = partial(duty.perform, id_=id_, now=now)
                done[duty.deed] += await self.database.write(performed)
        done["letters"] = await self.database.write(lambda c: deliveries.forget_old(c, now))
        return done
