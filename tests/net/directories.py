"""A small LDAP server on loopback, on sansldap's server codec."""

import ssl
from dataclasses import dataclass, field

import sansldap
from sansldap import LDAPResultCode

from tests.net.peers import Guest

CONFIGURATION = "CN=Configuration,DC=contoso,DC=example"
Attributes = dict[str, list[bytes]]


@dataclass
class Directory:
    """How the directory behaves, and what it was asked."""

    entries: dict[str, Attributes] = field(default_factory=dict)
    base: str = CONFIGURATION
    references: int = 0
    mechanisms: tuple[str, ...] = ()
    """The SASL mechanisms that it says it knows."""
    capabilities: tuple[str, ...] = ("1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670")
    """Active Directory's, since Windows Server 2003."""
    password: str | None = None
    """None lets everybody search; else one must have signed in with it."""
    start_tls: ssl.SSLContext | None = None
    after_yes: bytes = b""
    """Sent together with the yes to StartTLS, as an attacker in the middle would."""
    bind_code: LDAPResultCode = LDAPResultCode.SUCCESS
    bind_says: str = "data 52e, v4563\0"
    search_code: LDAPResultCode = LDAPResultCode.SUCCESS
    anonymous_code: LDAPResultCode = LDAPResultCode.OPERATIONS_ERROR
    pages_without_end: bool = False
    has_paging: bool = True

    binds: list[tuple[str, str]] = field(default_factory=list)
    searches: list[sansldap.SearchRequest] = field(default_factory=list)
    unbound: bool = False

    async def serve(self, guest: Guest) -> None:
        """Serve one guest; the script of a peer."""
        server, signed_in = sansldap.LDAPServer(), self.password is None
        while data := await guest.hear():
            try:
                messages = server.receive(data)
            except sansldap.ProtocolError:
                self.unbound = True
                return
            for message in messages:
                match message:
                    case sansldap.BindRequest():
                        signed_in = self._bind(server, message)
                    case sansldap.SearchRequest():
                        self._search(server, message, signed_in=signed_in)
                    case sansldap.ExtendedRequest():
                        await self._start_tls(server, message, guest)
                    case _:
                        raise AssertionError(message)
            await guest.say(server.data_to_send())

    def _bind(self, server: sansldap.LDAPServer, request: sansldap.BindRequest) -> bool:
        assert isinstance(request.authentication, sansldap.SimpleCredential)
        self.binds.append((request.name, request.authentication.password))
        code = self.bind_code
        if code.value == 0 and request.authentication.password != self.password:
            code = LDAPResultCode.INVALID_CREDENTIALS
        server.bind_response(
            request.message_id,
            result_code=code,
            diagnostics_message=self.bind_says,
        )
        return code.value == 0

    def _search(
        self, server: sansldap.LDAPServer, request: sansldap.SearchRequest, *, signed_in: bool
    ) -> None:
        self.searches.append(request)
        number = request.message_id
        if request.scope == sansldap.SearchScope.BASE:
            offered = [one.encode() for one in self.mechanisms]
            known = {
                "configurationNamingContext": [self.base.encode()] if self.base else [],
                "supportedSASLMechanisms": offered,
                "supportedCapabilities": [one.encode() for one in self.capabilities],
            }
            root = [
                sansldap.PartialAttribute(name, known[name])
                for name in request.attributes
                if known[name]
            ]
            server.search_result_entry(number, "", root)
            server.search_result_done(number)
            return
        if not signed_in:
            server.search_result_done(number, result_code=self.anonymous_code)
            return
        paging = next(
            (one for one in request.controls if isinstance(one, sansldap.PagedResultControl)), None
        )
        names = list(self.entries)
        start, end = 0, len(names)
        if paging is not None and self.has_paging:
            start = int(paging.cookie or b"0")
            end = min(start + paging.size, end)
        for name in names[start:end]:
            attributes = [
                sansldap.PartialAttribute(key, values) for key, values in self.entries[name].items()
            ]
            server.search_result_entry(number, name, attributes)
        for _ in range(self.references):
            server.search_result_reference(number, ["ldap://other.example/"])
        more = end < len(names)
        cookie = str(end).encode() if more else b""
        if self.pages_without_end:
            cookie = b"0"
        answered = [sansldap.PagedResultControl(critical=False, size=0, cookie=cookie)]
        server.search_result_done(
            number,
            result_code=self.search_code,
            diagnostics_message="",
            controls=[*answered] if self.has_paging else [],
        )

    async def _start_tls(
        self, server: sansldap.LDAPServer, request: sansldap.ExtendedRequest, guest: Guest
    ) -> None:
        assert request.name == "1.3.6.1.4.1.1466.20037"
        if self.start_tls is None:
            server.extended_response(request.message_id, result_code=LDAPResultCode.PROTOCOL_ERROR)
            return
        server.extended_response(request.message_id)
        await guest.say(server.data_to_send() + self.after_yes)
        await guest.writer.start_tls(self.start_tls)
