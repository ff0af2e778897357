"""Encryption of single fields, bound to the place they belong to: moved elsewhere, they do not open."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

__all__ = ["Unreadable", "blind_index", "cache_key", "decrypt", "encrypt"]

_VERSION: Final = "1"


class Unreadable(Exception):
    """The text was changed, moved from its place, or sealed with another key."""


def encrypt(text: str, *, place: str) -> str:
    """AES-256-GCM; ``place`` (table, column, row) is authenticated with it."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key("encrypt")).encrypt(nonce, text.encode(), place.encode())
    return f"{_VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(sealed: str, *, place: str) -> str:
    """Raises :class:`Unreadable`."""
    version, _, text = sealed.partition(".")
    try:
        raw = base64.urlsafe_b64decode(text)
        if version != _VERSION:
            raise ValueError(version)
        return AESGCM(_key("encrypt")).decrypt(raw[:12], raw[12:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable(place) from error


def blind_index(text: str, *, place: str) -> str:
    """A keyed hash to search an encrypted column by its exact value (hex, 64 characters)."""
    return hmac.new(_key("index"), f"{place}\0{text}".encode(), hashlib.sha256).hexdigest()


def cache_key(key: str, prefix: str, version: int) -> str:
    """Where the cache keeps something: the library names network addresses in its keys, and they are personal."""
    return blind_index(f"{prefix}:{version}:{key}", place="cache")


def _key(use: str) -> bytes:
    return hashlib.blake2b(settings.FIELDS_KEY.encode(), digest_size=32, person=use.encode()).digest()
