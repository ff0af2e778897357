"""The first administrator: given by whoever keeps the machine, on record."""

from __future__ import annotations


def test_the_first_administrator_gets_an_account_that_is_on_record(installation):
    assert "open" in installation.empact("account", "keeper@example.org", "--name", "Tom", "--role", "administrator")
    said = installation.ask(
        "from empact.web.kernel.models import AuditEntry, Hat\n"
        "print(json.dumps([list(AuditEntry.objects.values_list('event', 'role')), Hat.objects.get().role]))"
    )
    assert said == [[["kernel.account_opened", "empact"], ["kernel.role_given", "empact"]], "administrator"]


def test_what_cannot_be_is_refused_in_a_sentence_and_leaves_nothing(installation):
    assert "no such role" in installation.empact("account", "a@example.org", "--name", "A", "--role", "king", code=3)
    assert "e-mail address" in installation.empact("account", "nowhere", "--name", "A", code=3)
    installation.empact("account", "a@example.org", "--name", "A")
    assert "already" in installation.empact("account", "A@example.org", "--name", "A", code=3)
