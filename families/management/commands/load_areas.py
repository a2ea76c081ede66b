"""``manage.py load_areas``: fill the table of provinces, regencies, districts and villages."""

from django.core.management.base import BaseCommand, CommandError

from families.areas import DEFAULT, UnknownArea, load_areas
from families.models import Area
from rutan.refusals import Refused


class Command(BaseCommand):
    help = (
        "Load the areas of Jawa Tengah and Jawa Timur, of one regency, or of all Indonesia. Again"
        " is harmless."
    )

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--regency", metavar="33.16", help="one kabupaten or kota, by its code")
        which.add_argument("--all", action="store_true", help="all 38 provinces")

    def handle(self, *, regency, all, **options):  # noqa: A002 the option's own name
        codes = [regency] if regency else () if all else DEFAULT
        try:
            counted = load_areas(codes)
        except UnknownArea as error:
            raise CommandError(
                f"No area has the code {error.facts['code']}. A regency is written like 33.16."
            ) from error
        except Refused as refused:
            raise CommandError("The list of areas could not be read; try again.") from refused
        villages = Area.objects.villages().count()
        self.stdout.write(
            f"{counted['areas']} areas read, {counted['written']} written; the table holds"
            f" {villages} villages."
        )
