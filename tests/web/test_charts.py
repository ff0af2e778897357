"""Charts: the message on top, the numbers beside, nothing that only colour tells, and no word that breaks the page."""

from __future__ import annotations

from xml.etree import ElementTree

from django.template import Context, Template

from empact.web.kernel.charts import Mark, Parts, Signs, ranges, shares, trend

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


SIGNS = Signs("%", "95 % interval", "what chance allows", "target", "more than chance", "not shown")


def said(chart):
    return [e.text for e in drawn(chart).iter() if e.tag == "text"]


def test_every_sign_in_a_picture_is_explained_and_no_other():
    chart = trend("t", MARKS, HEAD, reference=60.0, limits=(40.0, 55.0, 70.0), signs=SIGNS)
    assert said(chart)[:6] == ["%", "95 % interval", "what chance allows", "target", "more than chance", "not shown"]
    assert said(trend("t", [Mark("1", 2.0)], HEAD, signs=SIGNS))[0] == "%"
    assert "target" not in said(trend("t", [Mark("1", 2.0)], HEAD, signs=SIGNS))
    assert "not shown" not in said(ranges("t", MARKS, HEAD, signs=SIGNS))  # there the place itself says why


def test_a_period_that_may_not_be_shown_has_a_cross_that_says_why():
    (cross,) = [e for e in drawn(trend("t", MARKS, HEAD)).iter() if e.get("class") == "missing"]
    assert cross[0].text == "Ieper <b>: too few to show"


def test_the_parts_of_a_whole_are_told_apart_without_colour():
    names = ["none", "one", "two", "many"]
    picture = drawn(shares("t", [Parts("Tielt", 100, (40, 30, 20, None))], names, ("place", "people", *names), "hidden"))
    textures = [ElementTree.tostring(e).partition(b"/>")[2] for e in picture.iter() if e.tag == "pattern"]
    assert len(set(textures)) == len(names)
    used = [e.get("fill") or e.get("class") for e in picture.iter() if e.tag == "rect" and "part" in e.get("class").split()]
    assert used == [*(f"url(#part{i})" for i in range(4)), "part hidden", *(f"url(#part{i})" for i in range(3)), "part hidden"]
