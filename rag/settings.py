"""Every setting, its default and its unit: ``DATELINE_*`` in the environment, nothing else."""

from __future__ import annotations

import difflib
import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

PREFIX = "DATELINE_"
Share = Annotated[float, Field(ge=0, le=1)]


class Retrieval(BaseModel):
    """How passages are found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    candidates: PositiveInt = 60  # passages a leg proposes, before fusion
    top_k: PositiveInt = 10  # passages given to the reader
    recency_days: PositiveFloat = 10.0  # age at which the recency prior has fallen to 1/e
    recency: Annotated[float, Field(ge=0)] = 1.0  # times the prior; 0: age counts for nothing
    selective: Share = 0.1  # a filter that leaves less is a scan of what it leaves
    reopen_after_s: Annotated[float, Field(ge=0)] = 3.0  # seconds between looks at new vectors


class Reading(BaseModel):
    """How answering sentences are picked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentences: Annotated[int, Field(ge=1, le=3)] = 3  # most quotations in an answer
    passages: PositiveInt = 6  # passages read whole for a fact, the best first
    threshold: Share = (
        0.3  # score under which it abstains; refuses 3 % falsely of what it is fitted on
    )
    nearest: Annotated[int, Field(ge=0, le=10)] = 3  # passages shown with an abstention


class Limits(BaseModel):
    """What an input or a request may cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_chars: PositiveInt = 2_000  # code points of a question
    file_bytes: PositiveInt = 500_000_000  # bytes of one input file, decompressed
    record_bytes: PositiveInt = 50_000_000  # bytes of one line or one article
    free_bytes: PositiveInt = 200_000_000  # bytes that must be free on the disk before a batch
    queue: PositiveInt = 32  # questions waiting in the page
    concurrency: PositiveInt = 4  # questions answered at once in the page
    upload_bytes: NonNegativeInt = (
        100_000_000  # bytes of the files given to the page at once; 0: it takes none
    )
    withdraw_s: PositiveFloat = 300.0  # seconds a withdrawal from the page may take


class Parsing(BaseModel):
    """What reading one article may cost; one that costs more is left out and named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wall_s: PositiveFloat = 20.0  # seconds
    cpu_s: PositiveFloat = 15.0  # seconds of a processor
    memory_bytes: PositiveInt = 1 << 30  # bytes that a file's parser may take beyond the file's


class Fetching(BaseModel):
    """What the fetcher may reach, and what one fetch may cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    loopback: bool = False  # allow this machine's own addresses, on any port
    total_s: PositiveFloat = 30.0  # seconds for one address, redirects included
    max_bytes: PositiveInt = 20_000_000  # bytes of a reply, unpacked
    expansion: PositiveFloat = 100.0  # unpacked bytes for each byte sent
    hops: Annotated[int, Field(ge=0)] = 5  # redirects followed
    pages: PositiveInt = 200  # pages read for one feed or sitemap in one run
    pause_s: Annotated[float, Field(ge=0)] = 1.0  # seconds between two requests to one host
    longest_pause_s: Annotated[float, Field(ge=0)] = 30.0  # seconds of a Crawl-delay honoured
    contact: Annotated[str, Field(pattern=r"^[!-'*-~]*$")] = ""  # an address or URL, without
    # blanks or brackets, to show in the user agent for who runs the site


class Settings(BaseSettings):
    """All of them, frozen. An unknown ``DATELINE_`` name is an error."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_path("dateline")))
    cache: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_path("dateline")))
    timezone: str = "UTC"  # IANA zone in which bare days and zoneless times are read
    language: str = "en"  # of the page's own words: a file of ui/web/texts, or another's path
    encoder: str = "all-MiniLM-L6-v2"  # or the path of another sentence-transformers model
    runtime: Literal["auto", "openvino", "sentence-transformers"] = "auto"
    device: str = "auto"  # auto, cpu, cuda, cuda:1, mps
    index: Literal["chroma", "exact"] = "chroma"
    chroma_url: str | None = None  # http(s)://host:port of a `chroma run` server
    chat_model: str | None = None  # "provider:model" of langchain's init_chat_model; none: no model
    tracing: bool = False  # let LangChain report runs, article text included, to LangSmith
    chat_timeout_s: PositiveFloat = 60.0  # seconds for a chat model's whole reply
    retrieval: Retrieval = Retrieval()
    reading: Reading = Reading()
    limits: Limits = Limits()
    parsing: Parsing = Parsing()
    fetching: Fetching = Fetching()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone is called {name!r}") from error
        return name

    @cached_property
    def zone(self) -> ZoneInfo:
        """The configured time zone."""
        return ZoneInfo(self.timezone)


def load(*, home: Path | None = None) -> Settings:
    """Read the environment; ``home`` overrides ``DATELINE_HOME``.

    Raises SettingsError naming each wrong or unknown setting.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX) and name.upper().split("__")[0] not in known
    )
    if unknown:
        raise SettingsError(f"no such setting: {', '.join(unknown)}", hint=_unset(unknown, known))
    try:
        settings = Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        raise _wrong(error) from error
    try:
        folders = {
            name: getattr(settings, name).expanduser().resolve() for name in ("home", "cache")
        }
    except (RuntimeError, OSError) as error:  # a ~user that nobody is, links in a circle
        raise SettingsError(f"no such folder can be: {error}") from error
    return settings.model_copy(update=folders)


def _wrong(error: ValidationError) -> SettingsError:
    """Return what is wrong with which settings, and how to set the first of them right."""
    found = [(PREFIX + "__".join(map(str, e["loc"])).upper(), e) for e in error.errors()]
    told = "; ".join(f"{name}: {e['msg'].removeprefix('Value error, ')}" for name, e in found)
    name, first = found[0]
    hint = f"Set {name} right or unset it; then `dateline status --settings` shows every one."
    if first["loc"] == ("timezone",):
        near = _near_zones(str(first["input"]))
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        hint += f"Set {name} to an IANA name, such as Europe/Tallinn or UTC."
    return SettingsError(told, hint=hint)


def _near_zones(name: str) -> list[str]:
    """Return up to three time zones whose name, or its last part, is nearly ``name``'s."""
    by_key: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        by_key.setdefault(zone.rpartition("/")[2].casefold(), zone)
    by_key |= {zone.casefold(): zone for zone in available_timezones()}
    wanted = name.strip().replace(" ", "_").casefold()
    tried = dict.fromkeys((wanted, wanted.rpartition("/")[2]))
    near = [
        key for one in tried for key in difflib.get_close_matches(one, by_key, n=3, cutoff=0.75)
    ]
    return list(dict.fromkeys(by_key[key] for key in near))[:3]


def _unset(unknown: list[str], known: set[str]) -> str:
    """Return what to do about unknown names; `status --settings` would be refused as well."""
    near = difflib.get_close_matches(unknown[0].upper(), sorted(known), n=1, cutoff=0.8)
    meant = f"Did you mean {near[0]}? " if near else ""
    return f"{meant}Unset {', '.join(unknown)}; then `dateline status --settings` names every one."
