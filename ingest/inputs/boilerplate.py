"""Whether a page is no article at all: an error, a wall, a check for robots."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 1_500  # characters; a page with more text than this is taken for an article
_TITLES = re.compile(
    r"(?:http )?(?:error )?(?:404|403|410|500|502|503)(?: error)?"
    r"(?:\W{0,3}(?:not found|forbidden|gone|page not found|bad gateway|service (?:temporarily )?"
    r"unavailable|internal server error))?"
    r"|(?:sorry\W+)?(?:this |the )?(?:page|article|story|content) (?:was |could |can )?not"
    r" (?:be )?found"
    r"|access denied|just a moment|attention required|are you (?:a robot|human)|robot check"
    r"|pardon our interruption|security check(?: required)?|one more step|captcha"
    r"|please verify you are (?:a )?human|seite nicht gefunden|page (?:non trouvée|introuvable)"
    r"|página no encontrada|pagina non trovata|pagina niet gevonden|sidan hittades inte",
    re.IGNORECASE,
)
_PHRASES = re.compile(
    r"checking (?:if the site connection is secure|your browser before accessing)"
    r"|enable javascript and cookies to continue|verif(?:y|ying) (?:that )?you are (?:a )?human"
    r"|unusual (?:traffic|activity) from your (?:computer )?network"
    r"|you don.t have permission to access|the requested url .{0,200}was not found on this server"
    r"|(?:the )?page you(?: are|.re|.ve| have)? (?:looking for|requested|been looking for)"
    r"|performance (?:&|and) security by cloudflare"
    r"|(?:subscribe|sign in|log in|register) (?:now )?to (?:continue|keep) reading"
    r"|this (?:article|content|story) is (?:only )?(?:for|available to|reserved for) subscribers",
    re.IGNORECASE | re.DOTALL,
)
_CHOICES = re.compile(
    r"\b(?:accept (?:all|cookies)|reject all|agree and (?:close|continue)|alle akzeptieren"
    r"|tout accepter|aceptar todo|manage (?:your )?(?:preferences|choices|cookies|options))\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:cookie (?:policy|settings|preferences)|our (?:\d+ )?partners|legitimate interest"
    r"|privacy (?:policy|notice)|consent|cookies|personali[sz]ed (?:ads|content|advertising))\b",
    re.IGNORECASE,
)
_BARE = 400  # characters; a wall's own words, with no article beside them


def boilerplate(titles: Iterable[str], text: str) -> str | None:
    """Say what a page is if it is surely no article, else None.

    Conservative: an article *about* cookies or errors is long, or its title is not the error's
    alone, or it offers no button to press. ``titles`` are what the page calls itself.
    """
    body = " ".join(text.split())
    if len(body) > _LONGEST:
        return None
    for title in titles:
        alone = re.split(r"\s+[|–—-]\s+|\s*\|\s*", " ".join(title.split()))[0]
        if _TITLES.fullmatch(alone.strip(" .!?…")):
            return f"an error page or a check for robots ({alone[:60]!r})"
    if len(body) <= _BARE and (phrase := _PHRASES.search(body)):
        return f"an error page or a wall ({phrase[0][:60]!r})"
    marks = len(_CONSENT.findall(body)) + len(_CHOICES.findall(body))
    sentences = len(re.findall(r"[.!?](?:\s|$)", body))
    if _CHOICES.search(body) and marks >= max(3, 0.6 * sentences):
        return "a cookie wall"
    return None
