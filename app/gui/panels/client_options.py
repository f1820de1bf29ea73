"""The options about Outlook and the PC that it is on."""

from msgspec.structs import replace

from app.domain.options import RunOptions
from app.gui.panels.fields import choice, field, words
from app.gui.panels.files_field import FilesField
from app.gui.panels.option_group import OptionGroup
from app.wording.language import _

PATHS = (("/autodiscover/autodiscover.xml", ""), ("/Autodiscover/Autodiscover.xml", "spec"))


class ClientOptions(OptionGroup):
    """How Outlook goes about it, and what the PC says of itself."""

    def __init__(self) -> None:
        super().__init__(_("Outlook and the PC"))
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
        self.show_rows(
            (
                (_("&Mode"), self.mode),
                (_("&Directory"), self.directory),
                (_("AD s&ite"), self.site),
                (_("Re&gistry policies"), self.policies),
                (_("&Local XML file"), self.local_xml),
                (_("Path of the URLs"), self.path_case),
            )
        )

    def filled(self, options: RunOptions) -> RunOptions:
        """Give the options with what is set here, as it is typed; what is not set stays blank."""
        return replace(
            options,
            mode=self.mode.currentData(),
            directory=self.directory.text().strip(),
            site=self.site.text().strip(),
            policies=words(self.policies.text()),
            local_xml=self.local_xml.file,
            path_case=self.path_case.currentData(),
        )


def _modes() -> tuple[tuple[str, str], ...]:
    return ((_("As Outlook: one after the other"), ""), (_("Survey: all at once"), "survey"))
