"""Charts and maps as pictures: read in every light, on paper and without colour, with a table that says the same."""

from __future__ import annotations

import pytest

LOOK = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
  const rgb = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const light = colour => {
    const [r, g, b] = rgb(colour).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const against = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05) }
  const faults = []
  const figures = [...document.querySelectorAll('figure.figure')].map(figure => {
    const svg = figure.querySelector('svg.chart'), title = figure.querySelector('figcaption').textContent.trim()
    const ground = getComputedStyle(svg).backgroundColor, frame = svg.getBoundingClientRect()
    const fault = (what, e) => faults.push(`${title}: ${what}: ${(e.textContent || e.getAttribute('class')).slice(0, 40)}`)
    if (svg.getAttribute('aria-label') !== title || !title) fault('the name of the picture is not its title', svg)
    const boxes = []
    for (const text of svg.querySelectorAll('text')) {
      const style = getComputedStyle(text), box = text.getBoundingClientRect()
      const behind = style.stroke !== 'none' ? style.stroke : ground
      if (against(style.fill, behind) < 4.5) fault('too faint', text)
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) fault('cut off', text)
      const covers = b => b.left < box.right - 1 && box.left < b.right - 1 && b.top < box.bottom - 4 && box.top < b.bottom - 4
      if (boxes.some(covers)) fault('over other words', text)
      boxes.push(box)
    }
    for (const [css, paint] of [['point', 'fill'], ['course', 'stroke'], ['interval', 'stroke'], ['reference', 'stroke'],
                                ['limits', 'stroke'], ['missing', 'stroke'], ['part', 'stroke']])
      for (const e of svg.querySelectorAll('.' + css))
        if (against(getComputedStyle(e)[paint], ground) < 3) { fault('a faint ' + css, e); break }
    const table = figure.querySelector('table')
    return {
      title, rows: table.tBodies[0].rows.length, shown: table.checkVisibility(),
      signs: ['point', 'interval', 'limits', 'reference', 'apart', 'missing'].filter(c => svg.querySelector('.' + c)).length,
      words: [...svg.querySelectorAll('text')].map(t => t.textContent), limits: svg.querySelectorAll('rect.limits').length,
      points: svg.querySelectorAll('.point').length, parts: svg.querySelectorAll('.part').length,
      shapes: new Set([...svg.querySelectorAll('.point')].map(p => p.tagName + p.classList.contains('apart'))).size,
      apart: svg.querySelectorAll('.apart').length,
    }
  })
  return {figures, faults}
}"""
PAGES = (
    "/popbox/?level=zone",
    "/popbox/?level=municipality",
    "/figures/gp_contact/?level=zone",
    "/figures/gp_contact/?level=municipality",
    "/figures/emerg_adm/?level=zone&strata=age_band",
)


@pytest.mark.parametrize("light", ["light", "dark", "paper"])
def test_every_chart_is_read_in_any_light_and_has_its_table(visit, world, light):
    page = visit(world.users["analyst"])
    page.emulate_media(color_scheme="dark" if light == "dark" else "light", media="print" if light == "paper" else "screen")
    seen = 0
    for address in PAGES:
        page.goto(page.start + address)
        found = page.evaluate(LOOK)
        assert found["faults"] == [], address
        for one in found["figures"]:
            seen += 1
            assert one["rows"] >= 1
            assert one["shown"] == (light == "paper"), "on paper nobody can open it"
            assert not one["apart"] or one["shapes"] == 2, "what stands out has another shape, not only another colour"
    assert seen >= 8


def test_the_title_says_the_message_and_the_limits_of_chance_are_drawn_and_named(visit, world):
    page = visit(world.users["analyst"])
    page.goto(page.start + "/figures/gp_contact/?level=zone")
    places, course = page.evaluate(LOOK)["figures"]
    assert "chance" in places["title"] and "everybody" in places["words"]
    assert (
        "chance" in course["title"] and course["limits"] == 2 and "what chance allows" in course["words"]
    )  # one in the legend
    page.goto(page.start + "/popbox/?level=zone")
    (box,) = page.evaluate(LOOK)["figures"]
    assert "people" in box["title"] or "not shown" in box["title"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_shades_of_a_map_differ_by_texture_and_the_list_says_the_same(visit, world, scheme):
    page = visit(world.users["analyst"])
    page.emulate_media(color_scheme=scheme)
    page.goto(page.start + "/map/?level=municipality&what=gp_contact")
    textures = page.evaluate(
        "[...document.querySelectorAll('pattern')].map(p => p.innerHTML.replace(/<rect[^>]*>(<.rect>)?/, ''))"
    )
    assert len(set(textures)) == len(textures) >= 6
    drawn = page.evaluate("[...document.querySelectorAll('svg.map a title')].map(t => t.textContent)")
    listed = page.evaluate("[...document.querySelectorAll('table.stack tbody td')].map(t => t.textContent.trim())")
    assert len(drawn) > 5 and set(drawn) <= set(listed)
    assert page.inner_text("main h2") in page.get_attribute("svg.map", "aria-label")
