"""``manage.py open_facility``: a prison and its first administrator, who makes every other account
on screen.
"""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from rutan import administration
from rutan.fields import REGENCY_CODE
from rutan.models import Facility, TimeZone, User
from rutan.refusals import Refused


class Command(BaseCommand):
    help = (
        "Put a prison into an installation and print the password of its first administrator, once."
        " An existing one is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help='the prison as it signs: "Rutan Kelas IIB Blora"')
        parser.add_argument(
            "--administrator",
            required=True,
            metavar="USERNAME",
            help="who makes the other accounts",
        )
        parser.add_argument(
            "--administrator-name",
            default="Administrator",
            metavar="NAME",
            help="his name as colleagues write it",
        )
        parser.add_argument("--time-zone", default=TimeZone.WIB, choices=TimeZone.values)
        parser.add_argument(
            "--area-code",
            default="",
            metavar="33.16",
            help="its kabupaten or kota; may follow on the settings page",
        )
        parser.add_argument(
            "--short-name", metavar="NAME", help="for the head of each page (the name)"
        )
        parser.add_argument("--city", help="for dates on papers (the last word of the name)")

    def handle(
        self,
        *,
        name,
        administrator,
        administrator_name,
        time_zone,
        area_code,
        short_name,
        city,
        **options,
    ):
        names = {
            "name": name,
            "short_name": short_name or name[:40],
            "city": city or name.split(" ")[-1],
        }
        facility = Facility(area_code=area_code, time_zone=time_zone, **names)
        user = User(username=administrator, name=administrator_name)
        # Of a command people read English, as in all its other sentences.
        with translation.override("en"):
            try:
                facility.clean_fields(exclude={"area_code"})
                user.clean_fields(exclude={"password"})
                if area_code:
                    REGENCY_CODE(area_code)
                password = administration.open_facility(
                    facility=facility, administrator=user, by=None
                )
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except Refused as refused:
                raise CommandError(str(refused.message)) from refused
        self.stdout.write(
            f"{facility.name} is there. {administrator} signs in with a password that is shown only"
            f" now:\n\n  {password}\n"
        )
