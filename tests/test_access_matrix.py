"""Every address for every role, a stranger of another prison, somebody without a prison, and an
anonymous visitor.
"""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from distributions.models import PaperPrint
from harvests.models import Planting
from rutan import navigation
from rutan.access import DESK, ROLE_NAMES, ROLES
from tests.factories import (
    TODAY,
    CommodityFactory,
    CouponFactory,
    DeskAttemptFactory,
    DistributionFactory,
    EntitlementFactory,
    EventPhotoFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HallScreenFactory,
    HandoverFactory,
    HarvestFactory,
    InmateFactory,
    IssuedDocumentFactory,
    KinshipFactory,
    PackageMovementFactory,
    PovertyEvidenceFactory,
    ProductionSiteFactory,
    RegisterNumberFactory,
    SignatoryFactory,
    SignedScanFactory,
    SpotCheckFactory,
    SpotCheckSheetFactory,
    StockMovementFactory,
    UserFactory,
    drawn_family,
)
from tests.test_house import addresses

ADDRESSES = {name: view for name, _route, view in addresses()}


def event(facility):
    """An open event for walk-ins, with packages on the table."""
    officer = UserFactory(facility=facility)
    opened = {
        "status": "open",
        "opened_at": timezone.now(),
        "opened_by": officer,
        "opening_order": "Atas perintah lisan",
    }
    opened = DistributionFactory(
        facility=facility, accepts_walk_ins=True, recorded_by=officer, **opened
    )
    PackageMovementFactory(distribution=opened)
    return opened


def walk_in(facility):
    return EntitlementFactory(distribution=event(facility), source="walk_in")


def handover(facility):
    return HandoverFactory(entitlement=walk_in(facility))


def a_print(facility):
    coupon = CouponFactory(entitlement=walk_in(facility))
    event, by = coupon.entitlement.distribution, coupon.issued_by
    made = PaperPrint.objects.create(
        distribution=event, recorded_at=timezone.now(), recorded_by=by, client_id=uuid4()
    )
    return {"pk": made.pk, "kind": "coupons"}


def a_document(facility):
    return IssuedDocumentFactory(distribution=event(facility))


def a_photo(facility):
    return EventPhotoFactory(distribution=event(facility))


def a_refusal(facility):
    return DeskAttemptFactory(distribution=event(facility))


def a_screen(facility):
    screen = HallScreenFactory(distribution=event(facility))
    return {"secret": screen.secret}


def account(facility):
    return UserFactory(facility=facility)


def receipt(facility):
    fact = handover(facility)
    return {"pk": fact.distribution_id, "number": fact.number}


def a_spot_check(facility):
    return SpotCheckFactory(distribution__facility=facility).distribution


def a_run(facility):
    made = event(facility)
    return {"pk": made.pk, "run": made.package_movements.get().pk}


def lot(facility):
    return HarvestFactory(facility=facility)


def use(facility):
    return StockMovementFactory(harvest=lot(facility))


def planting(facility):
    place = {
        "commodity": CommodityFactory(facility=facility),
        "site": ProductionSiteFactory(facility=facility),
    }
    return Planting.objects.create(facility=facility, planted_on=TODAY, **place)


def family(facility):
    return FamilyFactory(facility=facility)


def member(facility):
    return FamilyMemberFactory(family__facility=facility)


def inmate(facility):
    return InmateFactory(facility=facility)


def evidence(facility):
    return PovertyEvidenceFactory(family__facility=facility, verified_at=None, verified_by=None)


