"""The work of the day: what each of the user's roles has to do."""

from distributions.home import events, monthly_recap, records
from distributions.home.workday import Duty, Workday


def todays_work(work: Workday) -> list[Duty]:
    """ "Pekerjaan hari ini": what the user's roles have to do, the pressing first."""
    parts = (
        ({"hand_over"}, events.at_the_desk),
        ({"arrive"}, events.at_the_counter),
        ({"hand_over"}, events.ready_for_tomorrow),
        ({"close"}, events.guessed_codes),
        ({"close"}, events.to_close),
        ({"pack"}, events.to_pack),
        ({"record_harvest"}, records.spoiling),
        ({"plan"}, events.next_step),
        ({"tell_families"}, events.to_tell),
        ({"propose"}, events.to_report),
        ({"propose"}, monthly_recap.to_recap),
        ({"answer_spot_check"}, events.to_phone),
        ({"verify_evidence"}, records.evidence),
        ({"register_family"}, records.registry),
        ({"record_harvest"}, records.garden),
        ({"propose"}, events.with_the_head),
        ({"manage_users"}, records.accounts),
    )
    lines = [duty for needed, part in parts if needed & work.verbs for duty in part(work)]
    return sorted(lines, key=lambda duty: not duty.presses)
