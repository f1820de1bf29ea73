"""How an organisation publishes Autodiscover, and what is to be done: a certificate plan."""

from enum import StrEnum

from msgspec import Struct

from app.domain.msstd import PrincipalMatch


class Method(StrEnum):
    """The ways to publish Autodiscover with valid certificates. [SEED], protocol.md 6.0"""

    ONE = "one"
    """One unified-communications certificate with every name."""
    TWO = "two"
    """Two certificates, on two web sites with an address each."""
    THREE = "three"
    """One certificate, and a web site on port 80 that redirects."""
    SRV = "srv"
    """One certificate, and a DNS service record. [KB940881]"""


class Check(StrEnum):
    """The lines of the check-list, in its order. protocol.md 6.6"""

    MAIL_RESOLVES_OUTSIDE = "mail-resolves-outside"
    MAIL_RESOLVES_INSIDE = "mail-resolves-inside"
    AUTODISCOVER_RESOLVES = "autodiscover-resolves"
    AUTODISCOVER_443_OPEN = "autodiscover-443-open"
    AUTODISCOVER_REDIRECTS = "autodiscover-redirects"
    CERTIFICATE_HAS_MAIL = "certificate-has-mail"
    CERTIFICATE_HAS_AUTODISCOVER = "certificate-has-autodiscover"
    SRV_RECORD = "srv-record"
    SCP_HOST_IN_CERTIFICATE = "scp-host-in-certificate"
    INSIDE_HOSTS_IN_CERTIFICATE = "inside-hosts-in-certificate"
    CERTIFICATES_VALID = "certificates-valid"
    """Trusted and in date, the other two of the three tests. [SEED], protocol.md 5.1"""


class Tick(StrEnum):
    """What a session says about one line of the check-list for one method."""

    YES = "yes"
    NO = "no"
    NOT_SEEN = "not-seen"
    NOT_PART = "not-part"
    """The method does not care."""


class Ticked(Struct, frozen=True, kw_only=True):
    """One line of the check-list for one method."""

    check: Check
    tick: Tick
    requirement: str
    """What the method wants, with this organisation's names; empty where it does not care."""
    why: str
    """What the session showed."""
    evidence: tuple[int, ...] = ()
    """Numbers of events."""


class NameUse(StrEnum):
    """For what clients use a host name."""

    SCP = "scp"
    AUTODISCOVER = "autodiscover"
    INTERNAL_SERVICE = "internal-service"
    EXTERNAL_SERVICE = "external-service"
    OUTLOOK_ANYWHERE = "outlook-anywhere"
    PRINCIPAL = "principal"
    """Outlook Anywhere wants this name in the certificate (msstd). protocol.md 5.5"""


class UsedAs(Struct, frozen=True, kw_only=True):
    """One use of a name, and the events that tell of it."""

    use: NameUse
    evidence: tuple[int, ...] = ()


class NeededName(Struct, frozen=True, kw_only=True):
    """A host name that clients reach over TLS, so that a certificate has to hold it."""

    host: str
    uses: tuple[UsedAs, ...]
    is_public: bool
    """Whether a public authority can issue for it."""
    covered: Tick
    """Whether a certificate that was seen holds it: yes, no or not seen."""
    why: str
    evidence: tuple[int, ...] = ()


class PrincipalSeen(Struct, frozen=True, kw_only=True):
    """What a session shows of the name that Outlook Anywhere wants. protocol.md 5.5"""

    server: str
    """The RPC proxy, whose certificate is compared."""
    wanted: str
    """With its prefix (msstd:), as in CertPrincipalName; empty where nothing is asked."""
    match: PrincipalMatch | None
    """None where the proxy's certificate was not seen."""
    evidence: tuple[int, ...] = ()


class BlockKind(StrEnum):
    """What a block of the plan is to be typed into."""

    SHELL = "shell"
    """The Exchange management shell."""
    ZONE = "zone"
    """Lines of a DNS zone (RFC 1035 5)."""
    STEPS = "steps"
    """For a person, in IIS Manager and such."""


class Release(StrEnum):
    """Which releases of Exchange 2007 take a command as it is spelt."""

    ANY = "any"
    RTM = "rtm"
    """As first released, without a service pack. [EX07-OA-RTM]"""
    SP1 = "sp1"
    """Service pack 1 and later. [EX07-OA-SP1]"""


class Block(Struct, frozen=True, kw_only=True):
    """Something to copy in one piece."""

    title: str
    kind: BlockKind
    text: str
    release: Release = Release.ANY


class WantedCertificate(Struct, frozen=True, kw_only=True):
    """A certificate that a method rests on."""

    names: tuple[str, ...]
    """The first is the common name: XP compares Outlook Anywhere's principal with it alone."""
    at_hand: Tick
    """Whether the session showed one that will do; not seen where it showed none at all."""


class MethodState(StrEnum):
    """How far a deployment follows a method, as far as the session shows."""

    FOLLOWED = "followed"
    UNFINISHED = "unfinished"
    """Recognised by its marks, and something is wrong."""
    NOT_FOLLOWED = "not-followed"


class MethodPlan(Struct, frozen=True, kw_only=True):
    """One method for this organisation: how far it is followed, and what is to be done."""

    method: Method
    state: MethodState
    ticks: tuple[Ticked, ...]
    certificates: tuple[WantedCertificate, ...]
    changes: tuple[str, ...]
    """What has to change, each in a few words; empty where nothing has."""
    perhaps: tuple[str, ...]
    """What may have to change: the session did not show it."""
    effort: int
    """How much that is, to compare methods by."""
    blocks: tuple[Block, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What the method wants and the session showed not to be so."""
        return tuple(one.requirement for one in self.ticks if one.tick is Tick.NO)

    @property
    def not_seen(self) -> tuple[str, ...]:
        """What the method wants and the session did not show."""
        return tuple(one.requirement for one in self.ticks if one.tick is Tick.NOT_SEEN)


class CertificatePlan(Struct, frozen=True, kw_only=True):
    """Which names are in use, which method is followed, and which one to complete."""

    domain: str
    """The mail domain."""
    published: str
    """The name that clients outside use for the services; mail. in protocol.md 6."""
    is_proposed: bool
    """Whether the session showed no such name, so that it is only proposed."""
    server: str
    """The Client Access server; a placeholder where the session does not tell."""
    names: tuple[NeededName, ...]
    methods: tuple[MethodPlan, ...]
    follows: Method | None
    recommended: Method
    because: str
    remarks: tuple[str, ...] = ()
    principal: PrincipalSeen | None = None

    def of(self, method: Method) -> MethodPlan:
        """Give the plan of one method."""
        return next(one for one in self.methods if one.method is method)
