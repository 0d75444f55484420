"""Takes the pictures of the README from the demo portal, at a fixed time: `make screenshots`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.conftest import FLAGS, served
from tests.environment import find_chromium

TOP = Path(__file__).parents[2]
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PAGE = "catalog/default/component/shipping-api/"
WIDTH = 1280


def take(site: Path, folder: Path) -> None:
    """Write `portal-light.png` and `portal-dark.png`: the page down to the end of its relations."""
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": WIDTH, "height": 1000},
                device_scale_factor=1.5,
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            page.clock.set_fixed_time(NOW)
            page.goto(address + PAGE)
            page.wait_for_load_state("networkidle")
            page.evaluate("document.fonts.ready")
            box = page.locator("article svg.cs-diagram").first.bounding_box()
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": box["y"] + box["height"] + 14}
            page.screenshot(path=folder / f"portal-{scheme}.png", clip=clip)
            page.close()
        browser.close()


if __name__ == "__main__":
    target = TOP / "docs/images"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "acme"
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
        command = [sys.executable, "-m", "catalogsite", "demo", str(demo)]
        subprocess.run(command, env=environment, check=False, capture_output=True)
        take(demo / "site", target)
