"""Pictures keep to their figures: widths in proportion, everything said as text, colours as on the
page.
"""

import re

from django.conf import settings

from rutan.charts import COLUMN_HEIGHT, FLOW_HEIGHT, TO, TONES, Segment, columns, flow, on_paper

HARVEST = [Segment("Panen", 90_000, "90 kg", "5")]
USES = [
    Segment("Bakti sosial", 10_000, "10 kg"),
    Segment("Dijual", 60_000, "60 kg", "3"),
    Segment("Dapur", 20_000, "20 kg", "2"),
]


def heights(picture, x):
    return [
        float(height)
        for height in re.findall(rf'<rect x="{x}" y="[\d.]+" width="14" height="([\d.]+)"', picture)
    ]


def test_each_mouth_is_as_high_as_its_share():
    drawn = heights(flow(HARVEST, USES), TO)

    assert drawn == [round(FLOW_HEIGHT * share / 9, 1) for share in (1, 6, 2)]


def test_the_flow_says_all_its_figures():
    picture = flow(HARVEST, USES, ["38 keluarga", "9 kecamatan"])

    assert (
        'aria-label="Panen 90 kg; Bakti sosial 10 kg; Dijual 60 kg; Dapur 20 kg; 38 keluarga; 9'
        ' kecamatan"' in picture
    )
    assert picture.count("<path") == 4


def test_what_has_no_value_is_not_drawn():
    assert "Bibit" not in flow(HARVEST, [*USES, Segment("Bibit", 0, "0 kg")])
    assert flow([], []) == ""


def test_labels_are_escaped():
    assert "<b>" not in flow(HARVEST, [Segment("<b>", 1, "<b>")], ["<b>"]) + columns(
        [Segment("<b>", 1, "<b>")], "<b>"
    )


def test_the_highest_column_fills_its_room_and_none_is_invisible():
    picture = columns(
        [Segment("Jan", 50, "50"), Segment("Feb", 100, "100"), Segment("Mar", 0, "0")], "Panen"
    )

    assert [float(height) for height in re.findall(r'width="19" height="([\d.]+)"', picture)] == [
        COLUMN_HEIGHT / 2,
        COLUMN_HEIGHT,
        0.5,
    ]
    assert 'aria-label="Panen: Jan 50; Feb 100; Mar 0"' in picture


def test_paper_has_the_colours_of_the_page():
    css = (settings.BASE_DIR / "static" / "css" / "site.css").read_text()
    fills = {
        tone: fill
        for tones, fill in re.findall(
            r"((?:\.tone-\w+,?\s*)+)\{\s*--fill: (#[0-9a-f]{6});\s*\}", css
        )
        for tone in re.findall(r"tone-(\w+)", tones)
    }

    assert fills == TONES
    assert f".tone-1{{fill:{TONES['1']}}}" in on_paper(flow(HARVEST, USES), "Liberation Sans")
