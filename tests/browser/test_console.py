"""The real console in headless Chromium against the real API: what a commander relies on."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from ground_station.access.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def row(page: Page, number: int):
    return page.locator(f'.finding-row[data-finding="{number}"]')


async def findings_on_the_map(page: Page) -> list[int]:
    """The numbers of the symbols that are drawn inside the window, and of whose pixels the canvas has some."""
    script = """() => {
        const over = document.querySelectorAll('.map-overlay')[1];
        const isInk = ({ x, y }) => {
            const ratio = over.width / over.clientWidth;
            return over.getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data[3] > 0;
        };
        return window.vardeMap ? vardeMap.drawnFindings().filter(isInk).map(({ number }) => number) : [];
    }"""
    return sorted(await page.evaluate(script))


async def colour_of_the_aircraft(page: Page) -> list[int]:
    """What is drawn where its page element is, below the letter: red, green, blue, opacity."""
    script = """() => {
        const over = document.querySelectorAll('.map-overlay')[2];
        const boxOf = (name) => document.querySelector(name).getBoundingClientRect();
        const [box, map] = [boxOf('.aircraft-marker'), boxOf('.map')];
        const ratio = over.width / over.clientWidth;
        const [x, y] = [box.left + box.width / 2 - map.left, box.top + box.height / 2 + 9 - map.top];
        return [...over.getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data];
    }"""
    return await page.evaluate(script)


async def until(question, wanted, seconds: float = 30.0):
    """Asks until the answer is `wanted`; gives the last answer."""
    answer = None
    for _ in range(int(seconds / 0.1)):
        answer = await question()
        if answer == wanted:
            break
        await asyncio.sleep(0.1)
    return answer


async def test_a_stranger_signs_in_and_sees_the_incident(stage):
    page = await stage.page(role=None)
    stage.access.create_user("kari", Role.COMMANDER, "fjellet-brenner-i-natt")

    await page.get_by_label("Navn").fill("kari")
    await page.get_by_label("Passord").fill("feil-passord-her")
    await page.get_by_role("button", name="Logg inn").click()
    refusal = page.get_by_role("alert")
    await expect(refusal).to_be_visible()
    await page.get_by_label("Passord").fill("fjellet-brenner-i-natt")
    await page.get_by_role("button", name="Logg inn").click()

    await expect(page.get_by_role("heading", name="Lyngbrann Fløyfjellet")).to_be_visible()
    await expect(page.get_by_text("Ingen funn ennå")).to_be_visible()
    await expect(page.locator(".picture-age")).to_have_attribute("data-level", "good")


async def test_a_new_finding_is_on_the_map_in_the_list_and_in_the_banner(stage):
    stage.plan([1])
    page = await stage.page()
    await expect(page.get_by_text("Ingen funn ennå")).to_be_visible()

    stage.find(7, 60, 40, peak_celsius=412.0)

    await expect(page.locator(".alert-banner")).to_contain_text("Nytt funn 7")
    await expect(row(page, 7)).to_contain_text("Varmepunkt 412 °C")
    await expect(row(page, 7)).to_contain_text("± 4,2 m")
    assert await until(lambda: findings_on_the_map(page), [7]) == [7]
    await page.get_by_role("button", name="Kvitter").click()
    await expect(page.locator(".alert-banner")).to_have_count(0)
    await page.reload()
    await expect(row(page, 7)).to_be_visible()
    await expect(page.locator(".alert-banner")).to_have_count(0)


async def test_what_is_touched_on_the_map_is_opened_in_the_list(stage):
    stage.plan([1])
    stage.find(3, 0, 0)
    page = await stage.page()
    assert await until(lambda: findings_on_the_map(page), [3]) == [3]
    spot = await page.evaluate(
        """() => {
            const [at] = vardeMap.drawnFindings();
            const box = vardeMap.map.getCanvas().getBoundingClientRect();
            return [box.left + at.x + 15, box.top + at.y + 15];
        }"""
    )

    await page.mouse.click(*spot)

    await expect(row(page, 3)).to_have_attribute("aria-expanded", "true")
    await expect(page.locator(".finding-detail")).to_contain_text(re.compile(r"32V \d{6} \d{7}"))


async def test_a_long_list_is_walked_and_scrolled_to_its_end_though_the_page_holds_few_of_its_rows(stage):
    for number in range(1, 151):
        stage.find(number, number % 20 * 12, number // 20 * 12, status="confirmed")
    page = await stage.page()
    rows = page.locator(".finding-row")
    await expect(row(page, 150)).to_be_visible()
    assert await rows.count() <= 80
    await expect(page.locator("li.finding").first).to_have_attribute("aria-setsize", "150")

    await row(page, 148).focus()
    await page.locator(".finding-rows").evaluate("list => list.scrollIntoView({block: 'end'})")
    await expect(row(page, 1)).to_be_in_viewport()
    assert await page.evaluate("document.activeElement.dataset.finding") == "148"
    assert await rows.count() <= 80
    await expect(page.locator("li.finding").last).to_have_attribute("aria-posinset", "150")
    await page.keyboard.press("Tab")

    await expect(row(page, 147)).to_be_focused()
    await expect(row(page, 146)).to_be_in_viewport()
    for number in range(146, 116, -1):
        await page.keyboard.press("Tab")
        await expect(row(page, number)).to_be_focused()


async def test_a_confirmation_changes_the_finding_for_everybody(stage):
    stage.find(1)
    mine, theirs = await stage.page("commander"), await stage.page("viewer")
    await expect(row(theirs, 1)).to_contain_text("Nytt")

    await row(mine, 1).click()
    await mine.get_by_role("button", name="Bekreft", exact=True).click()

    await expect(row(theirs, 1)).to_contain_text("Bekreftet")
    await expect(theirs.locator(".alert-banner")).to_have_count(0)
    await row(theirs, 1).click()
    await expect(theirs.locator(".finding-detail")).to_contain_text("Bekreftet – commander")
    await expect(theirs.get_by_role("button", name="Bekreft", exact=True)).to_have_count(0)
    assert stage.incident.picture.findings[0].status == "confirmed"


async def test_language_and_theme_change_at_once_and_are_remembered(stage):
    page = await stage.page(color_scheme="light")
    await expect(page.locator("html")).to_have_attribute("data-theme", "day")
    await expect(page.get_by_role("heading", name="Funn")).to_be_visible()

    await page.locator(".who").click()
    await page.locator('[data-language="nn"]').click()
    await expect(page.get_by_role("heading", name="Varmebilete")).to_be_visible()
    await page.locator('[data-language="en"]').click()
    await expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    await page.locator('[data-theme-choice="night"]').click()
    await page.reload()

    await expect(page.locator("html")).to_have_attribute("data-theme", "night")
    await expect(page.get_by_role("heading", name="Findings")).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(5, 9, 11)"


async def test_a_cut_line_is_shown_and_what_happened_meanwhile_comes_once(stage):
    page = await stage.page()
    stage.find(1)
    await expect(row(page, 1)).to_be_visible()
    sockets: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda text: sockets.append(str(text)[:20])))

    stage.relay.cut()
    await expect(page.locator(".link-strip")).to_contain_text("Sambandet med stasjonen er brutt")
    stage.find(2)
    stage.find(3)
    stage.relay.mend()

    await expect(row(page, 3)).to_be_visible()
    await expect(page.locator(".link-strip")).to_have_count(0)
    await expect(page.locator(".finding-row")).to_have_count(3)
    assert any('"resume"' in frame for frame in sockets)
    assert not any('"snapshot"' in frame for frame in sockets)


async def test_a_tablet_that_slept_half_an_hour_says_so_and_misses_nothing(stage):
    page = await stage.page()
    stage.find(1)
    await expect(row(page, 1)).to_be_visible()
    await expect(page.locator(".picture-age")).to_have_attribute("data-level", "good")
    stage.relay.cut()
    await expect(page.locator(".link-strip")).to_be_visible()

    # What a sleep is to a page: nothing ran, and the clock is another one.
    await page.evaluate("() => { const now = Date.now; Date.now = () => now() + 30 * 60_000; }")
    await expect(page.locator(".picture-age")).to_contain_text("30 min")
    for number in range(2, 40):
        stage.find(number, 20.0 * number, 10.0 * number)
    stage.relay.mend()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await expect(page.locator(".finding-row")).to_have_count(39)
    await expect(page.locator(".picture-age")).to_have_attribute("data-level", "good")


async def test_an_aircraft_that_falls_silent_is_shown_hollow_with_its_age(stage):
    flight = stage.fly(1)
    page = await stage.page()
    marker, listed = page.locator(".aircraft-marker"), page.locator(".aircraft-row")
    await expect(marker).to_have_attribute("data-link", "live")
    await expect(marker).to_contain_text("61 m · 78 %")
    own_colour, paper = [0, 102, 74, 255], [255, 255, 255, 255]
    assert await until(lambda: colour_of_the_aircraft(page), own_colour) == own_colour

    flight.cancel()

    await expect(listed).to_have_attribute("data-link", "stale")
    await expect(marker).to_have_attribute("data-link", "stale")
    await expect(marker.locator(".aircraft-text")).to_have_text(re.compile(r"^\d+ s$"))
    assert await until(lambda: colour_of_the_aircraft(page), paper) == paper
    await expect(page.get_by_role("button", name=re.compile("Fartøy A: .* stille i"))).to_have_count(1)


async def test_nothing_moves_until_the_button_has_been_held(stage):
    stage.fly(1)
    stage.station.answer = stage.station.answer.model_copy(
        update={"outcome": "temporarily_rejected", "reasons": ["Resolve system health failures first"]}
    )
    page = await stage.page("pilot")
    await page.locator('[data-workspace="flight"]').click()
    button = page.locator('[data-command="return-A"]')

    await button.click(delay=400)
    await expect(button).to_have_text("Hold lenger")
    after_half_a_hold = list(stage.station.commands)
    await button.hover()
    await page.mouse.down()
    await expect(page.locator(".reply")).to_contain_text("Resolve system health failures first")
    await page.mouse.up()

    assert after_half_a_hold == []
    assert stage.station.commands == [(1, "return")]
    await expect(page.locator(".reply")).to_contain_text("Fly hjem A: avslått for øyeblikket")


async def test_the_thermal_picture_comes_with_the_findings_numbers(stage):
    stage.fly(1)
    page = await stage.page(viewport={"width": 1024, "height": 768})

    await page.locator('[data-tab="thermal"]').click()

    picture = page.get_by_role("img", name="Varmebilde fra A. 2 i bildet; funn: 1, 2")
    await expect(picture).to_be_visible()
    brightest = await page.evaluate(
        """() => {
            const canvas = document.querySelector('.thermal canvas');
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels.reduce((most, value, index) => index % 4 === 0 && value > most ? value : most, 0);
        }"""
    )
    assert brightest > 200
