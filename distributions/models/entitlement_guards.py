"""What the database refuses of a family's right, where no constraint can say it."""

from django.utils.translation import gettext_lazy as _
from pgtrigger import Delete, Insert, Update, UpdateOf

from rutan.constraints import Derived, Frozen, Refuse, SameFacility, decided_once

NOT_HELD = _("Kegiatan belum dibuka atau sudah ditutup.")
_RULE_OF_EVENT = (
    "SELECT d.one_per_inmate AND NEW.override_at IS NULL "
    'FROM "distributions_distribution" d WHERE d.id = NEW.distribution_id'
)

GUARDS = [
    Frozen("distribution", "family", "inmate", name="entitlement_parties_never_change"),
    SameFacility(
        "distribution.facility",
        "family.facility",
        "inmate.facility",
        "arrived_collector.facility",
    ),
    Derived((("one_per_inmate",), _RULE_OF_EVENT), name="rule_follows_event"),
    decided_once("override", constraint="an_override_has_a_reason"),
    decided_once("early", constraint="an_early_package_has_a_reason"),
    Refuse(
        constraint="the_list_is_frozen_after_draft",
        operation=Insert,
        # Locked, or a list approved at this moment would end up with a row that nobody
        # approved.
        condition_sql=(
            "NEW.source <> 'walk_in' AND NOT EXISTS ("
            'SELECT 1 FROM "distributions_distribution" d WHERE d.id '
            "= NEW.distribution_id AND (d.status = 'draft' OR (d.status IN ('approved',"
            " 'open') AND NEW.added_at IS NOT NULL AND NEW.approved_at IS NULL)) FOR SHARE)"
        ),
        violation_error_message=_("Daftar sudah disetujui dan tidak dapat ditambah."),
    ),
    # Who waited and who approved it: what is said of that stands, too.
    Refuse(
        constraint="an_addition_stands_after_draft",
        operation=Update,
        condition_sql=(
            "(OLD.added_at IS DISTINCT FROM NEW.added_at OR OLD.approved_at IS NOT NULL "
            "AND OLD.approved_at IS DISTINCT FROM NEW.approved_at)"
            " AND NOT EXISTS ("
            'SELECT 1 FROM "distributions_distribution" d WHERE d.id '
            "= NEW.distribution_id AND d.status = 'draft')"
        ),
    ),
    Refuse(
        constraint="walk_ins_need_an_open_event",
        operation=Insert,
        condition_sql=(
            "NEW.source = 'walk_in' AND NOT EXISTS ("
            'SELECT 1 FROM "distributions_distribution" d '
            "WHERE d.id = NEW.distribution_id AND d.status = 'open' AND d.accepts_walk_ins)"
        ),
        violation_error_message=_(
            "Keluarga yang datang langsung hanya dapat didaftarkan selama kegiatan dibuka."
        ),
        violation_error_code="not_open",
    ),
    Refuse(
        constraint="nobody_arrives_at_an_event_that_is_not_held",
        operation=UpdateOf("arrived_at"),
        condition_sql=(
            "NEW.arrived_at IS DISTINCT FROM OLD.arrived_at AND NOT EXISTS ("
            'SELECT 1 FROM "distributions_distribution" d WHERE d.id '
            "= NEW.distribution_id AND d.status IN ('approved', 'open'))"
        ),
        violation_error_message=NOT_HELD,
        violation_error_code="not_open",
    ),
    # The phone may lie in the hands of somebody who shall not know, and the inmate is told of a tie
    # only where the family agreed.
    Refuse(
        constraint="nobody_is_told_in_a_way_it_did_not_agree_to",
        operation=Insert | UpdateOf("notified_at", "notice_channel"),
        condition_sql=(
            "NEW.notified_at IS NOT NULL AND NEW.notice_channel <> 'visit' AND "
            "(TG_OP = 'INSERT' OR (NEW.notified_at, NEW.notice_channel) "
            "IS DISTINCT FROM (OLD.notified_at, OLD.notice_channel)) AND EXISTS ("
            'SELECT 1 FROM "families_family" f WHERE f.id = NEW.family_id AND (f.do_not_contact '
            "OR NEW.notice_channel = 'inmate' AND NOT f.may_tell_inmate))"
        ),
        violation_error_message=_(
            "Keluarga ini hanya boleh diberi tahu dengan cara yang disetujuinya."
        ),
        violation_error_code="channel",
        form_field="channel",
    ),
    # Who is a reserve is part of what the head approved.
    Refuse(
        constraint="a_reserve_stands_after_draft",
        operation=Update,
        condition_sql=(
            "OLD.source <> NEW.source AND (NEW.source = 'walk_in' OR NOT EXISTS ("
            'SELECT 1 FROM "distributions_distribution" d WHERE d.id '
            "= NEW.distribution_id AND d.status = 'draft'))"
        ),
        violation_error_message=_("Daftar sudah disetujui; cadangan dialihkan, tidak diubah."),
    ),
    # A walk-in has its number from the start, an addition from its approval; erasure
    # empties a snapshot.
    Refuse(
        constraint="number_and_snapshot_stand_after_draft",
        operation=Update,
        condition_sql=(
            "(OLD.number IS DISTINCT FROM NEW.number OR OLD.snapshot <> NEW.snapshot "
            "AND NEW.snapshot <> '{}'::jsonb)"
            " AND NOT (OLD.added_at IS NOT NULL AND OLD.approved_at IS NULL)"
            " AND NOT EXISTS ("
            'SELECT 1 FROM "distributions_distribution" d WHERE d.id '
            "= NEW.distribution_id AND d.status = 'draft')"
        ),
    ),
    Refuse(
        constraint="an_entitlement_is_withdrawn_not_deleted",
        operation=Delete,
        condition_sql=(
            'NOT EXISTS (SELECT 1 FROM "distributions_distribution" d WHERE d.id '
            "= OLD.distribution_id AND d.status = 'draft')"
        ),
    ),
]
