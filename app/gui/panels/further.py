"""The options that a form seldom needs: all that the command line takes beyond the first row."""

import math
from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.domain.authentication import Scheme
from app.domain.options import RunOptions
from app.domain.secret import Secret
from app.gui.panels.fields import caption, choice, field, words
from app.gui.panels.files_field import FilesField
from app.gui.plain_text import tool_tip
from app.wording.language import _

PATHS = (("/autodiscover/autodiscover.xml", ""), ("/Autodiscover/Autodiscover.xml", "spec"))
OWN_PROXY, NO_PROXY = "own", "none"
# Where nothing is chosen a practice scenario answers as it says, and any other run asks.
SCHEMES = (("Negotiate", Scheme.NEGOTIATE), ("NTLM", Scheme.NTLM), ("Basic", Scheme.BASIC))

SHRINKING = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
SHORTEST = 12
BETWEEN = 10

Row = tuple[str, QWidget] | QWidget


class FurtherOptions(QWidget):
    """Three groups, as many beside each other as fit. Tool tips name the option, as complaints do.

    Signals:
        entered: Enter was pressed in a field.
        rearranged: the groups stand otherwise, and want another height.
    """

    entered = Signal()
    rearranged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._make_client_fields()
        self._make_network_fields()
        self._make_certificate_fields()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setSpacing(BETWEEN)
        self._groups = (self._client(), self._network(), self._certificates())
        self._is_narrow = False
        self._place()
        for box in self.findChildren(QComboBox):
            # The longest title shows when the list is open; it need not widen the window.
            box.setSizeAdjustPolicy(SHRINKING)
            box.setMinimumContentsLength(SHORTEST)
        for text in self.findChildren(QLineEdit):
            text.returnPressed.connect(self.entered)
        self.in_background.toggled.connect(self._show_answers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self._wanted(is_narrow=False)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place()
            self.rearranged.emit()

    def minimumSizeHint(self) -> QSize:
        """Be content with the width of two groups, though there are three beside each other."""
        return QSize(self._wanted(is_narrow=True), super().minimumSizeHint().height())

    def _wanted(self, *, is_narrow: bool) -> int:
        client, network, certificates = (one.minimumSizeHint().width() for one in self._groups)
        if is_narrow:
            return max(client, certificates) + network + BETWEEN
        return client + network + certificates + 2 * BETWEEN

    def _place(self) -> None:
        """Put the groups beside each other, or the last one below the first."""
        while self._grid.count():
            self._grid.takeAt(0)
        client, network, certificates = self._groups
        self._grid.addWidget(client, 0, 0)
        if self._is_narrow:
            self._grid.addWidget(network, 0, 1, 2, 1)
            self._grid.addWidget(certificates, 1, 0)
        else:
            self._grid.addWidget(network, 0, 1)
            self._grid.addWidget(certificates, 0, 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 0 if self._is_narrow else 1)

    def filled(self, options: RunOptions) -> RunOptions:
        """Give the options with what is set here, as it is typed; what is not set stays blank."""
        named = tuple(scheme.value for scheme, box in self.schemes.items() if box.isChecked())
        in_background = self.in_background.isChecked()
        by_hand = self.proxies.currentData() == OWN_PROXY
        proxy_password = self.proxy_password.text()
        return replace(
            options,
            mode=self.mode.currentData(),
            directory=self.directory.text().strip(),
            site=self.site.text().strip(),
            policies=words(self.policies.text()),
            local_xml=self.local_xml.file,
            path_case=self.path_case.currentData(),
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
            trust_files=self.trust_files.files,
            system_trust=not self.only_these.isChecked(),
            at=self.at.text().strip(),
            revocation=self.revocation.isChecked(),
            consent="deny" if in_background else self.redirects.currentData(),
            security_alert="skip" if in_background else self.alerts.currentData(),
        )

    def _make_client_fields(self) -> None:
        self.mode = choice(_("Mode"), _modes(), "--mode")
        self.directory = field(
            _("Directory"),
            _("find it"),
            _("--directory: the domain controller, ldap://HOST[:PORT] or ldaps://HOST[:PORT]"),
        )
        self.site = field(
            _("Active Directory site"), _("find it"), _("--site: the AD site of the PC")
        )
        self.policies = field(
            _("Registry policies"),
            _("none"),
            _(
                "--policy: NAME=VALUE as in the registry, with spaces between them;"
                " ExcludeScpLookup, ExcludeHttpsRootDomain,"
                " ExcludeHttpsAutoDiscoverDomain, ExcludeHttpRedirect, ExcludeSrvRecord,"
                " PreferLocalXML (0 or 1), RedirectServers=HOST"
            ),
        )
        self.local_xml = FilesField(
            _("Local XML file"), _("none"), _("--local-xml: what the local XML step reads")
        )
        self.path_case = choice(_("Path of the URLs"), PATHS, "--path-case")

    def _make_network_fields(self) -> None:
        self.schemes = {scheme: QCheckBox(title) for title, scheme in SCHEMES}
        for box in self.schemes.values():
            box.setAccessibleName(_("Sign in by {text}").format(text=box.text()))
            box.setToolTip(
                tool_tip(
                    _(
                        "--authentication: with none of the three chosen, the strongest that the"
                        " server offers. Where a certificate is only tolerated, Basic must be"
                        " chosen."
                    )
                )
            )
        self.current_user = QCheckBox(_("Also as the user of this PC"))
        self.current_user.setToolTip(
            tool_tip(
                _(
                    "--current-user: the ticket, or the sign-in, that this PC already has,"
                    " is used first"
                )
            )
        )
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
        self.proxy_current_user = QCheckBox(_("Sign in to the proxy as this user"))
        self.proxy_current_user.setToolTip(tool_tip(_("--proxy-current-user: only if it asks")))
        # Whoever types one means it.
        for own in (self.proxy, self.proxy_password):
            own.textEdited.connect(self._take_own_proxy)
        self.timeout = field(
            _("Time-out of a connection in seconds"),
            _("as Outlook"),
            _("--timeout: seconds for one connection"),
        )
        self.old_tls = choice(_("TLS 1.0 and 1.1"), _old_tls(), "--old-tls")
        self.probes = QCheckBox(_("Try the URLs that come back"))
        self.probes.setChecked(True)
        self.probes.setToolTip(tool_tip(_("--no-probes: neither the URLs nor their certificates")))

    def _make_certificate_fields(self) -> None:
        self.trust_files = FilesField(
            _("Trust files"),
            _("none further"),
            _("--trust-file: PEM files with further trust anchors, with semicolons between them"),
            several=True,
        )
        self.only_these = QCheckBox(_("Trust only these files"))
        self.only_these.setToolTip(tool_tip("--no-system-trust"))
        self.at = field(
            _("Judge certificates as of"), _("now"), _("--at: a day such as 2007-06-01; empty: now")
        )
        self.revocation = QCheckBox(_("Ask whether they are revo&ked"))
        self.revocation.setToolTip(
            tool_tip(_("--revocation: by OCSP and CRL; Outlook on Windows XP does not"))
        )
        self.redirects = choice(
            _("Redirects"), _redirects(), _("--consent: Outlook's redirect question")
        )
        self.alerts = choice(
            _("Security alerts"), _alerts(), _("--security-alert: Outlook's certificate warning")
        )
        self.in_background = QCheckBox(_("Answer as Outlook in background"))
        self.in_background.setToolTip(
            tool_tip(
                _("No questions: redirects are not allowed, certificate warnings are not accepted.")
            )
        )

    def _client(self) -> QGroupBox:
        return _group(
            _("Outlook and the PC"),
            (
                (_("&Mode"), self.mode),
                (_("&Directory"), self.directory),
                (_("AD s&ite"), self.site),
                (_("Re&gistry policies"), self.policies),
                (_("&Local XML file"), self.local_xml),
                (_("Path of the URLs"), self.path_case),
            ),
        )

    def _network(self) -> QGroupBox:
        boxes = QWidget()
        side_by_side = QHBoxLayout(boxes)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        for box in self.schemes.values():
            side_by_side.addWidget(box)
        side_by_side.addStretch()
        boxes.setFocusProxy(self.schemes[Scheme.NEGOTIATE])
        return _group(
            _("Network and sign-in"),
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
            ),
        )

    def _certificates(self) -> QGroupBox:
        return _group(
            _("Certificates and questions"),
            (
                (_("Trust files"), self.trust_files),
                self.only_these,
                (_("Judge as of (date)"), self.at),
                self.revocation,
                (_("Redirects"), self.redirects),
                (_("Security alerts"), self.alerts),
                self.in_background,
            ),
        )

    def _take_own_proxy(self) -> None:
        self.proxies.setCurrentIndex(self.proxies.findData(OWN_PROXY))

    def _show_answers(self, in_background: bool) -> None:  # noqa: FBT001 - a signal sends it
        for answers in (self.redirects, self.alerts):
            answers.setEnabled(not in_background)


