"""Who did what and when: recorded in words that every act has, filtered in the address, without a
name of a family.
"""

import ast
import datetime as dt

import pytest
from django.urls import reverse

from rutan import audit
from rutan.audit_labels import called, labels
from rutan.checks import our_models
from rutan.model_bases import History
from rutan.models import AuditEntry
from tests.factories import CommodityFactory, FamilyFactory, UserFactory
from tests.pages import tight
from tests.test_house import app_files, tree


def verbs_in_the_code():
    """Every ``verb="..."`` that is passed on its way to audit.record, whichever branch chooses
    it.
    """
    for path in app_files():
        for call in [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]:
            for value in [keyword.value for keyword in call.keywords if keyword.arg == "verb"]:
                branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
                assert not any(
                    isinstance(branch, ast.JoinedStr | ast.BinOp) for branch in branches
                ), path
                yield from (branch.value for branch in branches if isinstance(branch, ast.Constant))


@pytest.fixture
def lines(sign_in, administrator):
    def on_page(**filters):
        return sign_in(administrator).get(reverse("audit_list"), filters).context["page"].lines

    return on_page


@pytest.fixture
def act(facility, registrar):
    def record(verb="edit_family", by=registrar, **facts):
        return audit.record(by=by, verb=verb, thing=FamilyFactory(facility=facility), **facts)

    return record


def test_every_act_in_the_code_has_words():
    assert set(verbs_in_the_code()) - set(labels("ACTS")) == set()


def test_every_word_belongs_to_an_act_in_the_code():
    assert set(labels("ACTS")) - set(verbs_in_the_code()) == set()


def test_every_row_that_may_be_acted_on_has_a_word():
    names = {model._meta.model_name for model in our_models() if not issubclass(model, History)}

    assert names - set(labels("THINGS")) == set()


def test_a_line_says_what_was_done_to_which_row_with_its_figures(lines, act):
    entry = act("register_families", families=[4, 5, 6], reason="nama ibunya Wahyuni")

    (line,) = lines()

    assert (str(line.act), line.thing) == ("Mendaftarkan keluarga", f"Keluarga {entry.thing_id}")
    assert [(str(label), figure) for label, figure in line.facts] == [("3", "keluarga")]


def test_the_page_shows_no_name_of_a_family_and_nothing_typed(
    sign_in, administrator, facility, registrar
):
    family = FamilyFactory(facility=facility, name="Wahyuningsih")
    audit.record(by=registrar, verb="reveal_nik", thing=family, reason="kata tetangga Kasmini")

    page = sign_in(administrator).get(reverse("audit_list")).content.decode()

    assert "Menampilkan NIK" in page
    assert "Wahyuningsih" not in page
    assert "Kasmini" not in page


def test_acts_are_filtered_by_user_verb_and_day(lines, act, registrar, facility):
    act(), act("hold_family"), act(by=UserFactory(facility=facility))
    today = facility.local_day(AuditEntry.objects.first().at)

    assert len(lines(who=registrar.pk)) == 2
    assert len(lines(who=registrar.pk, verb="hold_family")) == 1
    assert len(lines(first=today, last=today)) == 3
    assert lines(last=today - dt.timedelta(days=1)) == []


@pytest.mark.parametrize("typed", ["K7M4-9QX2", "k7m4 9qx2", " K7M49QX2"])
def test_a_paper_is_found_by_the_code_at_its_foot(typed, lines, act):
    printed = act("print_summary", code="K7M4-9QX2")
    act("print_summary", code="AAAA-2345"), act()

    assert [line.entry for line in lines(code=typed)] == [printed]
    assert lines(code="ZZZZ-9999") == []


def test_a_report_that_was_taken_says_of_which_days(lines, act):
    act("print_summary", period="2026-03-01", last="2026-03-31", code="K7M4-9QX2")
    act("export_report", first="2026-03-01", last="2026-03-31")

    export, printed = ([(str(label), figure) for label, figure in line.facts] for line in lines())
    assert export == [("dari", "1 Mar 2026"), ("sampai dengan", "31 Mar 2026")]
    assert printed == [*export, ("kode", "K7M4-9QX2")]


