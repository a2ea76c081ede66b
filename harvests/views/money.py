"""The money of sales: what is still to be deposited, and the deposits."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from harvests.forms.uses import DepositForm
from harvests.models import Deposit, StockMovement
from harvests.stock import money
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, posted, refuse_together, today_of
from rutan.formats import rupiah


@allow("record_harvest")
@get_or_post
def deposits(request: HttpRequest) -> HttpResponse:
    movements = StockMovement.objects.visible_to(request.user).with_lot()
    waiting = list(movements.sales_without_deposit().in_order())
    sales = {str(sale.pk): sale for sale in waiting if sale.amount is not None}
    # A form that is sent again names sales that it deposited itself.
    sent = movements.sales_of(request.POST.get("reference", "").replace("\x00", ""))
    today = today_of(request)
    form = DepositForm(
        posted(request),
        sales=sales | {str(sale.pk): sale for sale in sent},
        today=today,
        initial={"deposited_on": today},
    )
    deposit = partial(money.deposit, facility=request.user.facility, by=request.user)
    if carried_out(form, lambda data: deposit(**form.facts())):
        said = _("Setoran %(amount)s tercatat.")
        messages.success(request, said % {"amount": rupiah(form.made.amount)})
        return redirect("deposits")
    unused = partial(money.refuse_used_reference, request.user.facility)
    refuse_together(form, {"reference": unused})
    context = {
        "sales": sales,
        "unpriced": [sale for sale in waiting if sale.amount is None],
        "amount": sum(sale.amount for sale in sales.values()),
        "deposits": Deposit.objects.visible_to(request.user).latest_first()[:50],
    }
    return form_page(request, "harvests/deposits.html", form, **context)