# Address name -> a maker of the row that its "pk" names, or of all its arguments as a dict. An
# address without arguments needs no line; one that has some fails the first test until it has its
# own.
MAKERS = {
    "call_again": walk_in,
    "call_next": event,
    "desk_now": event,
    "display": a_screen,
    "display_now": a_screen,
    "hall_screen": event,
    "pass_over": walk_in,
    "arrivals": event,
    "give_coupon": walk_in,
    "undo_arrival": walk_in,
    "commodity_edit": lambda facility: CommodityFactory(facility=facility),
    "came_unlisted": event,
    "coupon": walk_in,
    "desk": event,
    "document": a_document,
    "event_photos": event,
    "event_photo_file": a_photo,
    "event_photo_remove": a_photo,
    "document_draft": lambda facility: {"pk": event(facility).pk, "kind": "activity-report"},
    "document_issue": lambda facility: {"pk": event(facility).pk, "kind": "activity-report"},
    "document_pdf": a_document,
    "document_scan": a_document,
    "document_scan_file": lambda facility: SignedScanFactory(document=a_document(facility)),
    "verify": lambda facility: {"code": a_document(facility).code},
    "documents_for_signing": lambda facility: {"pk": a_document(facility).distribution_id},
    "distribution_approve": event,
    "distribution_back_to_draft": event,
    "distribution_cancel": event,
    "distribution_close": event,
    "distribution_detail": event,
    "distribution_edit": event,
    "distribution_move": event,
    "distribution_open": event,
    "distribution_plan": event,
    "distribution_propose": event,
    "distribution_ratify": event,
    "distribution_reopen": event,
    "distribution_report": event,
    "distribution_report_xlsx": event,
    "distribution_send_back": event,
    "entitlement_promote": walk_in,
    "entitlement_reinstate": walk_in,
    "entitlement_withdraw": walk_in,
    "event_paper": lambda facility: {"pk": event(facility).pk, "kind": "packing"},
    "evidence_decide": evidence,
    "evidence_file": evidence,
    "evidence_new": family,
    "family_detail": family,
    "family_edit": family,
    "family_history": family,
    "family_hold": family,
    "family_resume": family,
    "family_split": family,
    "hand_over": event,
    "harvest_and_pack": event,
    "harvest_anew": lot,
    "harvest_correct": lot,
    "harvest_count": lot,
    "harvest_detail": lot,
    "harvest_finish": lot,
    "harvest_reverse": use,
    "harvest_undo": use,
    "harvest_use": lot,
    "inmate_detail": inmate,
    "inmate_edit": inmate,
    "inmate_move": inmate,
    "inmate_renumber": inmate,
    "kinship_end": lambda facility: KinshipFactory(family__facility=facility),
    "kinship_new": family,
    "kk_reveal": family,
    "member_edit": member,
    "member_left": member,
    "member_new": family,
    "nik_reveal": member,
    "packing": event,
    "spot_check": event,
    "spot_check_answer": drawn_family,
    "spot_check_assign": a_spot_check,
    "spot_check_draw": a_spot_check,
    "spot_check_sheet": lambda facility: SpotCheckSheetFactory(
        spot_check__distribution__facility=facility
    ),
    "weigh": a_run,
    "paper_entry": event,
    "papers_print": event,
    "planting_end": planting,
    "printed_papers": a_print,
    "register_number_correct": lambda facility: RegisterNumberFactory(inmate__facility=facility),
    "receipt": receipt,
    "reserves": event,
    "notices": event,
    "notice_undo": walk_in,
    "recipients": event,
    "recipients_add": event,
    "recipients_suggest": event,
    "sale_price": lambda facility: StockMovementFactory(
        harvest=lot(facility), kind="sale", buyer="Pasar Blora"
    ),
    "signatory_edit": lambda facility: SignatoryFactory(facility=facility),
    "site_edit": lambda facility: ProductionSiteFactory(facility=facility),
    "unpack": event,
    "user_edit": account,
    "user_reset_password": account,
    "user_switch_off": account,
    "user_switch_on": account,
    "user_unlock": account,
    "void": handover,
    "absences": event,
    "tell_absence": walk_in,
    "accept_exception": handover,
    "answer_refusal": a_refusal,
    "follow_up": event,
    "walk_ins": event,
}
# What an address answers to somebody who may enter and asks with GET.
LET_IN = {200, 301, 302, 303, 405}


