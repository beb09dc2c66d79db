from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.chromium import Watched, ask

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_a_machine_can_find(opened: Callable[..., Watched], scheme: str) -> None:
    """Contrast, names, roles, order: axe's rules over an answer, an abstention and the filters."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(color_scheme=scheme, bypass_csp=True).page
    ask(page, "what did Estonia say about guarantees?")
    ask(page, "and Latvia?", turn=2)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Publishers").wait_for()

    violations = axe.run(page).response["violations"]

    found = [
        (one["id"], node["html"][:160])
        for one in violations
        for node in one["nodes"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert found == []