def _group(title: str, rows: Sequence[Row]) -> QGroupBox:
    group = QGroupBox(title)
    layout = QFormLayout(group)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    layout.setContentsMargins(10, 6, 10, 8)
    layout.setHorizontalSpacing(10)
    layout.setVerticalSpacing(4)
    for row in rows:
        if isinstance(row, QCheckBox):
            row.setAccessibleName(row.text().replace("&", ""))
            layout.addRow(QLabel(), row)
        elif isinstance(row, tuple):
            text, widget = row
            layout.addRow(caption(text, widget), widget)
    return group


def _seconds(text: str) -> float | None:
    """Give the number; what is none becomes one that no check takes."""
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def _modes() -> tuple[tuple[str, str], ...]:
    return ((_("As Outlook: one after the other"), ""), (_("Survey: all at once"), "survey"))


def _proxies() -> tuple[tuple[str, str], ...]:
    return (
        (_("As the system says"), ""),
        (_("None: ask directly"), NO_PROXY),
        (_("This one:"), OWN_PROXY),
    )


def _old_tls() -> tuple[tuple[str, str], ...]:
    return ((_("Use it, with a warning"), ""), (_("Only look at it"), "look"))


def _redirects() -> tuple[tuple[str, str], ...]:
    return (
        (_("Ask me"), ""),
        (_("Ask, in practice too"), "ask"),
        (_("Allow"), "allow"),
        (_("Don't allow"), "deny"),
    )


def _alerts() -> tuple[tuple[str, str], ...]:
    return ((_("Ask me"), ""), (_("No: next step"), "skip"), (_("Yes: accept"), "accept"))
