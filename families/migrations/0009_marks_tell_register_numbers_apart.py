"""B.I.1/11/2026 and B.I.11/1/2026 are two numbers: the key keeps where two digits are parted."""

import re
import unicodedata

from django.db import migrations


def _with_marks(written: str) -> str:
    """As RegisterNumber.normalise gives it from here on."""
    seen = "".join(char for char in written.upper() if unicodedata.category(char) != "Cf")
    parts = re.split(r"(?<=\d)[\W_]+(?=\d)", seen)
    return "/".join("".join(char for char in part if char.isalnum()) for part in parts)


def _without_marks(written: str) -> str:
    return "".join(char for char in written.upper() if char.isalnum())


def _write_anew(key):
    def write(apps, schema_editor):
        numbers = apps.get_model("families", "RegisterNumber").objects.all()
        changed = []
        for number in numbers.iterator():
            if number.normalised != key(number.written):
                number.normalised = key(number.written)
                changed.append(number)
        numbers.bulk_update(changed, ["normalised"], batch_size=1000)

    return write


class Migration(migrations.Migration):
    dependencies = [("families", "0008_names_fold_in_every_script")]

    operations = [migrations.RunPython(_write_anew(_with_marks), _write_anew(_without_marks))]
