"""Controls that are drawn without a template: the same text, letter by letter."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from empact.web.kernel.forms import Renderer

CHOICES = (
    ("", lazystr("all")),
    ("a&b", "Tom & 'Jerry'"),
    (7, 1234567),
    (lazystr("Group <1>"), [(None, "nobody"), ("x", mark_safe("<b>x</b>"))]),
)


@pytest.mark.parametrize("value", ["", "a&b", 7, None])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_a", "required": True, "hidden": False, "title": '"', "maxlength": 1000}])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_list_of_options_reads_as_the_library_draws_it(kind, attrs, value):
    widget = kind() if kind is forms.NullBooleanSelect else kind(choices=CHOICES)
    ours, theirs = (widget.render("a&name", value, attrs, renderer=one) for one in (Renderer(), TemplatesSetting()))
    assert ours == theirs
    assert hasattr(ours, "__html__")
