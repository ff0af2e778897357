"""Accounts, and the hats their owners wear."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .. import scopes
from ..roles import ROLES

__all__ = ["Hat", "User", "Users"]


class Users(BaseUserManager["User"]):
    """Makes accounts. There is no superuser: nobody may do everything."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody who can sign in. What they may do hangs on their hats, not on the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    is_active = models.BooleanField(_("may sign in"), default=True)
    created = models.DateTimeField(auto_now_add=True)
    sign_outs = models.PositiveIntegerField(default=0)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must know: it ends with a new password, and everywhere at once when ``sign_outs`` is counted up."""
        return salted_hmac("kernel.session", f"{self.sign_outs}:{self.password}", algorithm="sha256").hexdigest()


class Hats(models.QuerySet["Hat"]):
    def worn_on(self, day: date) -> Hats:
        """Hats in force on a day."""
        return self.filter(Q(ends=None) | Q(ends__gte=day), starts__lte=day)


class Hat(models.Model):
    """A role at a place for a time. Several may be worn on one day, one at a moment. ``ends`` is the last day;
    ``confirmed`` the day its owner last said that it is needed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="hats")
    role = models.CharField(max_length=30)
    scope_kind = models.CharField(max_length=20, blank=True)
    scope_id = models.CharField(max_length=40, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    confirmed = models.DateField(null=True, blank=True)

    objects = Hats.as_manager()

    class Meta:
        ordering = ("starts", "role")
        indexes: ClassVar = [models.Index(fields=("scope_kind", "scope_id"), name="hat_scope")]
        constraints: ClassVar = [
            models.CheckConstraint(name="hat_ends_after_start", condition=Q(ends=None) | Q(ends__gte=models.F("starts"))),
            models.CheckConstraint(name="hat_role_known", condition=Q(role__in=sorted(ROLES))),
            models.UniqueConstraint(name="hat_once", fields=("user", "role", "scope_kind", "scope_id", "starts")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The role and where it is worn, in the reader's language."""
        title = str(ROLES[self.role].title)
        return f"{title}, {self.place}" if self.place else title

    @cached_property
    def place(self) -> str:
        """Where it is worn, looked up once: it stands twice on each page."""
        return scopes.name_of(self.scope_kind, self.scope_id)
