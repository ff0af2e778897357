"""TER-16: a newcomer joins in few fields and sees what it joined."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from empact.web.kernel.who import SYSTEM
from empact.web.portfolio.actions import promise, propose_action
from empact.web.portfolio.models import Frame
from empact.web.territory.actions.engagements import publish_declaration, sign
from empact.web.territory.models import JoinRequest, Organisation

from .conftest import AT, START, number

TYPED = re.compile(r'<(?:input(?![^>]*type="(?:hidden|submit)")|textarea|select)[^>]*name="(\w+)"')


@pytest.fixture
def ask(region, cast, code):
    """Somebody without an account asks, as a page asks for it; the page that follows."""

    def asking(client=None):
        said = {"name": "New vzw", "kbo": number(77), "postcode": "8700", "mailbox": "n@example.org"}
        said["category"] = str(code("category", "welfare").pk)
        return (client or cast.client()).post(reverse("territory:join"), said, follow=True)

    return asking


@pytest.mark.shows("TER-16")
def test_a_newcomer_types_seven_fields_at_most_and_sees_what_it_joined(ask, cast, organisation):
    """Seven typed fields are what ten minutes allow (design rule for joining); the time of answering is not the newcomer's."""
    stranger = cast.client()
    main = stranger.get(reverse("territory:join")).content.decode().partition("<main")[2]
    assert 1 <= len(set(TYPED.findall(main))) <= 7
    organisation("Hospital")
    text = {"kind": "engagement", "version": 1, "language": "en", "title": "We work together", "text": "Yes."}
    form = publish_declaration(**text, published=START, by=SYSTEM, at=AT)

    answer = ask(stranger)
    address = answer.redirect_chain[-1][0]
    html = answer.content.decode()
    assert "Nobody has answered yet" in html and JoinRequest.objects.get().receipt in html
    anna = cast.client(cast.user("Anna", "administrator"))
    anna.post(reverse("territory:accept", args=[JoinRequest.objects.get().pk]))

    joined = Organisation.objects.get(name="New vzw")
    carla = cast.who(cast.user("Carla", ("contact", "organisation", joined.pk)))
    assert "not signed yet" in stranger.get(address).content.decode()
    mine = {"organisation": joined, "on": joined.starts, "by": carla, "at": AT}
    sign(declaration=form, signatory="Carla", function="director", **mine)
    frame = Frame.objects.create(key="k", version=1, title={"en": "Frame"}, starts=START, at=AT)
    falls = propose_action(title="Falls", frame=frame, today=joined.starts, by=carla, at=AT)
    promise(action=falls, organisation=joined, contribution="time", today=timezone.localdate(), by=carla, at=AT)
    html = stranger.get(address).content.decode()
    assert f"takes part since {joined.starts:%d/%m/%Y}" in html
    assert "1 other organisation." in html and "Tielt" in html
    assert "We work together" in html and "not signed yet" not in html
    assert "Falls: time" in html


def test_the_page_of_a_request_is_found_with_its_code_and_says_nothing_private(ask, cast):
    ask()
    request = JoinRequest.objects.get()
    stranger = cast.client()
    find = reverse("territory:find-request")
    typed = request.receipt.lower().replace("-", " ")
    answer = stranger.post(find, {"receipt": typed}, follow=True)
    html = answer.content.decode()
    assert "New vzw" in html and "n@example.org" not in html and number(77) not in html
    assert "never holds 0" in stranger.post(find, {"receipt": "000-000"}).content.decode()
    other = "222-222" if request.receipt != "222-222" else "333-333"
    said = [stranger.post(find, {"receipt": other}) for _n in range(10)]
    assert "no request with this code" in said[0].content.decode()
    assert said[-1].status_code == 429


def test_a_code_that_is_none_and_a_file_that_cannot_be_read_are_said_to_be_wrong(cast):
    assert cast.client().post("/join/receipt/", {"receipt": "7K4-29M"}).status_code == 422
    keeper = cast.client(cast.user("Ada", "administrator"))
    assert keeper.post("/organisations/import/", {"sent": "1"}).status_code == 422
    assert keeper.post("/organisations/import/", {"file": SimpleUploadedFile("a.csv", b"\xff\x00")}).status_code == 422


def test_a_request_that_is_refused_says_why(ask, cast):
    address = ask().redirect_chain[-1][0]
    anna = cast.client(cast.user("Anna", "administrator"))
    anna.post(reverse("territory:refuse", args=[JoinRequest.objects.get().pk]), {"answer": "You work elsewhere."})
    html = cast.client().get(address).content.decode()
    assert "not now" in html and "You work elsewhere." in html
