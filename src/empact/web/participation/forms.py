"""What is typed in participation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..governance.models import Body, Decision
from ..kernel.forms import DayInput
from ..kernel.models import User
from ..portfolio.models import Action, Frame, Item
from ..territory.models import Code, Organisation
from .models import Comment, Consultation, Group, Paragraph, Participant, Recognition
from .models.groups import Access

__all__ = [
    "AskForm", "ClosesForm", "CommentAnswerForm", "CommentForm", "DocumentFilter", "DocumentForm", "GroupForm", "HoldForm",
    "InviteForm", "MessageForm", "OutputAnswerForm", "OutputForm", "SessionForm", "TellForm", "TextForm", "ThankForm",
    "TrackForm", "WishesForm",
]  # fmt: skip

_TICKED = forms.CheckboxSelectMultiple


def _objectives() -> Any:
    """Of the frame in force."""
    return Item.objects.of(Frame.objects.in_force(), "objective")


class DocumentFilter(forms.Form):
    """What stands in the address of the list."""

    q = forms.CharField(label=_("words"), required=False, max_length=100)
    waiting = forms.BooleanField(label=_("only with comments without an answer"), required=False)


class TextForm(forms.Form):
    """The whole text of a version."""

    text = forms.CharField(
        label=_("text"), widget=forms.Textarea, help_text=_("An empty line between paragraphs. Each gets a number.")
    )


class DocumentForm(TextForm):
    """A document with its first draft."""

    title = forms.CharField(label=_("title"), max_length=200)
    about = forms.CharField(label=_("what it is for"), required=False, max_length=300)
    field_order = ("title", "about", "text")


class TrackForm(forms.Form):
    track = forms.ChoiceField(label=_("which one"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = offered  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """Whom you ask, what, and until when."""

    question = forms.CharField(label=_("what you want to know"), widget=forms.Textarea)
    kind = forms.ChoiceField(label=_("what is asked for"), choices=Consultation.Kind.choices)
    bodies = forms.ModelMultipleChoiceField(Body.objects.none(), label=_("bodies"), required=False, widget=_TICKED)
    groups = forms.ModelMultipleChoiceField(Group.objects.none(), label=_("working groups"), required=False, widget=_TICKED)
    organisations = forms.ModelMultipleChoiceField(Organisation.objects.none(), label=_("organisations"), required=False)
    closes = forms.DateField(label=_("until and including"), widget=DayInput())
    for_all = forms.BooleanField(label=_("every partner may say something"), required=False, initial=True)
    decision = forms.ModelChoiceField(Decision.objects.none(), label=_("for this decision"), required=False, empty_label="–")

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "bodies": Body.objects.on(today),
            "groups": Group.objects.filter(ends=None) | Group.objects.filter(ends__gte=today),
            "organisations": Organisation.objects.kept(),
            "decision": Decision.objects.filter(state__in=(Decision.State.DRAFT, Decision.State.OPEN)),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class ClosesForm(forms.Form):
    closes = forms.DateField(label=_("until and including"), widget=DayInput())


class CommentForm(forms.Form):
    """What you say, of which paragraph."""

    paragraph = forms.ModelChoiceField(
        Paragraph.objects.none(), label=_("about which paragraph"), required=False, empty_label=_("the whole text")
    )
    text = forms.CharField(
        label=_("what you say"),
        widget=forms.Textarea,
        help_text=_("Everybody who takes part reads it. Name nobody who is cared for."),
    )

    def __init__(self, *args: Any, consultation: Consultation, partners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paragraph"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = consultation.version.paragraphs.all()
        field.label_from_instance = lambda one: f"§{one.number} {one.text[:60]}"  # type: ignore[method-assign, assignment]
        if partners:
            self.fields["organisation"] = forms.ModelChoiceField(
                Organisation.objects.kept(), label=_("said by"), empty_label="–"
            )


class CommentAnswerForm(forms.Form):
    """What becomes of a comment, why, and where that is seen."""

    outcome = forms.ChoiceField(label=_("what becomes of it"), choices=Comment.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("why"), widget=forms.Textarea)
    change = forms.ModelChoiceField(
        Paragraph.objects.none(),
        label=_("where it is seen"),
        required=False,
        empty_label="–",
        help_text=_("A paragraph of a later version. It can be pointed to later, before that version is finished."),
    )

    def __init__(self, *args: Any, later: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["change"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = later
        field.label_from_instance = lambda one: f"{one.version} §{one.number} {one.text[:60]}"  # type: ignore[method-assign, assignment]


class GroupForm(forms.Form):
    """A working group."""

    name = forms.CharField(label=_("name"), max_length=120)
    kind = forms.ChoiceField(label=_("kind"), choices=Group.Kind.choices, initial=Group.Kind.WORKING)
    purpose = forms.CharField(label=_("what it is for"), widget=forms.Textarea)
    items = forms.ModelMultipleChoiceField(
        Item.objects.none(), label=_("objectives it works on"), required=False, widget=_TICKED
    )
    starts = forms.DateField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = _objectives()  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """Somebody, by account or as they want to be called."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("account"), required=False, empty_label="–")
    called = forms.CharField(label=_("or how this person wants to be called"), max_length=60, required=False)
    category = forms.ModelChoiceField(Code.objects.none(), label=_("speaks for"), empty_label="–")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("in the name of"), required=False, empty_label=_("nobody else")
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "user": User.objects.filter(is_active=True),
            "category": Code.objects.current(Code.List.CATEGORY, today),
            "organisation": Organisation.objects.kept(),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class WishesForm(forms.Form):
    """What makes it possible to come; nobody has to say why."""

    wishes = forms.MultipleChoiceField(
        label=_("what makes it possible to come"), choices=Access.choices, required=False, widget=_TICKED,
        help_text=_("You need not say why. Only who prepares the meeting sees it."),
    )  # fmt: skip


