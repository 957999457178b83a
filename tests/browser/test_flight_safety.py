"""Who is in command, the checks before a flight, alerts, and the button that clears the air: as the crew sees them."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def hold(page: Page, button: Locator, until: Locator) -> None:
    """Keep the button pressed until what it does is seen."""
    await button.hover()
    await page.mouse.down()
    await expect(until).to_be_visible()
    await page.mouse.up()


def on_ground(stage, vehicle_id: int, **changes) -> None:
    vehicle = stage.make_vehicle(vehicle_id, 200 * vehicle_id - 300, 40, is_in_air=False, is_armed=False, mode="hold")
    stage.station.show(vehicle.model_copy(update=changes))


async def test_a_helicopter_is_seen_and_the_button_shows_how_far_each_aircraft_is(stage):
    for vehicle_id in (1, 2):
        stage.station.show(stage.make_vehicle(vehicle_id, 200 * vehicle_id - 300, 40))
    page = await stage.page("commander", viewport={"width": 1024, "height": 768})
    await expect(page.locator(".aircraft-marker")).to_have_count(2)
    await page.locator('[data-tab="flight"]').click()
    await page.locator('[data-open="catalogue"]').click()
    await expect(page.locator(".shelf-card").first).to_be_visible()

    stage.helicopter()
    stage.warn(1, "manned-traffic", "critical")
    await expect(page.locator("dialog")).to_have_count(0)
    await page.locator('[data-tab="map"]').click()
    banner = page.locator('.alert-banner[data-alert="manned-traffic"]')
    await expect(banner).to_contain_text("Fare A")
    await expect(banner).to_contain_text("LNOAB er nærmest om")
    await expect(page.locator(".traffic-marker")).to_contain_text("LNOAB · 250 moh. · nærmest om")
    strip = page.locator(".air-strip")
    await hold(page, banner.locator('[data-command="clear-the-air-now"]'), strip)
    await expect(strip.locator('[data-vehicle="1"]')).to_contain_text("Beordret: til sitt lag, 30 m over start")
    stage.station.flight.get_on(1, status="clear", took_s=21.0)
    stage.station.flight.get_on(2, status="unanswered")

    await expect(strip).to_contain_text("1 av 2 klare")
    await expect(strip.locator('[data-vehicle="1"]')).to_contain_text("Klar etter 21 s")
    await expect(strip.locator("li").first).to_contain_text("Svarer ikke:")
    assert stage.station.flight.air.by == "commander"
    assert stage.station.flight.air.why == "Bemannet luftfartøy: LNOAB"
    await hold(page, strip.locator('[data-command="free-the-air"]'), page.locator('[data-command="clear-the-air"]'))
    assert not stage.station.flight.air.is_clearing


async def test_a_short_press_clears_nothing_and_a_viewer_has_no_button(stage):
    stage.station.show(stage.make_vehicle(1, 0, 0))
    pilot, viewer = await stage.page("pilot"), await stage.page("viewer")
    button = pilot.locator('[data-command="clear-the-air"]')

    await button.click(delay=300)

    await expect(button).to_have_text("Hold lenger")
    await expect(pilot.locator("#clear-air-promise")).to_contain_text("35 s fra 60 m")
    await expect(viewer.locator(".aircraft-marker")).to_have_count(1)
    await expect(viewer.locator('[data-command="clear-the-air"]')).to_have_count(0)
    assert not stage.station.flight.air.is_clearing


async def test_the_command_is_taken_asked_for_and_handed_over(stage):
    on_ground(stage, 1)
    kari, ola = await stage.page("pilot"), await stage.page("administrator")
    for page in (kari, ola):
        await page.locator('[data-workspace="flight"]').click()

    await kari.locator('[data-control="ask-A"]').click()
    await expect(kari.locator(".control-bar")).to_contain_text("Fartøysjef: pilot (du)")
    await expect(ola.locator(".aircraft-row")).to_contain_text("Fartøysjef: pilot")
    await expect(ola.locator('[data-command="arm-A"]')).to_be_disabled()
    await ola.locator('[data-control="ask-A"]').click()
    await expect(kari.locator('[data-asked="A"]')).to_contain_text("administrator ber om kommandoen over A.")
    await kari.get_by_role("button", name="Overlat nå").click()

    await expect(ola.locator(".control-bar")).to_contain_text("Fartøysjef: administrator (du)")
    await expect(ola.locator('[data-command="arm-A"]')).to_be_enabled()
    assert stage.station.flight.command[1].pilot == "administrator"


async def test_a_commander_takes_over_with_a_name_and_a_reason(stage):
    on_ground(stage, 1, pilot="ola")
    stage.station.flight.control(1, stage.wish("ask"), "ola", may_fly=True, may_lead=False)
    page = await stage.page("commander")
    await page.locator('[data-workspace="flight"]').click()
    await page.locator('[data-control="take-over-A"]').click()
    do_it = page.locator('[data-command="take-over-A-now"]')

    await page.get_by_label("Hvem skal ha kommandoen").fill("kari")
    await expect(do_it).to_be_disabled()
    await page.get_by_label("Hva har hendt").fill("Ola har falt")
    await hold(page, do_it, page.locator(".pilot-words strong").first)

    assert stage.station.flight.command[1].next_pilot == "kari"
    assert stage.station.flight.command[1].reason == "Ola har falt"


async def test_what_blocks_is_shown_mended_and_ticked(stage):
    stage.station.flight.blocking.add("check-nav-dll-act")
    on_ground(stage, 1)
    page = await stage.page("pilot")
    await page.locator('[data-workspace="flight"]').click()
    panel = page.locator('[data-preflight="A"]')

    await expect(panel).to_contain_text("2 hindrer flyging")
    await expect(panel).to_contain_text("Samband brutt: NAV_DLL_ACT er 0 · Sjekkliste (0 av 1)")
    await panel.locator(".preflight-head").click()
    await expect(panel.locator('[data-check="check-nav-dll-act"]')).to_contain_text("Sett 2: fly hjem.")
    await panel.locator("[data-safe-values]").click()
    await expect(panel).to_contain_text("Alle sikringene er satt og lest tilbake.")
    await panel.get_by_role("checkbox").check()

    await expect(panel).to_contain_text("alt i orden")
    assert stage.station.flight.ticked == {"people"}


async def test_a_reason_given_beforehand_goes_with_the_order(stage):
    on_ground(stage, 1)
    page = await stage.page("pilot")
    await page.locator('[data-workspace="flight"]').click()

    await page.get_by_role("button", name="Fly likevel …").click()
    give = page.get_by_role("button", name="Fly med denne grunnen")
    await page.get_by_label("Hvorfor fly selv om").fill("nød")
    await expect(give).to_be_disabled()
    await page.get_by_label("Hvorfor fly selv om").fill("savnet i elva")
    await give.click()
    await hold(page, page.locator('[data-command="arm-A"]'), page.locator(".reply"))

    assert stage.station.overrides == ["savnet i elva"]


async def test_danger_goes_before_a_finding_and_is_acknowledged_once(stage):
    stage.station.show(stage.make_vehicle(1, 0, 0))
    page = await stage.page("commander")
    stage.find(1)
    await expect(page.locator(".alert-banner")).to_contain_text("Nytt funn 1")

    stage.warn(1, "battery-reserve", "warning")
    stage.warn(1, "ground-ahead", "critical")

    banner = page.locator(".alert-banner")
    await expect(banner).to_contain_text("Fare A")
    await expect(banner).to_contain_text("2 til venter")
    await expect(page.locator(".aircraft-warning")).to_have_count(2)
    await page.get_by_role("button", name="Kvitter").click()
    await expect(banner).to_contain_text("Nytt funn 1")
    await expect(banner).to_contain_text("1 varsel venter")
    await page.get_by_role("button", name="Kvitter").click()
    await expect(banner).to_have_attribute("data-severity", "warning")
    await page.get_by_role("button", name="Kvitter").click()
    await expect(banner).to_have_count(0)
    await expect(page.locator('[data-rule="ground-ahead"]')).to_contain_text("kvittert")


async def test_another_aircraft_goes_on_where_the_first_stopped(stage):
    stage.plan([1])
    on_ground(stage, 1)
    on_ground(stage, 2)
    page = await stage.page("pilot")
    await page.locator('[data-workspace="flight"]').click()
    await expect(page.locator("[data-upload]")).to_have_count(2)

    stage.stop_halfway(1)
    await page.get_by_role("button", name="La B fortsette der A stoppet").click()

    await expect(page.locator('[data-resume="B"]')).to_contain_text("fra etappe 12 (40 %), 1 830 m igjen")
    assert stage.station.flight.resumed == [(2, 1)]
