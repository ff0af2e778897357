"""What a page says to who looks at it, and how hard that is to read."""

from __future__ import annotations

import html as entities
import re
from html.parser import HTMLParser

__all__ = ["Page", "ease", "plain", "sentences"]

_SILENT = {"script", "style", "template", "noscript"}
_WORDY = ("aria-label", "title", "placeholder", "alt", "data-label")
_VOID = {"meta", "link", "input", "img", "br", "hr"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def plain(text: str) -> str:
    """Words alone, in small letters, so that marks of a scan and of a page make no difference."""
    return " ".join(re.findall(r"\w+", entities.unescape(re.sub(r"<[^>]+>", " ", text)).lower()))


class Page(HTMLParser):
    """``texts``: what stands in each element and each attribute that is read aloud, without what is quoted in a language of
    its own (``lang``); ``main``: what stands in the main part."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.main: list[str] = []
        self._open: list[str] = []
        self._quoted: list[int] = []  # how deep each quotation began
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in _WORDY and value]
        if tag not in _VOID:
            self._open.append(tag)
            if tag != "html" and "lang" in dict(attrs):
                self._quoted.append(len(self._open))

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass
        while self._quoted and self._quoted[-1] > len(self._open):
            self._quoted.pop()

    def handle_data(self, data):
        text = " ".join(data.split())
        if text and not _SILENT & set(self._open):
            if not self._quoted:
                self.texts.append(text)
            if "main" in self._open:
                self.main.append(text)


def sentences(texts: list[str]) -> list[list[str]]:
    """The words of each whole sentence: what ends with a full stop, a question mark or a colon."""
    found = []
    for text in texts:
        for sentence in re.split(r"(?<=[.?!:])\s+", text):
            if re.search(r"[.?!:]$", sentence) and (words := _WORD.findall(sentence)):
                found.append(words)
    return found


def ease(texts: list[str], language: str) -> float:
    """Reading ease, 0 (hard) to 100 (easy): Flesch 1948 (en), Douma 1960 (nl), Kandel and Moles 1958 (fr), Amstad 1978 (de).

    Syllables are counted as groups of vowels: near enough for a whole page.
    """
    said = sentences(texts)
    words = [word for sentence in said for word in sentence]
    per_sentence = len(words) / len(said)
    syllables = sum(max(1, len(_vowels(word, language))) for word in words) / len(words)
    start, by_sentence, by_syllable = {
        "en": (206.835, 1.015, 84.6),
        "nl": (206.84, 0.93, 77.0),
        "fr": (207.0, 1.015, 73.6),
        "de": (180.0, 1.0, 58.5),
    }[language]
    return start - by_sentence * per_sentence - by_syllable * syllables


def _vowels(word: str, language: str) -> list[str]:
    word = word.lower()
    if language in ("en", "fr"):  # a silent e at the end
        word = re.sub(r"(?<=[^aeiouy]{1})(es?|ent)$" if language == "fr" else r"(?<=[^aeiouyl]{1})es?$", "", word)
    return re.findall(r"[aeiouyàâäáéèêëíîïóôöúûüùœæ]+", word)
