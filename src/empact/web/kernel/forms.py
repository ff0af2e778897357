"""Forms: one way to draw a field (label, hint, error, control) and to say what is wrong on top."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting

__all__ = ["Renderer"]


class Renderer(TemplatesSetting):
    """Draws every form with the kernel's components."""

    form_template_name = "kernel/parts/form.html"
    field_template_name = "kernel/parts/field.html"
