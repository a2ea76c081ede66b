"""A weight that nobody put on a scale says so wherever people read it, and a weighed one never
does.
"""

import datetime as dt
import re
import uuid
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone

from distributions.packing import contents, runs
from harvests.models import Harvest
from harvests.stock import mending, uses
from tests.factories import CommodityFactory, HarvestFactory, PlantingFactory, UserFactory

ROLES = ("head", "services_head", "harvest_recorder", "handover_officer")
# How many pages of one kind are looked at: the first is not always the one that has it all.
OF_A_KIND = 4
WEIGHT = re.compile(r"(?<![\d.,])\d[\d.,]* k?g\b(?! per )")
MARKED = re.compile(r"±\s?[−-]?$")
# Where grams are counted, to the last one: a lot's account and the balance of the stock.
ACCOUNTS = {"account", "flow"}
# How heavy the office says a unit is; ``200 g per ikat`` says so itself.
SET_BY_HAND = "commodity_list"


class _Page(HTMLParser):
    """The words of the main part of a page, and the addresses on it; tables of account left
    out.
    """

    def __init__(self, content):
        super().__init__()
        self.words, self.links, self.open, self.is_main = [], [], 0, False
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.is_main = self.is_main or tag == "main"
        if tag == "a" and attrs.get("href"):
            self.links.append(attrs["href"])
        is_account = tag == "table" and ACCOUNTS & set((attrs.get("class") or "").split())
        if is_account or (self.open and tag == "table"):
            self.open += 1

    def handle_endtag(self, tag):
        if tag == "table" and self.open:
            self.open -= 1

    def handle_data(self, data):
        if self.is_main and not self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def pages(client, *more):
    """(address, text) of what somebody reaches by following links, some of each kind."""
    kinds, seen, todo = Counter(), set(), ["/", *more]
    while todo:
        address = todo.pop(0)
        try:
            kind = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if address in seen or kinds[kind] >= OF_A_KIND or kind == SET_BY_HAND:
            continue
        seen.add(address)
        kinds[kind] += 1
        response = client.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        page = _Page(response.content.decode())
        yield address, page.text
        todo += [urljoin(address, link).partition("#")[0] for link in page.links]


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def world(facility, open_event, serve, today):
    """A garden with a lot for every use, and packages handed over, on the table, and packed in
    another month than their event's.
    """
    by = UserFactory(facility=facility)
    kangkung = CommodityFactory(facility=facility, name="Kangkung")
    planting = PlantingFactory(facility=facility, commodity=kangkung)
    facts = {"facility": facility, "commodity": kangkung, "site": planting.site}
    before = today.replace(day=1) - dt.timedelta(days=3)
    old = HarvestFactory(**facts, harvested_on=before, planting=planting)
    lots = HarvestFactory.create_batch(
        2, **facts, harvested_on=today, planting=planting, best_before=today
    )
    for kind in ("kitchen", "sale", "staff", "donation", "seed", "loss"):
        said = {"reason": "rotten"} if kind == "loss" else {}
        said |= {"buyer": "Koperasi", "amount": Decimal(9000)} if kind == "sale" else {}
        said |= {"receiver": "Panti"} if kind == "donation" else {}
        for lot, day in ((old, before), (lots[0], today)):
            use = uses.Use(kind, day, **said)
            uses.take(lots=[(lot, Decimal(3))], use=use, by=by, client_id=uuid.uuid4())
    count = {"quantity": Decimal(90), "grams": None, "note": "hitung", "by": by}
    mending.count(lot=lots[1], client_id=uuid.uuid4(), **count)
    for day, packed_on in ((today, before), (today, today), (before, before)):
        event = open_event(facility, day=day, packages=0)
        at = facility.start_of(packed_on) + dt.timedelta(hours=1)
        runs.pack(
            distribution=event,
            packages=5,
            contents=[contents.Content(kangkung, Decimal(2))],
            by=by,
            client_id=uuid.uuid4(),
            at=at,
        )
        served_at = facility.start_of(day) + dt.timedelta(hours=2)
        serve(event, event.entitlements.first(), by, at=served_at)


@pytest.fixture
def read(world, facility, sign_in, today):
    """What the people of the office read in weights: (role, address, words around it, whether it
    is marked).
    """

    def everything():
        found = []
        for role in ROLES:
            client = sign_in(UserFactory(facility=facility, roles=[role]))
            for address, text in pages(client, f"/reports/?month={today:%Y-%m}"):
                for weight in WEIGHT.finditer(text):
                    around = text[max(0, weight.start() - 50) : weight.end() + 20]
                    marked = bool(MARKED.search(text[: weight.start()]))
                    if not weight[0].startswith("0 "):
                        found.append((role, address, around, marked))
        return found

    return everything


def test_where_every_weight_is_an_estimate_each_says_so(read):
    Harvest.objects.update(weight_is_estimated=True)

    weights = read()

    assert len({address for _role, address, _around, _marked in weights}) > 12
    assert [row[:3] for row in weights if not row[3]] == []


def test_where_every_weight_was_weighed_none_says_it_is_an_estimate(read):
    weights = read()

    assert len(weights) > 50
    assert [row[:3] for row in weights if row[3]] == []
