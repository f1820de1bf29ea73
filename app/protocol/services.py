"""Finds the addresses of services in the Protocol blocks of an Autodiscover answer."""

from collections.abc import Iterator, Sequence

from app.domain.settings import ProtocolSettings, Scope, Service, ServiceUrl

_SERVICE_BY_ELEMENT = {
    # [EX07-PROTOCOL]: all that Exchange 2007 itself sends.
    "ASUrl": Service.AVAILABILITY,
    "OOFUrl": Service.OOF,
    "OABUrl": Service.OAB,
    "UMUrl": Service.UM,
    "OWAUrl": Service.OWA,
    # [OXDSCLI] [EXDEV]: 2010 and later. An absent EwsUrl stays absent: that a client then uses
    # ASUrl is its own rule [EWSMA], no address that the server gave.
    "EwsUrl": Service.EWS,
    "EmwsUrl": Service.EWS,
    "EwsPartnerUrl": Service.EWS,
    "EcpUrl": Service.ECP,
}
_OAB_LITERALS = {"public folder", "public folders"}
"""In the place of a URL: the book is not distributed over HTTP. [KB-OABHTTP]"""

_LONGEST_CONTROL_PANEL_URL = 2048
"""It is repeated in each of its pages' URLs, of which a hostile answer can have thousands."""

_RPC_PROXY_TYPES = {"EXPR", "EXHTTP"}
_MAIL_SERVICES = {"IMAP": Service.IMAP, "POP3": Service.POP3, "SMTP": Service.SMTP}
_WEB_SERVICES = {
    # [EXDEV] type-pox: the Server of such a block is a URL, or a host.
    "WEB": Service.OWA,
    "MOBILESYNC": Service.ACTIVE_SYNC,
    "DAV": Service.DAV,
    "CALDAV": Service.DAV,
    "CARDDAV": Service.DAV,
    "NNTP": Service.OTHER,
}


def services_of(protocols: Sequence[ProtocolSettings]) -> Iterator[ServiceUrl]:
    """Give every address, block by block, in the order of the answer; the caller sets the limit."""
    rpc_over_http = [one for one in protocols if one.type.upper() == "EXHTTP"]
    for protocol in protocols:
        # Two EXHTTP blocks come where inside and outside differ, the inside one first.
        # UNSOURCED (administrators' reports); a lone one is taken for outside, as EXPR is.
        inside = len(rpc_over_http) > 1 and protocol is rpc_over_http[0]
        yield from _services_of_block(protocol, Scope.INTERNAL if inside else None)


def _services_of_block(protocol: ProtocolSettings, told: Scope | None) -> Iterator[ServiceUrl]:
    block = told or _scope_of_type(protocol.type)
    server = _server(protocol)
    if server is not None:
        service, address = server
        yield ServiceUrl(
            service=service, scope=block, protocol=protocol.type, element="Server", url=address
        )
    control_panel = protocol.text("EcpUrl")
    for path, text in protocol.elements:
        found = _service(path, text, control_panel)
        if found is not None:
            service, address = found
            yield ServiceUrl(
                service=service,
                scope=_scope_of_path(path) or block,
                protocol=protocol.type,
                element=path,
                url=address,
            )


def _scope_of_type(name: str) -> Scope:
    # Internet protocols know no inside: whatever is not EXCH is for clients anywhere.
    return Scope.INTERNAL if name.upper() == "EXCH" else Scope.EXTERNAL


def _scope_of_path(path: str) -> Scope | None:
    segments = path.split("/")
    if "Internal" in segments or "InternalUrl" in segments:
        return Scope.INTERNAL
    if "External" in segments or "ExternalUrl" in segments:
        return Scope.EXTERNAL
    return None


def _service(path: str, text: str, control_panel: str) -> tuple[Service, str] | None:
    """Give the service that one leaf element is the address of, if it is one."""
    *_, name = path.split("/")
    if not text or name.startswith("@"):
        return None
    if name == "OABUrl" and text.lower() in _OAB_LITERALS:
        return Service.PUBLIC_FOLDER, text
    if name in _SERVICE_BY_ELEMENT:
        return _SERVICE_BY_ELEMENT[name], text
    if name.startswith("EcpUrl-"):
        return _control_panel_page(control_panel, text)
    if path.startswith(("MailStore/", "AddressBook/")) and name in {"InternalUrl", "ExternalUrl"}:
        return Service.MAPI_HTTP, text
    if name.lower().endswith("url") and _is_url(text):
        return Service.OTHER, text
    return None


def _control_panel_page(control_panel: str, fragment: str) -> tuple[Service, str] | None:
    # [EXDEV]: EcpUrl-um and its like are appended to EcpUrl; alone they lead nowhere.
    if _is_url(fragment):
        return Service.ECP, fragment
    if 0 < len(control_panel) <= _LONGEST_CONTROL_PANEL_URL:
        return Service.ECP, control_panel + fragment
    return None


def _server(protocol: ProtocolSettings) -> tuple[Service, str] | None:
    """Give what the Server element of the block leads to; EXCH's is a mailbox server, no URL."""
    server = protocol.text("Server")
    kind = protocol.type.upper()
    if not server:
        return None
    if kind in _RPC_PROXY_TYPES:
        return Service.OUTLOOK_ANYWHERE, _rpc_proxy_url(protocol, server)
    if kind in _MAIL_SERVICES:
        return _MAIL_SERVICES[kind], _with_port(protocol, server)
    if kind in _WEB_SERVICES:
        return _WEB_SERVICES[kind], _with_port(protocol, server)
    return None


def _rpc_proxy_url(protocol: ProtocolSettings, server: str) -> str:
    """Give the URL that Outlook Anywhere makes of the host.

    The answer names the host alone; the path is the protocol's: [MS-RPCH] 2.2.2. SSL is on
    unless the answer says Off. [EX07-PROTOCOL]
    """
    if _is_url(server):
        return server
    scheme = "http" if protocol.text("SSL").lower() == "off" else "https"
    return f"{scheme}://{_with_port(protocol, server)}/rpc/rpcproxy.dll"


def _with_port(protocol: ProtocolSettings, server: str) -> str:
    """Give host[:port]; where Server is a URL, Port has no meaning. [EX07-PROTOCOL]"""
    port = protocol.text("Port")
    if _is_url(server) or not (port.isascii() and port.isdigit() and 0 < int(port[:9]) < 65536):
        return server
    if server.count(":") > 1 and not server.startswith("["):
        return f"[{server}]:{port}"
    return f"{server}:{port}"


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))
