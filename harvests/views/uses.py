"""What leaves a lot, what is counted, and what is mended."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from harvests.forms.uses import FiguresForm, NoteForm, PriceForm, UseForm
from harvests.ledger import Account, account_of
from harvests.models import Harvest, StockMovement
from harvests.stock import mending, money, uses
from harvests.views.lots import lot_of, lot_page
from rutan.access import allow, get_or_post
from rutan.answers import (
    carried_out,
    form_page,
    posted,
    pressed,
    refuse_together,
    status_of,
    today_of,
)
from rutan.formats import berat
from rutan.language import in_office_language
from rutan.refusals import Asked, sentence

Kind = StockMovement.Kind


@allow("record_harvest")
@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    lot = lot_of(request, pk)
    form = UseForm(request.POST, lot=lot, today=today_of(request))
    if carried_out(
        form,
        lambda data: uses.take(
            lots=[(lot, data["quantity"])],
            use=form.use(),
            by=request.user,
            client_id=data["client_id"],
        ),
    ):
        tell(request, form.made[0])
        return redirect("harvest_detail", lot.pk)
    refuse_together(form, {"quantity": partial(uses.refuse_more_than_is_there, lot)})
    return lot_page(request, lot, form=form)


@allow("record_harvest")
@get_or_post
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take all that is left; one tap from the stock page goes back there."""
    lot, today = lot_of(request, pk), today_of(request)
    given = {"on": today, "client_id": uuid.uuid4(), "kind": request.GET.get("kind", "kitchen")}
    form = UseForm(posted(request), lot=lot, today=today, takes_all=True, initial=given)
    act = partial(uses.finish, lot=lot, by=request.user)
    if carried_out(form, lambda data: act(use=form.use(), client_id=data["client_id"])):
        tell(request, form.made)
        page = "harvest_stock" if "from_stock" in request.POST else "harvest_detail"
        address = reverse(page, args=[] if page == "harvest_stock" else [lot.pk])
        return redirect(f"{address}?{urlencode({'done': form.made.pk})}")
    context = {
        "lot": lot,
        "title": finishing(lot, form["kind"].value()),
        "from_stock": "from_stock" in (request.POST or request.GET),
    }
    return form_page(request, "harvests/finish.html", form, **context)


def finishing(lot: Harvest, kind: str | None) -> str:
    """What the page does: with how much of what, and as a loss where that is what it is."""
    said = {"amount": lot.told(lot.on_hand_quantity, None)}
    if kind == Kind.LOSS:
        return _("Catat susut/rusak: %(amount)s") % said
    return _("Habiskan sisa: %(amount)s") % said


def tell(request: HttpRequest, movement: StockMovement) -> None:
    lot = lot_of(request, movement.harvest_id)
    said = {
        "amount": lot.told(-movement.quantity, -movement.grams),
        "kind": movement.get_kind_display(),
    }
    if hasattr(movement, "reversed_by"):
        # The same form came again, after somebody had struck what it wrote.
        messages.warning(request, _("%(amount)s sudah dicatat tadi, lalu dibatalkan.") % said)
        return
    text = _("%(amount)s dicatat: %(kind)s.") % said
    if movement.kind == Kind.KITCHEN:
        text = _("%(amount)s dikirim ke dapur.") % said
    if movement.kind == Kind.DONATION:
        said["receiver"] = movement.receiver
        text = _("%(amount)s disumbangkan kepada %(receiver)s.") % said
    messages.success(request, f"{text} {left_of(lot)}")


def left_of(lot: Harvest) -> str:
    if not lot.on_hand_grams:
        return _("Panen ini habis.")
    return _("Sisa %(left)s.") % {"left": lot.left}


