"""The words: nothing left in English, one noun for each idea, nothing hard to read, nobody judged."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import get_resolver

from empact.web.kernel.rules import endpoints, rule_of
from empact.web.site import words
from empact.web.site.terms import said_wrongly, terms

from .reading import Page, ease, sentences

_FILLED = {"%(name)s, %(day)s", "%(all)s indicator", "%(all)s organisation", "%(all)s organisations"}
ALIKE = {
    "nl": _FILLED
    | set("casemanager privacy teams registers postcode sector discipline code website mailbox professional indicator".split())
    | set("complex component contact document impact is man e-mail menu open partners persona project score segment".split())
    | set("account brainwave euro interval portfolio tools team".split()),
    "fr": _FILLED
    | {"arguments", "budgets", "obstacles", "signature", "social", "visions"}
    | set("pages page organisations organisation action actions source code version versions contribution menu".split())
    | set("effort impact latitude longitude points parties e-mail document contact persona personas score segment".split())
    | set("sources table verdict brainwave documents euro notes vision".split()),
    "de": _FILLED | set("name region teams text code personas portfolio vision team".split()),
}
"""What is the same word in English, in small letters."""
IN_ALL_LANGUAGES = {"/registers/"}
"""Pages that show the words of all four languages side by side."""
OWN_WORDS = {"nl", "fr", "de", "en", "Nederlands", "Français", "Deutsch", "English", "je"}
"""Languages by their own name; the word by which a region's Dutch pages may call a person."""
NEVER = r"complian\w+|therapie-?ontrouw\w*|zorgmijd\w*|dement\w*|non[- ]?adher\w+|PZON|noncomplian\w+"
"""Words that judge a person, or that only officials use."""
ABBREVIATIONS = {"WCAG": "Web Content Accessibility Guidelines", "EUPL": "European Union Public Licence"}
"""What may stand in capitals on a page for everybody, if the page says what it means."""
NAMES = {"EMPACT", "AA"}
HEALTH = (
    r"health|care\b|patient|diagnos|medic|disease|gezondheid|zorg|ziek|soins|santé|malad|gesundheit|pfleg|versorgung|krank"
)
"""What a letter never says."""
EASY = 60
"""Reading ease from which a text is for readers of level B1; official letters score about 40."""

APPS = [app.name for app in words.apps()]


def entries(app, language):
    return words.translated(words.WEB / app, language)


def forms(entry):
    """(English, translation) for one and for many."""
    if entry.msgid_plural:
        return [(entry.msgid, entry.msgstr_plural.get(0, "")), (entry.msgid_plural, entry.msgstr_plural.get(1, ""))]
    return [(entry.msgid, entry.msgstr)]


def pairs(app, language):
    """All that is translated; what is not is found by one test, and not by each."""
    return [pair for entry in entries(app, language) for pair in forms(entry) if all(pair)]


@pytest.mark.shows("X6")
@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_every_sentence_of_code_and_templates_is_translated(app, language):
    known = {(e.msgid, e.msgid_plural or "") for e in entries(app, language) if e.translated() and not e.fuzzy}
    assert [said for said in words.said_in(words.WEB / app) if said not in known] == []
    assert [entry.msgid for entry in entries(app, language) if not all(said.strip() for _, said in forms(entry))] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_a_translation_has_the_same_places_to_fill_in_capital_and_end(app, language):
    for english, said in pairs(app, language):
        assert sorted(re.findall(r"%\(\w+\)s|{\w*}|%s", said)) == sorted(re.findall(r"%\(\w+\)s|{\w*}|%s", english)), said
        assert re.findall(r"[.?:,…]$", said) == re.findall(r"[.?:,…]$", english), said
        if english[0].isupper():
            assert said[0].isupper() or not said[0].isalpha(), said
        elif english[0].islower() and language != "de":
            assert said[0].islower() or said.split()[0].isupper() or said[:2].isupper(), said


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_nothing_is_left_in_english_by_accident(app, language):
    assert {english.lower() for english, said in pairs(app, language) if said == english} <= ALIKE[language]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_one_sentence_has_one_translation(language):
    first = {}
    for app in APPS:
        for english, said in pairs(app, language):
            assert first.setdefault(english, said) == said, (app, english)


@pytest.mark.shows("XCT-02")
@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_a_term_is_said_with_its_own_noun(app, language):
    table = terms()
    assert [(e, s, wrong) for e, s in pairs(app, language) if (wrong := said_wrongly(e, s, language, table))] == []


