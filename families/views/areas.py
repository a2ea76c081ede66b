"""Settings: of which provinces the villages are there to be picked."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from families.areas import load_province, provinces
from rutan.access import allow, get_or_post
from rutan.answers import pressed
from rutan.formats import angka


@allow("edit_facility")
@get_or_post
def area_list(request: HttpRequest) -> HttpResponse:
    """The provinces; a POST loads one, and pressed twice it says the same."""
    if request.method == "GET":
        shown = provinces()
        context = {"provinces": shown, "is_empty": not any(one.villages for one in shown)}
        return render(request, "families/areas.html", context)
    code = request.POST.get("province", "")
    if loaded := pressed(request, partial(load_province, code=code, by=request.user)):
        province, n = loaded
        said = ngettext(
            "%(name)s dimuat: %(n)s desa/kelurahan.", "%(name)s dimuat: %(n)s desa/kelurahan.", n
        )
        messages.success(request, said % {"name": province.name, "n": angka(n)})
    return redirect("area_list")
