"""Every form of the product: one column, optional marked, errors tied to their fields and summed
up.
"""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.urls import reverse

from tests.pages import tight

CRISPY = "{% load crispy_forms_tags %}{% crispy form %}"


class FamilyForm(forms.Form):
    name = forms.CharField(label="Nama kepala keluarga", help_text="Persis seperti pada KTP.")
    phone = forms.CharField(label="Nomor telepon", required=False)
    kinship = forms.ChoiceField(
        label="Hubungan", choices=[("wife", "Istri"), ("mother", "Ibu")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Hari", choices=[("1", "Senin")], widget=forms.CheckboxSelectMultiple, required=False
    )
    staff = forms.BooleanField(label="Kerabat petugas", required=False, help_text="Ditandai saja.")
    scan = forms.FileField(label="Foto SKTM", required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Daftarkan keluarga"))

    def clean(self):
        if self.cleaned_data.get("phone") == "0":
            self.add_error(None, "Keluarga ini sudah terdaftar.")


def drawn(data=None):
    return tight(Template(CRISPY).render(Context({"form": FamilyForm(data)})))


def test_optional_fields_are_marked_and_required_ones_are_not():
    page = drawn()

    assert re.findall(r">([^<>]+)<span class=\"optional\">\(opsional\)</span>", page) == [
        "Nomor telepon",
        "Hari",
        "Foto SKTM",
    ]
    assert "*" not in page


def test_help_stands_under_the_label_and_before_the_input():
    page = drawn()

    places = [
        page.index(part)
        for part in ('for="id_name"', 'id="id_name_helptext"', '<input type="text" name="name"')
    ]
    assert places == sorted(places)


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in drawn()


def test_an_error_is_tied_to_its_field():
    page = drawn({"name": ""})

    field = re.search(r'<input type="text" name="name".*?>', page)[0]
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert '<div id="id_name_error" class="invalid-feedback"><p>Isi bagian ini.</p></div>' in page


def test_the_summary_counts_the_fields_and_links_to_them():
    page = drawn({"name": "", "client_id": "7"})

    assert "Belum disimpan: 2 isian perlu diperbaiki. Isian lain tidak hilang." in page
    assert re.findall(r'<li><a href="#([a-z_0-9]+)">', page) == ["id_name", "id_kinship_0"]


def test_what_nobody_can_fill_in_is_said_and_not_counted():
    page = drawn({"name": "Sri", "kinship": "wife", "client_id": "7"})

    assert "<h2>Belum disimpan</h2>" in page
    assert len(re.findall("<li>[^<]+</li>", page)) == 1


def test_every_link_of_the_summary_leads_to_an_input():
    page = drawn({"days": ["9"], "kinship": "x"})

    targets = re.findall(r'<li><a href="#([a-z_0-9]+)">', page)
    assert [target for target in targets if f'id="{target}"' not in page] == []
    assert targets == ["id_name", "id_kinship_0", "id_days_0"]


def test_the_summary_takes_the_focus_and_is_read_aloud():
    assert '<div class="error-summary" role="alert" tabindex="-1" autofocus>' in drawn({"name": ""})


def test_an_error_of_the_whole_form_stands_in_the_summary():
    page = drawn(
        {
            "name": "Sri",
            "kinship": "wife",
            "phone": "0",
            "client_id": "0b2ce4a4-22a8-4b3b-8f3e-0a8f2c4d5e6f",
        }
    )

    assert "<h2>Belum disimpan</h2>" in page
    assert "<li>Keluarga ini sudah terdaftar.</li>" in page


@pytest.mark.parametrize("query", ["first=kemarin", "first=27-10-25&last=x"])
def test_a_filter_saves_nothing_and_does_not_say_so(query, sign_in, administrator):
    page = tight(sign_in(administrator).get(f"{reverse('audit_list')}?{query}").content.decode())

    n = query.count("=")
    assert f"<h2>Belum dipakai: {n} isian perlu diperbaiki.</h2>" in page
    assert "Belum disimpan" not in page


def test_what_was_typed_is_kept_and_escaped():
    page = drawn({"name": "<script>", "phone": "0812"})

    assert 'value="&lt;script&gt;"' in page
    assert 'value="0812"' in page


def test_a_group_of_radios_is_a_fieldset_with_a_legend():
    page = drawn({"kinship": ""})

    group = re.search(
        r"<fieldset aria-describedby=\"id_kinship_error\">.*?</fieldset>", page, re.S
    )[0]
    assert "<legend>Hubungan</legend>" in group
    assert group.count('type="radio"') == 2


def test_rows_of_a_formset_say_what_is_wrong_with_all_of_them():
    rows = formset_factory(FamilyForm, min_num=1, validate_min=True)(
        {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
    )
    rows.is_valid()

    page = Template("{% load crispy_forms_tags %}{% crispy form helper %}").render(
        Context({"form": rows, "helper": FormHelper()})
    )

    assert page.count("error-summary") == 1


@pytest.mark.parametrize("value", ["x" * 1_000_000, "\0", "😀" * 10])
def test_odd_input_is_drawn_again_without_failing(value):
    assert "error-summary" in drawn({"name": value})
