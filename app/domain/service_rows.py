"""The rows of service URLs, each marked when it is probed."""

from msgspec.structs import replace

from app.domain.events import Recorded, ServiceProbed
from app.domain.row_list import RowList
from app.domain.rows import ServicesState, ServiceState
from app.domain.settings import Scope, Service, ServiceUrl


class ServiceRows:
    """Lists the service URLs below a heading for each scope."""

    def __init__(self, rows: RowList) -> None:
        self._rows = rows
        self._services: dict[tuple[Service, Scope, str], int] = {}

    def add(
        self, services: tuple[ServiceUrl, ...], recorded: Recorded, *, is_outside: bool
    ) -> None:
        """List the service URLs of settings by scope; `is_outside`: seen from no domain's PC."""
        for scope in Scope:
            # WEB repeats URLs of EXCH and EXPR: each is shown once.
            among = {(one.service, one.url): one for one in services if one.scope is scope}
            if not among:
                continue
            heading = self._rows.add_ended(0, recorded, ServicesState(scope=scope))
            for service_url in among.values():
                state = ServiceState(
                    service_url=service_url,
                    from_outside=is_outside and scope is Scope.INTERNAL,
                )
                row = self._rows.add_ended(heading, recorded, state)
                self._services[service_url.service, scope, service_url.url] = row

    def mark(self, event: ServiceProbed, recorded: Recorded, told_by: int) -> None:
        """Show what a probe told; `told_by`: the row of its attempt, 0 where there was none."""
        number = self._services.get((event.service, event.scope, event.url), 0)
        state = self._rows[number].subject if number else None
        if isinstance(state, ServiceState):
            self._rows.put(
                replace(
                    self._rows[number],
                    subject=replace(state, probed=event, told_by=told_by),
                    event=recorded.number,
                    ended_ms=recorded.at_ms,
                )
            )