def takes_arguments(name):
    return any(arguments for _pattern, arguments in get_resolver().reverse_dict.getlist(name)[0][0])


def address(name, facility):
    if not takes_arguments(name):
        return reverse(name)
    made = MAKERS[name](facility)
    return reverse(name, kwargs=made if isinstance(made, dict) else {"pk": made.pk})


def asked_to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


GUARDED = [name for name, view in ADDRESSES.items() if view.allowed is not None]


@pytest.fixture
def client_of(sign_in, facility, other_facility):
    def make(actor):
        if actor == "anonymous":
            return Client()
        if actor == "without a facility":
            return sign_in(UserFactory(facility=None, roles=list(ROLES)))
        place, roles = (other_facility, list(ROLES)) if actor == "stranger" else (facility, [actor])
        return sign_in(UserFactory(facility=place, roles=roles))

    return make


def test_every_address_with_arguments_has_a_row_to_open():
    assert {name for name in ADDRESSES if takes_arguments(name)} == set(MAKERS)


@pytest.mark.parametrize("name", ADDRESSES)
def test_roles_that_have_the_verb_enter_and_others_are_refused(name, facility, client_of):
    path, verbs = address(name, facility), ADDRESSES[name].allowed
    may = {role for role, its_verbs in ROLES.items() if not verbs or verbs & its_verbs}

    entered = {role: client_of(role).get(path).status_code for role in may}
    refused = {role: client_of(role).post(path) for role in ROLES.keys() - may}

    assert {role: status for role, status in entered.items() if status not in LET_IN} == {}
    assert {role: answer.status_code for role, answer in refused.items()} == dict.fromkeys(
        refused, 403
    )
    for answer in refused.values():
        page = " ".join(answer.content.decode().split())
        section, title = navigation.place_of(path), navigation.titles().get(name, "")
        named = f"{title}, bagian dari {section}" if title not in ("", section) else section
        assert f"Anda tidak berhak membuka halaman {named}." in page
        assert set(page.split("Yang berhak: ")[1].split(".")[0].split(", ")) == {
            str(ROLE_NAMES[role]) for role in may
        }


@pytest.mark.parametrize("name", GUARDED)
def test_a_visitor_who_did_not_sign_in_is_asked_to(name, facility, client_of):
    path, visitor = address(name, facility), client_of("anonymous")

    assert asked_to_sign_in(visitor.get(path))
    assert asked_to_sign_in(visitor.post(path))


@pytest.mark.parametrize("name", GUARDED)
def test_a_user_without_a_facility_sees_nothing(name, facility, client_of):
    assert client_of("without a facility").get(address(name, facility)).status_code == 403


@pytest.mark.parametrize("name", [name for name in GUARDED if takes_arguments(name)])
def test_what_belongs_to_another_prison_is_not_found(name, facility, client_of):
    path, stranger = address(name, facility), client_of("stranger")

    answers = {stranger.get(path).status_code, stranger.post(path).status_code}

    assert answers in ({404}, {404, 405})


@pytest.mark.parametrize("name", [name for name in GUARDED if takes_arguments(name)])
def test_a_program_reads_in_its_own_language_what_is_not_here_or_not_its_own(
    name, facility, client_of
):
    """At the desk another prison's event, family or hand-over is ``not_on_list``, as the contract
    has it.
    """
    path, as_json = address(name, facility), {"Accept": "application/json"}
    verbs, stranger = ADDRESSES[name].allowed, client_of("stranger")
    without_right = [role for role, its_verbs in ROLES.items() if verbs.isdisjoint(its_verbs)]

    sent = stranger.post(path, headers=as_json)
    # Some only show.
    told = sent if sent.status_code == 404 else stranger.get(path, headers=as_json)
    refused = [client_of(role).post(path, headers=as_json) for role in without_right]

    outcome = "not_on_list" if verbs & DESK else "not_found"
    assert (told.status_code, told.json()["outcome"]) == (404, outcome)
    assert {answer.json()["outcome"] for answer in refused} <= {"not_allowed"}
