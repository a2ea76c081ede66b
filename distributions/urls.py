"""Addresses of the day itself."""

from django.urls import path

from distributions.views import (
    approval,
    arrivals,
    closing,
    desk,
    documents,
    home,
    packing,
    papers,
    planning,
    recipients,
    reports,
    settling,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("distributions/", planning.events, name="distribution_list"),
    path("distributions/new/", planning.new, name="distribution_new"),
    path("distributions/today/", planning.today, name="distribution_today"),
    path("distributions/<int:pk>/", planning.detail, name="distribution_detail"),
    path("distributions/<int:pk>/edit/", planning.edit, name="distribution_edit"),
    path("distributions/<int:pk>/move/", planning.move, name="distribution_move"),
    path("distributions/<int:pk>/plan/", planning.plan, name="distribution_plan"),
    path("distributions/<int:pk>/list/", recipients.recipients, name="recipients"),
    path("distributions/<int:pk>/list/suggest/", recipients.suggest, name="recipients_suggest"),
    path("distributions/<int:pk>/propose/", approval.propose, name="distribution_propose"),
    path("distributions/<int:pk>/approve/", approval.approve, name="distribution_approve"),
    path("distributions/<int:pk>/send-back/", approval.send_back, name="distribution_send_back"),
    path(
        "distributions/<int:pk>/back-to-draft/",
        planning.back_to_draft,
        name="distribution_back_to_draft",
    ),
    path("distributions/<int:pk>/cancel/", planning.cancel, name="distribution_cancel"),
    path("distributions/<int:pk>/open/", planning.open_event, name="distribution_open"),
    path("distributions/<int:pk>/ratify/", approval.ratify, name="distribution_ratify"),
    path(
        "distributions/entitlements/<int:pk>/withdraw/",
        recipients.withdraw,
        name="entitlement_withdraw",
    ),
    path(
        "distributions/entitlements/<int:pk>/reinstate/",
        recipients.reinstate,
        name="entitlement_reinstate",
    ),
    path(
        "distributions/entitlements/<int:pk>/promote/",
        recipients.promote,
        name="entitlement_promote",
    ),
    path("distributions/entitlements/<int:pk>/coupon/", papers.coupon, name="coupon"),
    path("distributions/<int:pk>/papers/print/", papers.print_papers, name="papers_print"),
    path("distributions/<int:pk>/papers/<slug:kind>.pdf", papers.paper, name="event_paper"),
    path("distributions/papers/<int:pk>/<slug:kind>.pdf", papers.printed, name="printed_papers"),
    path(
        "distributions/<int:pk>/documents/<slug:kind>.pdf", documents.draft, name="document_draft"
    ),
    path(
        "distributions/<int:pk>/documents/<slug:kind>/issue/",
        documents.issue,
        name="document_issue",
    ),
    path(
        "distributions/<int:pk>/documents/for-signing/",
        documents.for_signing,
        name="documents_for_signing",
    ),
    path("documents/", documents.documents, name="document_list"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>.pdf", documents.document_pdf, name="document_pdf"),
    path("verify/<str:code>/", documents.verify, name="verify"),
    path("distributions/<int:pk>/desk/", desk.find, name="desk"),
    path("distributions/<int:pk>/hand-over/", desk.hand_over, name="hand_over"),
    path("distributions/<int:pk>/receipts/<int:number>/", desk.receipt, name="receipt"),
    path("distributions/<int:pk>/arrivals/unlisted/", arrivals.came_unlisted, name="came_unlisted"),
    path("distributions/<int:pk>/walk-ins/", arrivals.walk_ins, name="walk_ins"),
    path("distributions/<int:pk>/packing/", packing.pack, name="packing"),
    path(
        "distributions/<int:pk>/packing/harvest/", packing.harvest_and_pack, name="harvest_and_pack"
    ),
    path("distributions/<int:pk>/packing/unpack/", packing.unpack, name="unpack"),
    path("distributions/<int:pk>/close/", closing.close, name="distribution_close"),
    path("distributions/<int:pk>/reopen/", closing.reopen, name="distribution_reopen"),
    path("distributions/<int:pk>/report/", reports.event, name="distribution_report"),
    path("distributions/<int:pk>/report.xlsx", reports.event_xlsx, name="distribution_report_xlsx"),
    path("distributions/hand-overs/<int:pk>/void/", settling.void, name="void"),
    path("distributions/hand-overs/<int:pk>/accept/", settling.accept, name="accept_exception"),
    path("reports/", reports.period, name="report_home"),
    path("reports/report.xlsx", reports.period_xlsx, name="report_xlsx"),
    path("reports/summary.pdf", reports.summary, name="report_summary"),
]
