"""The tool that finds what is said, keeps the translations, and compiles them."""

from __future__ import annotations

import gettext

import polib
import pytest

from empact.web.site import words
from empact.web.site.terms import Term, said_wrongly


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Two small apps."""
    monkeypatch.setattr(words, "WEB", tmp_path)
    for name in ("one", "two"):
        (tmp_path / name / "templates").mkdir(parents=True)
        (tmp_path / name / "apps.py").write_text("", encoding="utf-8")
    return tmp_path


def say(app, text):
    (app / "views.py").write_text(text, encoding="utf-8")


def put(app, language, english, said):
    file = words.translated(app, language)
    entry = file.find(english)
    if entry.msgid_plural:
        entry.msgstr_plural = dict(enumerate(said))
    else:
        entry.msgstr = said
    file.save(str(app / "locale" / language / "LC_MESSAGES" / "django.po"))


def test_what_is_said_is_found_in_code_and_templates(house):
    say(house / "one", '_("A " "sentence.")\nngettext("%(n)s thing", "%(n)s things", n)\nother("not said")')
    (house / "one" / "templates" / "page.html").write_text(
        "{% translate 'Yes' %}{% translate \"Hello\" as x %}"
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}",
        encoding="utf-8",
    )
    assert set(words.said_in(house / "one")) == {
        ("A sentence.", ""), ("%(n)s thing", "%(n)s things"), ("Yes", ""), ("Hello", ""), ("%(n)s day", "%(n)s days"),
        ("Two lines", ""),
    }  # fmt: skip


def test_what_is_new_is_added_what_is_gone_is_taken_out_and_what_is_translated_stays(house):
    say(house / "one", '_("Old")\n_("Kept")')
    assert words.add_missing() == 6
    put(house / "one", "nl", "Kept", "Gebleven")
    say(house / "one", '_("Kept")\n_("New")')
    assert words.add_missing() == 5
    assert [(e.msgid, e.msgstr) for e in words.translated(house / "one", "nl")] == [("Kept", "Gebleven"), ("New", "")]


def test_the_same_sentence_in_another_app_has_the_same_translation(house):
    say(house / "one", 'ngettext("%(n)s day", "%(n)s days", n)')
    words.add_missing()
    put(house / "one", "fr", "%(n)s day", ["%(n)s jour", "%(n)s jours"])
    say(house / "two", 'ngettext("%(n)s day", "%(n)s days", n)')
    words.add_missing(["two"])
    (entry,) = words.translated(house / "two", "fr")
    assert entry.msgstr_plural == {0: "%(n)s jour", 1: "%(n)s jours"}


def test_what_is_compiled_is_read_and_made_again_only_after_a_change(house, tmp_path):
    say(house / "one", '_("House")\n_("Not yet")')
    words.add_missing()
    put(house / "one", "de", "House", "Haus")
    folder = words.compile_into(tmp_path / "compiled")
    target = folder / "de" / "LC_MESSAGES" / "django.mo"
    read = gettext.translation("django", folder, ["de"])
    assert (read.gettext("House"), read.gettext("Not yet")) == ("Haus", "Not yet")
    made = target.stat().st_mtime_ns
    words.compile_into(folder)
    assert target.stat().st_mtime_ns == made
    put(house / "one", "de", "House", "Das Haus")
    words.compile_into(folder)
    assert polib.mofile(str(target)).find("House").msgstr == "Das Haus"


TEAM = Term("team", {"en": ("care team",), "nl": ("zorgteam",), "fr": ("équipe de soins",), "de": ("Versorgungsteam",)})
CARER = Term(
    "carer", {"en": ("carer",), "nl": ("mantelzorger",), "fr": ("aidant proche",), "de": ("pflegende/r Angehörige/r",)}
)
REPORT = Term("report", {"en": ("report (of a worry)",), "nl": ("melding",), "fr": ("signalement",), "de": ("Meldung",)})


@pytest.mark.parametrize(
    "english, said, language, wrong",
    [
        ("The care team", "Het zorgteam", "nl", 0),
        ("Two care-teams", "Twee ploegen", "nl", 1),
        ("Care teams", "Les équipes de soins", "fr", 0),
        ("For carers", "Für pflegenden Angehörigen", "de", 0),
        ("Careful", "Vorsichtig", "de", 0),
        ("The quarterly report", "Het verslag", "nl", 0),
    ],
)
def test_a_term_may_be_inflected_and_not_be_another_word(english, said, language, wrong):
    assert len(said_wrongly(english, said, language, (TEAM, CARER, REPORT))) == wrong
