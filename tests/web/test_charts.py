"""Charts: the message on top, the numbers beside, nothing that only colour tells, and no word that breaks the page."""

from __future__ import annotations

from xml.etree import ElementTree

from django.template import Context, Template

from empact.web.kernel.charts import Mark, ranges, trend

HEAD = ("area", "value", "interval", "")
MARKS = [
    Mark("Tielt", 62.5, 60.1, 64.8),
    Mark("Ieper <b>", None, said="too few to show"),
    Mark("Izegem", 48.0, 45.0, 51.0, stands_out="lower"),
]


def drawn(chart):
    return ElementTree.fromstring(str(chart.svg))  # noqa: S314 - our own text


def test_a_picture_is_well_formed_and_its_name_is_the_message():
    for make in (trend, ranges):
        chart = make("Izegem is lower than chance allows", MARKS, HEAD, reference=60.0)
        assert drawn(chart).get("aria-label") == "Izegem is lower than chance allows"


def test_what_may_not_be_shown_has_no_point_and_says_why():
    chart = ranges("t", MARKS, HEAD)
    assert len([e for e in drawn(chart).iter() if "point" in e.get("class", "")]) == 2
    assert "too few to show" in str(chart.svg) and "<b>" not in str(chart.svg)


def test_what_stands_out_has_another_shape_and_a_word():
    tags = [e.tag for e in drawn(ranges("t", MARKS, HEAD)).iter() if "point" in e.get("class", "")]
    assert tags == ["circle", "path"]
    assert ranges("t", MARKS, HEAD).rows[2][4] == "lower"


def test_a_gap_in_time_is_not_bridged():
    marks = [Mark("1", 1.0), Mark("2", 2.0), Mark("3", None, said="hidden"), Mark("4", 3.0), Mark("5", 4.0)]
    assert len([e for e in drawn(trend("t", marks, HEAD)).iter() if e.get("class") == "course"]) == 2


def test_the_table_holds_the_same_numbers():
    html = Template("{% chart c %}").render(Context({"c": trend("message", MARKS, HEAD, csv="?format=csv")}))
    assert "62.50" in html and "60.10 – 64.80" in html and 'href="?format=csv"' in html and "style=" not in html


def test_odd_values_are_drawn_too():
    for marks in (
        [],
        [Mark("a", 0.0)],
        [Mark("a", 0.0), Mark("b", 0.0)],
        [Mark("a", -5.0), Mark("b", 1e9)],
        [Mark("a", 1e-6)],
    ):
        drawn(trend("t", marks, HEAD))
        drawn(ranges("t", marks, HEAD))
