"""Addresses of the registry."""

from django.urls import path

from families.views import areas, evidence, families, inmates, papers, people, search

urlpatterns = [
    path("families/", search.family_search, name="family_search"),
    path("families/areas/", search.area_search, name="area_search"),
    path("settings/areas/", areas.area_list, name="area_list"),
    path("families/new/", families.family_new, name="family_new"),
    path("families/intake.pdf", papers.blank, name="intake_form"),
    path("families/<int:pk>/", families.family_detail, name="family_detail"),
    path("families/<int:pk>/history/", families.family_history, name="family_history"),
    path("families/<int:pk>/edit/", families.family_edit, name="family_edit"),
    path("families/<int:pk>/split/", families.family_split, name="family_split"),
    path("families/<int:pk>/hold/", families.family_hold, name="family_hold"),
    path("families/<int:pk>/resume/", families.family_resume, name="family_resume"),
    path("families/<int:pk>/kk/", families.kk_reveal, name="kk_reveal"),
    path("families/<int:pk>/members/new/", people.member_new, name="member_new"),
    path("families/members/<int:pk>/edit/", people.member_edit, name="member_edit"),
    path("families/members/<int:pk>/left/", people.member_left, name="member_left"),
    path("families/members/<int:pk>/nik/", families.nik_reveal, name="nik_reveal"),
    path("families/<int:pk>/kinships/new/", people.kinship_new, name="kinship_new"),
    path("families/kinships/<int:pk>/end/", people.kinship_end, name="kinship_end"),
    path("families/<int:pk>/evidence/new/", evidence.evidence_new, name="evidence_new"),
    path("families/evidence/", evidence.evidence_queue, name="evidence_queue"),
    path("families/evidence/<int:pk>/", evidence.evidence_decide, name="evidence_decide"),
    path("families/evidence/<int:pk>/file/", evidence.evidence_file, name="evidence_file"),
    path("families/inmates/", inmates.inmate_list, name="inmate_list"),
    path("families/inmates/search/", search.inmate_search, name="inmate_search"),
    path("families/inmates/new/", inmates.inmate_new, name="inmate_new"),
    path("families/inmates/<int:pk>/", inmates.inmate_detail, name="inmate_detail"),
    path("families/inmates/<int:pk>/edit/", inmates.inmate_edit, name="inmate_edit"),
    path("families/inmates/<int:pk>/move/", inmates.inmate_move, name="inmate_move"),
    path("families/inmates/<int:pk>/renumber/", inmates.inmate_renumber, name="inmate_renumber"),
    path(
        "families/register-numbers/<int:pk>/correct/",
        inmates.register_number_correct,
        name="register_number_correct",
    ),
]