class SessionForm(forms.Form):
    """When a group meets, where, and what is seen to."""

    on = forms.DateField(label=_("on"), widget=DayInput())
    where = forms.CharField(label=_("where, or the link"), max_length=200, required=False)
    access = forms.MultipleChoiceField(label=_("seen to"), choices=Access.choices, required=False, widget=_TICKED)


class HoldForm(forms.Form):
    """Who was there, and the notes."""

    present = forms.ModelMultipleChoiceField(
        Participant.objects.none(), label=_("who was there"), required=False, widget=_TICKED
    )
    notes = forms.CharField(label=_("notes"), widget=forms.Textarea)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = group.participants.present().select_related("user")
        self.fields["present"].queryset = rows  # type: ignore[attr-defined]


class OutputForm(forms.Form):
    """What a group brings, for which objectives."""

    title = forms.CharField(label=_("what it brings, in one sentence"), max_length=200)
    text = forms.CharField(label=_("more about it"), required=False, widget=forms.Textarea)
    items = forms.ModelMultipleChoiceField(Item.objects.none(), label=_("for these objectives"), widget=_TICKED)
    on = forms.DateField(label=_("on"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = _objectives()  # type: ignore[attr-defined]


class OutputAnswerForm(forms.Form):
    """What was done with it."""

    answer = forms.CharField(
        label=_("what was done with it"), widget=forms.Textarea, help_text=_("Who took part reads this. Use plain words.")
    )
    actions = forms.ModelMultipleChoiceField(Action.objects.all(), label=_("actions that came of it"), required=False)


class TellForm(forms.Form):
    """Who has no account is told by letter, call or visit."""

    others = forms.ModelMultipleChoiceField(
        Participant.objects.none(), label=_("told by letter, call or visit"), required=False, widget=_TICKED
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = group.participants.present().filter(user=None).exclude(accepted=None)
        self.fields["others"].queryset = rows  # type: ignore[attr-defined]


class ThankForm(forms.Form):
    """What somebody got for taking part."""

    kind = forms.ChoiceField(label=_("kind"), choices=Recognition.Kind.choices)
    euro = forms.DecimalField(label=_("euro"), min_value=0, max_digits=7, decimal_places=2, required=False)
    on = forms.DateField(label=_("on"), widget=DayInput())


class MessageForm(forms.Form):
    """A message in three languages, and who answers for it."""

    subject = forms.CharField(label=_("about what"), max_length=120)
    nl = forms.CharField(label=_("in Dutch"), widget=forms.Textarea)
    fr = forms.CharField(label=_("in French"), widget=forms.Textarea)
    de = forms.CharField(label=_("in German"), widget=forms.Textarea)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("who answers for it"), empty_label="–")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]