@allow("record_harvest")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was just sent out with one press."""
    movement = movement_of(request, pk)
    if pressed(request, partial(mending.undo, movement=movement, by=request.user)):
        lot = lot_of(request, movement.harvest_id)
        amount = lot.told(-movement.quantity, -movement.grams)
        messages.success(request, _("%(amount)s kembali ke stok.") % {"amount": amount})
    if "from_stock" in request.POST:
        return redirect("harvest_stock")
    return redirect("harvest_detail", movement.harvest_id)


@allow("record_harvest")
@get_or_post
def count(request: HttpRequest, pk: int) -> HttpResponse:
    lot = lot_of(request, pk)
    # What stands in the field is stored as it stands there.
    with in_office_language():
        given = {"client_id": uuid.uuid4(), "note": _("Hitung stok")}
    form = FiguresForm(posted(request), lot=lot, initial=given)
    is_empty = not lot.on_hand_quantity
    books = account_of(lot).stood[0] if is_empty else lot.on_hand_quantity
    if carried_out(form, partial(_figures, request, form, mending.count, books, is_empty)):
        messages.success(request, counted(lot, form.made))
        return redirect("harvest_detail", lot.pk)
    return form_page(request, "harvests/count.html", form, lot=lot)


def _figures(
    request: HttpRequest,
    form: FiguresForm,
    verb: Callable,
    books: Decimal,
    are_past: bool,
    _data: dict,
) -> list[StockMovement]:
    """Raises Asked with the questions about the figures, beside those in the ``books``."""
    if looks := form.look_twice(books, are_past=are_past):
        raise Asked(looks)
    return verb(lot=form.lot, by=request.user, **form.facts())


def counted(lot: Harvest, made: list[StockMovement]) -> str:
    if not made:
        return _("Hitungan tersimpan, cocok dengan catatan.")
    difference = berat(sum(movement.grams for movement in made), lot.is_estimated)
    return _("Hitungan tersimpan, selisih %(difference)s.") % {"difference": difference}


def _mended(request: HttpRequest, pk: int) -> HttpResponse:
    messages.success(request, _("Catatan dibetulkan. Catatan lama tetap terlihat dengan coretan."))
    return redirect("harvest_detail", pk)


@allow("record_harvest")
@get_or_post
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    lot = lot_of(request, pk)
    account = account_of(lot)
    form = FiguresForm(posted(request), lot=lot, initial=as_it_stands(account))
    stood, never_was = account.stood[0], account.never_was
    if carried_out(form, partial(_figures, request, form, mending.correct, stood, never_was)):
        return _mended(request, lot.pk)
    if "weight" not in form.errors:
        grams = form.cleaned_data.get("weight") if form.is_bound else None
        refuse_together(form, {"quantity": partial(mending.refuse_as_intake, lot, grams=grams)})
    anew = NoteForm(initial={"client_id": uuid.uuid4()}, auto_id="id_anew_%s")
    return correction_page(request, lot, form=form, anew=anew)


def as_it_stands(account: Account) -> dict:
    """What a correction begins with: the units, and the weight where a scale said it."""
    quantity, grams = account.intake
    given = {"client_id": uuid.uuid4(), "quantity": quantity}
    return given if account.is_estimated else given | {"weight": grams}


@allow("record_harvest")
@require_POST
def anew(request: HttpRequest, pk: int) -> HttpResponse:
    """The lot never was (wrong commodity, place, unit or day): empty it and open the harvest form
    with its line.
    """
    lot = lot_of(request, pk)
    form = NoteForm(request.POST, auto_id="id_anew_%s")
    empty = partial(mending.correct, lot=lot, quantity=Decimal(0), grams=0, by=request.user)
    if carried_out(form, lambda data: empty(**data)):
        messages.success(
            request,
            _(
                "Catatan lama dikosongkan dan tetap terlihat dengan coretan. Catat yang benar di"
                " bawah ini."
            ),
        )
        asked = {
            "again": lot.pk,
            "site": lot.site_id,
            "day": lot.harvested_on.isoformat(),
            "worker_count": lot.worker_count or "",
        }
        return redirect(f"{reverse('harvest_new')}?{urlencode(asked)}")
    figures = FiguresForm(lot=lot, initial=as_it_stands(account_of(lot)))
    return correction_page(request, lot, form=figures, anew=form)


def correction_page(
    request: HttpRequest, lot: Harvest, *, form: FiguresForm, anew: NoteForm
) -> HttpResponse:
    context = {"lot": lot, "account": account_of(lot), "form": form, "anew": anew}
    status = status_of(anew if anew.is_bound else form)
    return render(request, "harvests/correct.html", context, status=status)


def movement_of(request: HttpRequest, pk: int) -> StockMovement:
    return get_object_or_404(StockMovement.objects.visible_to(request.user).with_lot(), pk=pk)


@allow("record_harvest")
@get_or_post
def reverse_movement(request: HttpRequest, pk: int) -> HttpResponse:
    movement = movement_of(request, pk)
    if request.method == "GET" and hasattr(movement, "reversed_by"):
        messages.info(request, sentence("harvests_stockmovement_reverses_id_key"))
        return redirect("harvest_detail", movement.harvest_id)
    form = NoteForm(posted(request), initial={"client_id": uuid.uuid4()})
    if carried_out(form, lambda data: mending.reverse(movement=movement, by=request.user, **data)):
        return _mended(request, movement.harvest_id)
    context = {"movement": movement, "lot": movement.harvest}
    return form_page(request, "harvests/reverse.html", form, **context)


@allow("record_harvest")
@get_or_post
def price(request: HttpRequest, pk: int) -> HttpResponse:
    movement = movement_of(request, pk)
    form = PriceForm(posted(request))
    if carried_out(form, lambda data: money.price(movement=movement, by=request.user, **data)):
        messages.success(request, _("Nilai penjualan tersimpan."))
        return redirect("deposits")
    context = {"movement": movement, "lot": movement.harvest}
    return form_page(request, "harvests/price.html", form, **context)
