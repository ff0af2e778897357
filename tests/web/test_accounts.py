"""Accounts and roles: given, ended and read by those who may, and on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from empact.web.kernel import actions, letters
from empact.web.kernel.models import AuditEntry, Hat, User
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.sessions import SessionStore
from empact.web.kernel.who import Who
from empact.web.territory.models import Organisation

from .conftest import PASSWORD

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def keeper(cast):
    return cast.user("Anna", "administrator")


def test_an_administrator_gives_a_role_and_it_is_on_record(cast, keeper):
    nurse = cast.user("Fatma")
    actions.give_hat(user=nurse, role="nurse", starts=date(2026, 11, 1), by=cast.who(keeper), at=AT)
    entry = AuditEntry.objects.latest("seq")
    assert (entry.event, entry.user, entry.detail["role"]) == ("kernel.role_given", keeper.pk, "nurse")


def test_nobody_else_gives_a_role_not_even_to_themselves(cast, charlie):
    with pytest.raises(Denied):
        actions.give_hat(user=charlie, role="administrator", starts=date(2026, 11, 1), by=cast.who(charlie), at=AT)
    assert not Hat.objects.filter(user=charlie).exists()


def test_the_same_role_is_not_given_twice_in_one_period(cast, keeper):
    nurse = cast.user("Fatma", "nurse")
    with pytest.raises(NotNow, match="already"):
        actions.give_hat(user=nurse, role="nurse", starts=date(2026, 11, 1), by=cast.who(keeper), at=AT)


def test_a_role_that_ended_opens_no_page(cast, keeper):
    officer = cast.user("Dirk", "dpo")
    browser = cast.client(officer)
    assert browser.get("/audit/").status_code == 200
    actions.end_hat(hat=officer.hats.get(), last_day=date(2026, 1, 2), by=cast.who(keeper), at=AT)
    assert browser.get("/audit/").status_code == 403


def test_a_closed_account_is_out_at_the_next_request(cast, keeper):
    officer = cast.user("Dirk", "dpo")
    browser = cast.client(officer)
    actions.close_account(user=officer, by=cast.who(keeper), at=AT, reason="left")
    assert browser.get("/audit/").status_code == 302


def test_reading_the_audit_is_on_record(cast):
    officer = cast.user("Dirk", "dpo")
    cast.client(officer).get("/audit/", {"event": "kernel."})
    assert AuditEntry.objects.filter(event="kernel.audit_read", user=officer.pk).exists()


def test_an_account_is_opened_and_given_a_role_in_the_browser(cast, keeper):
    browser = cast.client(keeper)
    opened = browser.post("/accounts/open/", {"name": "Pieter", "email": "Pieter@Example.org", "language": "nl"})
    user = User.objects.get(email="pieter@example.org")
    assert opened.headers["Location"] == f"/accounts/{user.pk}/"
    browser.post(f"/accounts/{user.pk}/give/", {"role": "pmo", "where": "", "starts": "2026-11-01"})
    assert user.hats.get().role == "pmo"
    again = browser.post(f"/accounts/{user.pk}/give/", {"role": "pmo", "where": "", "starts": "2026-11-01"})
    assert again.status_code == 422 and "already" in again.content.decode()
    assert not user.has_usable_password()


def test_the_list_of_accounts_takes_the_same_number_of_queries_for_many(cast, keeper, django_assert_max_num_queries):
    for number in range(60):
        cast.user(f"U{number}", "nurse", "pmo")
    browser = cast.client(keeper)
    with django_assert_max_num_queries(12):
        assert browser.get("/accounts/").status_code == 200


def test_several_roles_are_worn_one_at_a_time(cast):
    both = cast.user("Katrien", "dpo", "coordinator")
    browser = cast.client(both)
    assert browser.get("/audit/").headers["Location"] == "/role/?next=/audit/"
    browser.post("/role/wear/", {"hat": str(both.hats.get(role="coordinator").pk)})
    assert browser.get("/audit/").status_code == 403
    browser.post("/role/wear/", {"hat": str(both.hats.get(role="dpo").pk)})
    assert browser.get("/audit/").status_code == 200


def test_nobody_wears_the_role_of_another(cast, keeper):
    stranger = cast.user("Charlie")
    assert cast.client(stranger).post("/role/wear/", {"hat": str(keeper.hats.get().pk)}).status_code == 403


def test_who_is_seen_of_is_a_value():
    assert Who(role="gp", scope_kind="organisation", scope_id="1").at("organisation", 1)


def test_choosing_a_role_leads_to_the_page_that_was_asked_with_all_its_filters(cast):
    both = cast.user("Katrien", "dpo", "coordinator")
    browser = cast.client(both)
    asked = "/audit/?event=kernel.&before=9"
    page = browser.get(browser.get(asked).headers["Location"])
    assert f'value="{asked.replace("&", "&amp;")}"' in page.content.decode()
    chosen = browser.post("/role/wear/", {"hat": str(both.hats.get(role="dpo").pk), "next": asked})
    assert chosen.headers["Location"] == asked


def test_who_takes_the_second_factor_off_is_asked_for_one_again(cast, settings, person_page):
    settings.SECOND_FACTOR_REQUIRED = True
    user = cast.user("Katrien", "coordinator")
    browser = cast.client(user)
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    assert browser.get(person_page).status_code == 200
    factor.delete()
    assert browser.get(person_page).headers["Location"] == "/account/2fa/"


@pytest.fixture
def katrien(cast):
    """She lost her telephone, and is signed in on a tablet."""
    user = cast.user("Katrien", "coordinator")
    Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": ""})
    return user


def test_a_lost_second_factor_is_taken_off_on_record_and_its_owner_is_out_and_told(
    cast, keeper, katrien, django_capture_on_commit_callbacks
):
    tablet, browser = cast.client(katrien), cast.client(keeper)
    for number in range(6):  # letters of this week: this one comes all the same
        letters.send("digest", to=katrien, page="kernel:day", at=timezone.now(), todo=number, news=0)
    mail.outbox.clear()
    assert tablet.get("/profile/").status_code == 200
    assert "Take off the second factor" in browser.get(f"/accounts/{katrien.pk}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/accounts/{katrien.pk}/second-factor/", {"reason": "telephone lost"})
    assert not Authenticator.objects.filter(user=katrien).exists()
    assert tablet.get("/profile/").status_code == 302
    entry = AuditEntry.objects.latest("seq")
    assert (entry.event, entry.user, entry.reason) == ("kernel.second_factor_reset", keeper.pk, "telephone lost")
    (letter,) = mail.outbox
    assert letter.to == [katrien.email] and "/account/2fa/" in letter.body
    for word in ("Katrien", "Anna", "telephone", str(katrien.pk)):
        assert word not in letter.subject + letter.body


def test_nobody_takes_off_their_own_second_factor_nor_one_that_is_not_there(cast, keeper, katrien):
    Authenticator.objects.create(user=keeper, type="totp", data={"secret": ""})
    with pytest.raises(Denied, match="own"):
        actions.reset_second_factor(user=keeper, by=cast.who(keeper), at=AT, reason="lost")
    with pytest.raises(Denied):
        actions.reset_second_factor(user=keeper, by=cast.who(katrien), at=AT, reason="lost")
    with pytest.raises(NotNow, match="no second factor"):
        actions.reset_second_factor(user=cast.user("Fatma", "nurse"), by=cast.who(keeper), at=AT, reason="lost")
    assert Authenticator.objects.filter(user=keeper).exists()


def test_what_is_kept_while_somebody_signs_in_is_not_readable(cast, katrien):
    cache.clear()
    browser = cast.client()
    answer = browser.post("/account/login/", {"login": katrien.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert "/2fa/authenticate/" in answer.headers["Location"]
    kept = Session.objects.get(pk=browser.session.session_key).session_data
    assert katrien.email in str(dict(browser.session))
    assert db.SessionStore().decode(kept) == {}  # signed, as Django does, anybody with the table could read it
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM kernel_cache")
        rows = cursor.fetchall()
    assert rows and not [row for row in rows if "192.0.2.7" in str(row) or katrien.email in str(row)]


def test_a_session_that_was_changed_or_sealed_with_another_key_is_empty():
    store = SessionStore()
    sealed = store.encode({"hat": "1"})
    assert store.decode(sealed) == {"hat": "1"}
    assert store.decode(sealed[:-4] + "AAAA") == {} and store.decode("") == {}


def test_the_place_of_a_role_is_found_by_a_part_of_its_name_and_chosen_among_several(cast, keeper):
    north = Organisation.objects.create(name="Practice North", starts=date(2026, 1, 1))
    south = Organisation.objects.create(name="Practice South", starts=date(2026, 1, 1))
    nurse, browser = cast.user("Fatma"), cast.client(keeper)
    assert "Practice North" not in browser.get(f"/accounts/{nurse.pk}/").content.decode()

    def give(status, **said):
        answer = browser.post(f"/accounts/{nurse.pk}/give/", {"role": "nurse", "starts": "2026-11-01", **said})
        assert answer.status_code == status
        return answer.content.decode()

    assert "Nothing of the right kind" in give(422, where="elsewhere")
    assert "leave this open" in give(422, where="north", role="pmo")
    asked = give(422, where="practice")
    assert "Choose one of these" in asked and str(north.pk) in asked and str(south.pk) in asked
    give(422, where="practice", scope="of nobody")
    give(302, where="practice", scope=str(south.pk))
    give(302, where="north")
    assert {h.scope_id for h in nurse.hats.all()} == {str(north.pk), str(south.pk)}


def test_twice_a_year_a_role_is_confirmed_by_its_owner_or_given_back(cast):
    user = cast.user("Vera", "volunteer", "pmo")
    hat, other = user.hats.get(role="volunteer"), user.hats.get(role="pmo")
    user.hats.update(starts=timezone.localdate() - timedelta(days=200))
    browser = cast.client(user, "volunteer")
    assert "Do you still need this role?" in browser.get("/day/").content.decode()
    browser.post(f"/role/{hat.pk}/answer/", {"needed": "1"})
    assert "Do you still need this role?" not in browser.get("/day/").content.decode()
    assert AuditEntry.objects.latest("seq").event == "kernel.role_confirmed"
    browser.post(f"/role/{other.pk}/answer/", {"needed": ""})
    other.refresh_from_db()
    assert other.ends == timezone.localdate() and AuditEntry.objects.latest("seq").event == "kernel.role_ended"
    stranger = cast.client(cast.user("Dirk", "pmo"))
    assert stranger.post(f"/role/{hat.pk}/answer/", {"needed": ""}).status_code == 404
    with pytest.raises(Denied):
        actions.answer_for_hat(hat=hat, needed=False, by=cast.who(cast.user("Eva", "administrator")), at=AT)
