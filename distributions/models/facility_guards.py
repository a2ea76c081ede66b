"""What events ask of the prison they are in, which the ground, knowing no event, can't hold."""

from django.utils.translation import gettext_lazy as _
from pgtrigger import UpdateOf

from rutan.constraints import Refuse
from rutan.models import Facility


class PrisonOfEvents(Facility):
    """A prison as its events bind it."""

    class Meta:
        proxy = True
        triggers = [
            # A hand-over holds the days on which it falls here; in another zone they were others.
            Refuse(
                constraint="a_time_zone_stands_while_an_event_is_open",
                operation=UpdateOf("time_zone"),
                condition_sql=(
                    "OLD.time_zone <> NEW.time_zone AND EXISTS ("
                    'SELECT 1 FROM "distributions_distribution" d '
                    "WHERE d.facility_id = NEW.id AND d.status = 'open')"
                ),
                violation_error_message=_(
                    "Zona waktu tidak dapat diubah selama ada kegiatan yang dibuka. Tutup dahulu"
                    " kegiatannya."
                ),
                form_field="time_zone",
            ),
        ]
