"""Some packages of a run on a scale: what it said stands beside what the lots say, and hinders
nobody.
"""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from distributions import closing, documents, reports, seals
from distributions.documents.handover_record import handover_record
from distributions.forms.packing import WeighForm
from distributions.models import PackageMovement, Weighing
from distributions.packing import runs, unpacking, weighing
from distributions.packing.contents import Content
from distributions.reports import spreadsheet, weighings
from rutan.models import AuditEntry, Facility
from rutan.refusals import REFUSALS, Refused, constraint_of
from tests.factories import HarvestFactory
from tests.pages import fields_of, tight
from tests.races import without

SAID = "Ditimbang 3 paket contoh: 0,39 kg sampai 0,45 kg, rata-rata 0,413 kg; 1 di luar batas 10%"


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, packages=0)


@pytest.fixture
def run(facility, event, services_head):
    """Ten packages of two bundles that were weighed at 200 g each."""
    lot = HarvestFactory(facility=facility, quantity=20, grams=4000, weight_is_estimated=False)
    contents = [Content(lot.commodity, Decimal(2), unit=lot.unit)]
    facts = {"packages": 10, "contents": contents, "client_id": uuid.uuid4()}
    return runs.pack(distribution=event, by=services_head, **facts)


@pytest.fixture
def weigh(run, services_head):
    def put(*grams, of=None):
        facts = {"by": services_head, "client_id": uuid.uuid4()}
        return weighing.weigh(run=of or run, grams=grams, **facts)

    return put


def test_weights_are_typed_in_one_line_and_said_beside_what_the_lots_say(
    event, run, sign_in, services_head
):
    client = sign_in(services_head)
    page = reverse("weigh", args=[event.pk, run.pk])
    asked = client.get(page)
    sent = fields_of(asked, page) | {"grams": "0,4 0,39; 0,45kg"}

    answer = client.post(page, sent)

    assert "Menurut catatan panen satu paket 0,4 kg; batasnya 10%." in tight(asked.content.decode())
    assert answer["Location"] == reverse("packing", args=[event.pk])
    [told] = client.get(answer["Location"]).context["messages"]
    assert (told.message, told.level_tag) == (f"{SAID} dari 0,4 kg.", "warning")
    row = Weighing.objects.get()
    assert (row.grams, row.tolerance_percent) == ([400, 390, 450], 10)
    assert AuditEntry.objects.get(verb="weigh").facts == {"distribution": event.pk, "packages": 3}


def test_the_newest_weighing_counts_and_the_one_before_stays_beside_it(
    event, run, weigh, sign_in, services_head
):
    weigh(4000)
    weigh(400, 390, 450)

    report = reports.event(event)

    packing = client_page(sign_in(services_head), "packing", event)
    shown = client_page(sign_in(services_head), "distribution_report", event)
    for page in (packing, shown):
        assert page.index(f"{SAID} dari 0,4 kg.") < page.index("Sebelumnya: Ditimbang 1 paket")
    assert weighings.said(report.weighed) == f"{SAID} dari 0,4 kg."
    sheet = spreadsheet.event_sheets(report, services_head)[-1]
    assert [row[3:10] for row in sheet.rows] == [
        (3, 400, 390, 413, 450, 10, 1),
        (1, 400, 4000, 4000, 4000, 10, 1),
    ]


def client_page(client, name, event):
    return tight(client.get(reverse(name, args=[event.pk])).content.decode())


def test_the_record_says_what_a_scale_said_and_nothing_where_none_did(
    facility, event, run, weigh, services_head, open_event
):
    def record_of(distribution):
        job = documents.Job(distribution, timezone.now())
        return handover_record(job)[0].data["weighed"]

    assert record_of(event) == ""
    weigh(400, 390, 450)
    Facility.objects.filter(pk=facility.pk).update(weighing_tolerance_percent=20)
    weigh(360, of=runs.pack(distribution=event, packages=2, contents=_same(run), **_by(run)))

    assert record_of(event) == (
        "Ditimbang 4 paket contoh: 0,36 kg sampai 0,45 kg, rata-rata 0,4 kg;"
        " 1 di luar batas 10% atau 20% dari 0,4 kg."
    )
    closing.close(distribution=event, left_overs={"stock": 12}, **_by(run))
    with pytest.raises(Refused, match="sebelum kegiatan ditutup"):
        weigh(400)


def _by(run):
    return {"by": run.recorded_by, "client_id": uuid.uuid4()}


