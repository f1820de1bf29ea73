"""The options about the network, and about signing in to what is on it."""

import math

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.authentication import Scheme
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui.panels.fields import choice, field, words
from app.gui.panels.option_group import OptionGroup, check_box
from app.wording.language import _

OWN_PROXY, NO_PROXY = "own", "none"
# Where nothing is chosen a practice scenario answers as it says, and any other run asks.
SCHEMES = (("Negotiate", Scheme.NEGOTIATE), ("NTLM", Scheme.NTLM), ("Basic", Scheme.BASIC))


class NetworkOptions(OptionGroup):
    """How hosts are found and reached, and who is let in by them."""

    def __init__(self) -> None:
        super().__init__(_("Network and sign-in"))
        self._make_sign_in()
        self._make_ways()
        self._make_proxy()
        self._show_all()

    def _make_sign_in(self) -> None:
        explanation = _(
            "--authentication: with none of the three chosen, the strongest that the server offers."
            " Where a certificate is only tolerated, Basic must be chosen."
        )
        self.schemes = {scheme: check_box(title, explanation) for title, scheme in SCHEMES}
        for box in self.schemes.values():
            box.setAccessibleName(_("Sign in by {text}").format(text=box.text()))
        self.current_user = check_box(
            _("Also as the user of this PC"),
            _(
                "--current-user: the ticket, or the sign-in, that this PC already has,"
                " is used first"
            ),
        )

    def _make_ways(self) -> None:
        self.resolvers = field(
            _("DNS servers"),
            _("as the system"),
            _(
                "--resolver: ADDRESS[:PORT], with spaces between them; nothing else is"
                " asked for names"
            ),
        )
        self.connects = field(
            _("Reach hosts at"),
            _("their own addresses"),
            _(
                "--connect: HOST:PORT=ADDRESS[:PORT], such as"
                " mail.contoso.com:443=192.0.2.10, with spaces between them; as one"
                " would to test before a DNS change"
            ),
        )
        self.timeout = field(
            _("Time-out of a connection in seconds"),
            _("as Outlook"),
            _("--timeout: seconds for one connection"),
        )
        self.old_tls = choice(_("TLS 1.0 and 1.1"), _old_tls(), "--old-tls")
        self.probes = check_box(
            _("Try the URLs that come back"),
            _("--no-probes: neither the URLs nor their certificates"),
        )
        self.probes.setChecked(True)

    def _make_proxy(self) -> None:
        self.proxies = choice(
            _("Proxy"),
            _proxies(),
            _(
                "--proxy, --no-proxy: for HTTP alone; DNS and the directory are always"
                " asked directly"
            ),
        )
        self.proxy = field(
            _("Proxy's address"),
            "http://proxy:8080",
            _("--proxy: http://HOST:PORT, or http://USER@HOST:PORT for one that wants a sign-in"),
        )
        self.proxy_password = field(
            _("Password for the proxy"),
            _("optional"),
            _(
                "--proxy-password-stdin: of the user whom the address names; to one that"
                " takes Basic alone it goes in the clear"
            ),
        )
        self.proxy_password.setEchoMode(QLineEdit.EchoMode.Password)
        self.proxy_current_user = check_box(
            _("Sign in to the proxy as this user"), _("--proxy-current-user: only if it asks")
        )
        # Whoever types one means it.
        for own in (self.proxy, self.proxy_password):
            own.textEdited.connect(self._take_own_proxy)

    def _show_all(self) -> None:
        boxes = QWidget()
        side_by_side = QHBoxLayout(boxes)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        for box in self.schemes.values():
            side_by_side.addWidget(box)
        side_by_side.addStretch()
        boxes.setFocusProxy(self.schemes[Scheme.NEGOTIATE])
        self.show_rows(
            (
                (_("Sign in only by"), boxes),
                self.current_user,
                (_("DNS servers"), self.resolvers),
                (_("Reach hosts at"), self.connects),
                (_("Pro&xy"), self.proxies),
                (_("Its address"), self.proxy),
                (_("Its password"), self.proxy_password),
                self.proxy_current_user,
                (_("Time-out (seconds)"), self.timeout),
                (_("TLS 1.0 and 1.1"), self.old_tls),
                self.probes,
            )
        )

    def filled(self, options: RunOptions) -> RunOptions:
        """Give the options with what is set here, as it is typed; what is not set stays blank."""
        named = tuple(scheme.value for scheme, box in self.schemes.items() if box.isChecked())
        by_hand = self.proxies.currentData() == OWN_PROXY
        proxy_password = self.proxy_password.text()
        return replace(
            options,
            authentication=named or None,
            current_user=self.current_user.isChecked(),
            resolvers=words(self.resolvers.text()),
            connects=words(self.connects.text()),
            proxy=self.proxy.text().strip() if by_hand else "",
            no_proxy=self.proxies.currentData() == NO_PROXY,
            proxy_password=Secret(proxy_password) if by_hand and proxy_password else None,
            proxy_current_user=self.proxy_current_user.isChecked(),
            timeout=_seconds(self.timeout.text()),
            old_tls=self.old_tls.currentData(),
            probes=self.probes.isChecked(),
        )

    def _take_own_proxy(self) -> None:
        self.proxies.setCurrentIndex(self.proxies.findData(OWN_PROXY))


def _seconds(text: str) -> float | None:
    """Give the number; what is none becomes one that no check takes."""
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def _proxies() -> tuple[tuple[str, str], ...]:
    return (
        (_("As the system says"), ""),
        (_("None: ask directly"), NO_PROXY),
        (_("This one:"), OWN_PROXY),
    )


def _old_tls() -> tuple[tuple[str, str], ...]:
    return ((_("Use it, with a warning"), ""), (_("Only look at it"), "look"))
