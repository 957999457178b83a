"""The console when the network is gone, and what it remembers: real Chromium, real API, a line that is cut."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from playwright.async_api import expect

expect.set_options(timeout=30_000)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

KEPT = """() => new Promise((resolve) => {
    const request = indexedDB.open('varde', 1);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
        const database = request.result;
        const asked = database.transaction('kept').objectStore('kept').get('picture');
        asked.onsuccess = () => {
            database.close();
            resolve(asked.result ? asked.result.shown.picture.findings.size : 0);
        };
    };
})"""


async def test_the_console_starts_without_network_and_sends_later_what_was_said_meanwhile(stage):
    stage.plan([1])
    stage.find(1)
    page = await stage.page(permissions=["clipboard-read", "clipboard-write"])
    await page.locator('.finding-row[data-finding="1"]').click()

    # A position in the form that the other end of the radio wants.
    await page.get_by_role("button", name="Bytt til MGRS").click()
    await page.get_by_role("button", name="Kopier posisjonen 32V").click()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"32V [A-Z]{2} \d{5} \d{5}", copied), copied

    # The last picture, with its true age.
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _ in range(200):
        if await page.evaluate(KEPT) == 1:
            break
        await asyncio.sleep(0.1)
    kept_at = time.monotonic()
    stage.relay.cut()
    await page.reload()
    await expect(page.locator('.finding-row[data-finding="1"]')).to_be_visible()
    await expect(page.locator(".link-strip")).to_contain_text("Kartet viser slik det var kl.")
    await expect(page.locator(".picture-age")).to_have_attribute("data-level", re.compile("warning|critical"))
    shown = await page.locator(".picture-age").inner_text()
    age_s = float(re.search(r"[\d,]+", shown)[0].replace(",", "."))
    gone_s = time.monotonic() - kept_at
    assert gone_s - 5.0 <= age_s <= gone_s + 8.0, (shown, gone_s)

    # What is said meanwhile waits here, and reaches the station once.
    await page.locator('.finding-row[data-finding="1"]').click()
    await page.get_by_role("button", name="Bekreft", exact=True).click()
    await expect(page.locator(".outbox-strip li")).to_have_text(re.compile("Funn 1: Bekreft"))
    assert stage.incident.picture.findings[0].status == "found"
    stage.relay.mend()
    await page.get_by_role("button", name="Prøv nå").click()
    await expect(page.locator(".outbox-strip")).to_have_count(0)
    assert stage.incident.picture.findings[0].status == "confirmed"
    reviews = [event for event in stage.incident.events_after(0, 100) if event.type == "finding_reviewed"]
    assert [event.actor for event in reviews] == ["commander"]

    # Only the slider's right edge is now; to its left everything says so.
    await page.get_by_role("slider").press("Home")
    await expect(page.locator(".replay-strip")).to_contain_text(re.compile("TILBAKEBLIKK.*Ikke nå"))
    await expect(page.locator(".console")).to_have_attribute("data-replay", "true")
    await expect(page.locator(".finding-row")).to_have_count(0)
    stage.find(2, 60, 40)
    await expect(page.locator(".alert-banner")).to_contain_text("Nytt funn 2")
    await page.get_by_role("button", name="Til nå").click()
    await expect(page.locator(".replay-strip")).to_have_count(0)
    await expect(page.locator(".finding-row")).to_have_count(2)