def _same(run):
    lot = run.packed_lots.get().stock_movement.harvest
    more = HarvestFactory(
        facility=lot.facility, commodity=lot.commodity, quantity=4, grams=800, site=lot.site
    )
    return [Content(lot.commodity, Decimal(2), unit=lot.unit, lots=(more,))]


def test_in_a_rehearsal_the_scale_alone_speaks(facility, open_event, weigh, services_head):
    event = open_event(facility, packages=0, is_rehearsal=True)
    contents = [Content(HarvestFactory(facility=facility).commodity, Decimal(1))]
    facts = {"packages": 3, "by": services_head, "client_id": uuid.uuid4()}
    tried = runs.pack(distribution=event, contents=contents, **facts)

    weigh(850, of=tried)

    [said] = reports.event(event).weighed
    assert (said.said, said.outside) == ("Ditimbang 1 paket contoh: 0,85 kg.", 0)


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [
        ("0,85 0,9", "id", [850, 900]),
        ("0.85;0,9 kg", "id", [850, 900]),
        ("  0,85kg,\u00a01,250 , 2 KG", "id", [850, 1250, 2000]),
        ("0.85, 0.9", "en", [850, 900]),
        ("0,85,0,9", "id", "Berat ke-1 (0,85,0,9)"),
        ("0,85 berat", "id", "Berat ke-2 (berat): Tulis berat dalam kilogram"),
        ("", "id", "Isi berat paling sedikit satu paket."),
        (" ; ", "id", "Isi berat paling sedikit satu paket."),
    ],
)
def test_weights_are_read_as_people_type_them(typed, language, read):
    with translation.override(language):
        form = WeighForm({"client_id": uuid.uuid4(), "grams": typed})
        errors = form.errors.get("grams", [])

    if isinstance(read, list):
        assert (errors, form.cleaned_data["grams"]) == ([], read)
    else:
        assert read in errors[0]


# Guard -> what somebody would write who goes round the form.
WRONG = {
    "a_weighing_has_a_weight": {"grams": []},
    "a_package_weighs_more_than_nothing": {"grams": [400, 0]},
    "a_sample_is_no_more_than_its_run": {"grams": [400] * 11},
    "what_is_weighed_was_packed": {"run": "returned"},
    "packages_are_weighed_before_the_closing": {"status": "closed"},
}


@pytest.mark.parametrize("guard", WRONG)
def test_the_database_refuses_what_no_scale_said(guard, event, run, services_head):
    facts = {"tolerance_percent": 10, "recorded_by": services_head, "grams": [400]} | WRONG[guard]
    facts |= {"run": run, "recorded_at": timezone.now()}
    if WRONG[guard].get("run"):
        [facts["run"]] = unpacking.take_back(distribution=event, packages=2, to="stock", **_by(run))
    if facts.pop("status", ""):
        closing.close(distribution=event, left_overs={"stock": 10}, **_by(run))

    def write():
        try:
            with transaction.atomic():
                Weighing.objects.create(client_id=uuid.uuid4(), **facts)
        except IntegrityError as error:
            return constraint_of(error)
        return ""

    kind = "constraint" if guard.startswith("a_") and "no_more" not in guard else "trigger"
    assert (write(), guard in REFUSALS) == (guard, True)
    with without(Weighing, **{kind: guard}):
        assert write() == ""


def test_a_tolerance_is_a_percentage(facility):
    def write():
        try:
            with transaction.atomic():
                Facility.objects.filter(pk=facility.pk).update(weighing_tolerance_percent=0)
        except IntegrityError as error:
            return constraint_of(error)
        return ""

    assert write() == "a_tolerance_is_1_to_50_percent"
    with without(Facility, constraint="a_tolerance_is_1_to_50_percent"):
        assert write() == ""
        Facility.objects.filter(pk=facility.pk).update(weighing_tolerance_percent=10)


def test_a_weighing_is_sealed_with_its_event_and_stays_as_it_was(event, run, weigh):
    row = weigh(400)

    with pytest.raises(IntegrityError, match="weighing_is_append_only"), transaction.atomic():
        Weighing.objects.filter(pk=row.pk).update(grams=[500])

    assert "distributions.Weighing" in seals.SCOPES["event"]
    assert set(Weighing.sealed["recorded_at"]) >= {"run_id", "grams", "tolerance_percent"}
    assert PackageMovement.objects.packed().get() == run