def test_the_terms_are_told_apart_and_whole():
    table = terms()
    assert len({t.id for t in table}) == len(table) >= 140
    for language in ("en", "nl", "fr", "de"):
        every = [word for t in table for word in t.words[language]]
        assert all(every)
    names = [word for t in table for word in t.words["en"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_no_word_judges_a_person(app, language):
    assert [said for pair in pairs(app, language) for said in pair if re.search(rf"\b({NEVER})\b", said, re.IGNORECASE)] == []
    assert [said for pair in pairs(app, language) for said in pair if "!" in said] == []


@pytest.mark.parametrize("app", APPS)
def test_professionals_are_je_in_dutch_everybody_vous_and_sie(app):
    assert [said for _, said in pairs(app, "fr") if re.search(r"\b(tu|ton|tes|toi)\b", said, re.IGNORECASE)] == []
    assert [said for _, said in pairs(app, "de") if re.search(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b", said)] == []


def addresses():
    """Every address without an id in it, with its rule. Signing out would end the walk."""
    for route, pattern in endpoints(get_resolver().url_patterns):
        if "<" not in route and "(?P" not in route and "logout" not in route:
            yield "/" + route, rule_of(pattern.callback)


def public_pages():
    """Every page that anybody may open."""
    return [address for address, rule in addresses() if rule is not None and rule.kind == "public"]


@pytest.fixture(autouse=True)
def before_any_figures(settings, tmp_path):
    """The words are ours; figures bring the words of their sources with them."""
    settings.WORKSPACE = replace(settings.WORKSPACE, folder=tmp_path)


def read(client, address, language):
    client.cookies["language"] = language
    answer = client.get(address)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return None
    return Page(answer.content.decode())


@pytest.mark.shows("X6", "XCT-02")
@pytest.mark.parametrize("reader", ["", "person", "carer"])
@pytest.mark.parametrize("language", ["en", *words.LANGUAGES])
def test_pages_for_everybody_and_for_citizens_are_easy_to_read(cast, language, reader):
    client = cast.client(cast.user("Jozef", reader) if reader else None)
    # Pages below /account/ come from the library that signs in, in its own words.
    own = [a for a, rule in addresses() if rule is not None and rule.kind != "public" and not a.startswith("/account/")]
    texts: list[str] = []
    for address in own if reader else public_pages():
        page = read(client, address, language)
        if page is None:
            continue
        said = sentences(page.main)
        assert max(map(len, said), default=0) <= 25, address
        if len(said) >= 3:
            assert sum(map(len, said)) / len(said) <= 15, address
        texts += page.main
        whole = " ".join(page.main)
        for short in set(re.findall(r"\b[A-Z]{2,}\b", whole)) - NAMES:
            assert ABBREVIATIONS.get(short, "?") in whole, (address, short)
    assert len(sentences(texts)) >= 10 and ease(texts, language) >= EASY


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_pages_leave_nothing_in_english(cast, language):
    """What a page says in English, it says otherwise in another language: every page, by the first role that may open it."""
    roles = ("administrator", "dpo", "coordinator", "person", "contact")
    browsers = [cast.client(), *(cast.client(cast.user(f"Ann{role}", role)) for role in roles)]
    walked = 0
    for address in [address for address, _rule in addresses() if address not in IN_ALL_LANGUAGES]:
        for browser in browsers:
            english = read(browser, address, "en")
            if english is not None:
                other = read(browser, address, language)
                assert not [t for t in other.texts if re.search(r"\bNone\b", t)], address
                assert {t for t in other.texts if t in english.texts and needs_translation(t, language)} == set(), address
                walked += 1
                break
    assert walked >= 40


def needs_translation(text, language):
    """Names, addresses and codes do not; nor what is the same word."""
    same = {word.lower() for term in terms() for word in term.words["en"] if word in term.words[language]}
    if text.lower() in ALIKE[language] | same or text in OWN_WORDS or not re.search(r"[^\W\d_]{2}", text):
        return False
    return not re.search(r"@|Ann[a-z]|EMPACT|^[A-Z0-9]{16,}$|^(kernel|people|territory)\.|\w_\w", text)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_letters_say_nothing_about_health(language):
    templates = words.WEB / "kernel" / "templates"
    letters = [path for folder in ("letters", "account/email") for path in (templates / folder).glob("*.txt")]
    written = {said for path in letters for said in words._in_template(path.read_text(encoding="utf-8"))}
    assert len(letters) >= 5 and written
    assert not [one for said in written for one in said if re.search(HEALTH, one, re.IGNORECASE)]
    known = [said for entry in entries("kernel", language) if (entry.msgid, entry.msgid_plural or "") in written
             for _, said in forms(entry)]  # fmt: skip
    assert len(known) >= len(written) and not [said for said in known if re.search(HEALTH, said, re.IGNORECASE)]