def test_a_day_that_is_none_is_not_shown(lines, act):
    act("export_report", first="Wahyuni", last=3)

    assert [figure for line in lines() for _label, figure in line.facts] == ["–", "–"]


@pytest.mark.parametrize(
    "filters",
    [
        {"code": "K7M4"},
        {"code": "\x00"},
        {"code": "9" * 10_000},
        {"who": "abc"},
        {"who": "999999"},
        {"verb": "drop"},
        {"first": "2026-02-31"},
        {"first": "2026-03-02", "last": "2026-03-01"},
        {"before": "-1"},
        {"before": "9" * 1000},
        {"before": "²"},
        {"verb": "\x00"},
    ],
)
def test_a_filter_that_makes_no_sense_is_not_applied(lines, act, filters):
    act()

    assert len(lines(**filters)) == 1


def test_acts_of_another_prison_are_not_shown(lines, act, stranger):
    audit.record(by=stranger, verb="switch_off", thing=stranger)
    act()

    assert [line.entry.verb for line in lines()] == ["edit_family"]


def test_older_acts_follow_on_the_next_page(
    sign_in, administrator, facility, registrar, monkeypatch
):
    monkeypatch.setattr(audit, "ON_ONE_PAGE", 2)
    for _act in range(3):
        audit.record(by=registrar, verb="edit_family", thing=registrar, families=1)
    screen = sign_in(administrator)

    first = screen.get(reverse("audit_list"), {"who": registrar.pk})
    older = screen.get(first.context["older_url"])

    assert (
        len(first.context["page"].lines),
        len(older.context["page"].lines),
        older.context["older_url"],
    ) == (2, 1, "")
    assert older.context["newest_url"] == f"{reverse('audit_list')}?who={registrar.pk}"
    assert tight(older.content.decode()).count("Terbaru</a>") == 2


def test_the_page_costs_the_same_for_one_act_and_for_many(
    sign_in, administrator, act, django_assert_num_queries
):
    for _act in range(20):
        act()
    screen = sign_in(administrator)
    screen.get(reverse("audit_list"))

    with django_assert_num_queries(6):
        screen.get(reverse("audit_list"))


def test_an_act_carries_the_transaction_of_what_it_changed(act, facility):
    entry = act()

    assert (
        entry.transaction
        == FamilyFactory(facility=facility)
        ._meta.model.pgh_event_model.objects.latest("pgh_id")
        .pgh_transaction
    )


def test_a_prison_is_not_called_a_prison_twice(facility, administrator):
    facility.name = "Rutan Kelas IIB Blora"
    facility.save()
    entry = audit.record(by=administrator, verb="change_facility", thing=facility)

    [(said, _address)] = called([entry], reader=administrator).values()

    assert said == "Rutan Kelas IIB Blora"


def test_a_thing_is_named_and_linked_for_whoever_may_open_it(sign_in, facility, registrar):
    reader = UserFactory(facility=facility, roles=["administrator"])
    audit.record(by=reader, verb="reset_password", thing=registrar)
    audit.record(by=reader, verb="save_commodity", thing=CommodityFactory(facility=facility))

    page = sign_in(reader).get(reverse("audit_list")).context["page"]

    commodity, user = page.lines
    assert (user.thing, user.address) == (
        f"Pengguna {registrar.name}",
        reverse("user_edit", args=[registrar.pk]),
    )
    assert commodity.thing.startswith("Komoditas ")


def test_a_family_is_called_by_its_number_and_linked_for_the_registry_alone(
    sign_in, facility, administrator, act
):
    entry = act()
    both = UserFactory(facility=facility, roles=["administrator", "registrar"])

    seen = [
        sign_in(reader).get(reverse("audit_list")).context["page"].lines[-1]
        for reader in (administrator, both)
    ]

    assert [line.thing for line in seen] == [f"Keluarga {entry.thing_id}"] * 2
    assert [line.address for line in seen] == [
        "",
        reverse("family_detail", args=[entry.thing_id]),
    ]
