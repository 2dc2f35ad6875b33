"""The 目錄 in a real browser: from the list to a group, a card, its contrast, and the source text it rests on."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App

pytestmark = pytest.mark.browser


def fits(page: Page) -> bool:
    """Nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_the_list_to_a_group_a_card_and_its_contrast(page: Page, app: App) -> None:
    page.get_by_role("link", name="目錄").click()
    page.get_by_role("link", name="按性質劃分的行政協調").click()
    table = page.locator(".xt-rows")
    expect(table.get_by_role("columnheader", name="不適用", exact=True)).to_be_visible()
    table.get_by_role("link", name="促進式協調").first.click()
    expect(page.locator("h1")).to_have_text("促進式協調")
    page.locator(".xt-chips").first.get_by_role("link", name="糾偏式協調").click()
    expect(page.locator("h1")).to_have_text("糾偏式協調")
    page.get_by_role("link", name="按性質劃分的行政協調").click()
    expect(page.locator("h1")).to_have_text("按性質劃分的行政協調")


def test_the_search_box_finds_a_card_in_simplified(page: Page, app: App) -> None:
    page.goto(f"{app.url}/catalogue?script=simp")
    box = page.get_by_role("textbox", name="查卡片")
    box.fill("违规的事硬要大家各退一步")
    box.press("Enter")
    page.locator(".xt-found a").first.click()
    expect(page.locator("h1")).to_have_text("纠偏式协调")


@pytest.mark.parametrize(
    "address",
    ["", "view=map", "view=handbook", "kind=type", "view=cases", "case=case.016",
     "group=type.level-means", "group=type", "card=principle.six.flexibility", "card=theory.fayol",
     "chapter=handbook.08"],
)  # fmt: skip
def test_a_phone_shows_everything_within_its_width(page: Page, app: App, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{app.url}/catalogue?{address}")
    page.locator(".xt-catalogue, .xt-map, .xt-found, .xt-card-page, .xt-chapter").first.wait_for()
    assert fits(page)
