"""Service URLs, and what works in Outlook, as a report shows them."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from app.domain.features import FeatureName, features
from app.domain.rows import Row, ServiceState
from app.domain.session import Session
from app.domain.settings import Scope
from app.wording import (
    Line,
    Mark,
    describe,
    feature_mark,
    feature_result,
    feature_title,
    scope_title,
    service_title,
)


class ServiceLine(Struct, frozen=True, kw_only=True):
    title: str
    scope: str
    url: str
    line: Line


class FeatureSide(Struct, frozen=True, kw_only=True):
    """What is known of a feature inside, or outside."""

    mark: Mark
    text: str


class ToldFeature(Struct, frozen=True, kw_only=True):
    title: str
    sides: tuple[FeatureSide, ...]
    """In the order of the scopes."""


def services(rows: Iterable[Row]) -> Iterator[ServiceLine]:
    """Give each of these rows that is a service URL."""
    for row in rows:
        if isinstance(state := row.subject, ServiceState):
            yield ServiceLine(
                title=service_title(state.service_url.service),
                scope=scope_title(state.service_url.scope),
                url=state.service_url.url,
                line=describe(row, over=True),
            )


def told_features(session: Session) -> Iterator[ToldFeature]:
    """Give what works in Outlook, inside beside outside."""
    found = features(session)
    for name in FeatureName:
        sides = [one for scope in Scope for one in found if (one.name, one.scope) == (name, scope)]
        if sides:
            yield ToldFeature(
                title=feature_title(name),
                sides=tuple(
                    FeatureSide(
                        mark=feature_mark(one.result, from_outside=one.from_outside),
                        text=feature_result(one.result, from_outside=one.from_outside),
                    )
                    for one in sides
                ),
            )
