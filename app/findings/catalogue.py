"""All rules in the order of their rank, and what they make of a session."""

from collections.abc import Iterable
from typing import Final

from app.domain.finding import Conclusions, Findings, Severity
from app.domain.session import Session
from app.findings import (
    answers,
    blocks,
    connection_points,
    directory,
    error_answers,
    names,
    network,
    outlook_anywhere,
    ports,
    redirects,
    root_domain,
    service_answers,
    services,
    sign_in,
    srv,
    statuses,
    stored,
    this_pc,
    tls,
    tolerated,
    untrusted,
    web_proxies,
    wrong_names,
)
from app.findings.case import Case
from app.findings.normal import normal_rows
from app.findings.raising import Raised, Rule

RULES: Final[tuple[Rule, ...]] = (
    # The PC and its network: nothing can be said of servers that it cannot see.
    network.nothing_reachable,
    this_pc.nothing_trusted,
    this_pc.stood_still,
    this_pc.clock_set,
    this_pc.wrong_clock,
    web_proxies.wants_sign_in,
    web_proxies.in_the_way,
    this_pc.every_step_excluded,
    untrusted.inspected,
    # What a server said decides more than that another one said nothing.
    redirects.loop,
    redirects.mailbox_moved,
    connection_points.point_refuses_address,
    error_answers.mailbox_too_old,
    error_answers.recipient_is_no_mailbox,
    error_answers.address_unknown,
    error_answers.request_not_understood,
    error_answers.server_in_trouble,
    error_answers.other_error,
    sign_in.account_locked,
    sign_in.credentials_refused,
    sign_in.no_scheme,
    sign_in.password_withheld,
    # At the root domain is mostly a web site: its faults are not those of Autodiscover.
    root_domain.hoster_answers,
    root_domain.domain_controller_at_root,
    root_domain.web_site_at_root,
    # Certificates: trust and date before the name.
    this_pc.name_alert_silenced,
    untrusted.revoked,
    untrusted.expired,
    untrusted.not_yet_valid,
    wrong_names.redirect_site_listens,
    srv.srv_behind_faulty_host,
    wrong_names.foreign_host,
    untrusted.self_signed,
    untrusted.missing_intermediate,
    untrusted.untrusted,
    wrong_names.name_mismatch,
    untrusted.defective,
    # The directory and where it leads.
    connection_points.inside_record_missing,
    connection_points.point_server_gone,
    names.public_address_inside,
    connection_points.point_server_silent,
    connection_points.point_unusable,
    directory.directory_refuses_sign_in,
    directory.directory_wants_sign_in,
    directory.directory_not_reached,
    directory.directory_failed,
    directory.no_controller,
    directory.no_connection_point,
    # Answers that are none.
    redirects.consent_refused,
    redirects.not_https,
    redirects.to_another_page,
    answers.healthy_error_600,
    statuses.ssl_required,
    statuses.client_certificate_wanted,
    statuses.path_not_published,
    statuses.principal_name_wrong,
    statuses.install_path_not_expanded,
    statuses.pool_stopped,
    statuses.server_fault,
    statuses.directory_missing,
    statuses.ticket_too_big,
    statuses.permanent_redirect,
    answers.not_autodiscover,
    statuses.other_status,
    # Connections and names; what belongs to a way of publishing that works is no fault.
    redirects.redirect_consent_seen,
    redirects.srv_consent_seen,
    names.private_address_outside,
    ports.black_hole_at_root,
    network.dns_silent,
    ports.autodiscover_silent,
    ports.autodiscover_closed,
    ports.target_unreachable,
    tls.handshake_failed,
    tls.cut_off,
    srv.srv_port,
    srv.srv_denied,
    names.autodiscover_name_missing,
    this_pc.local_file_unusable,
    this_pc.steps_excluded,
    # The settings and the services.
    blocks.no_exch_block,
    blocks.server_names_outside,
    services.host_unreachable,
    service_answers.page_instead,
    service_answers.answer_not_understood,
    service_answers.out_of_office_denied,
    service_answers.service_error,
    service_answers.service_refuses_credentials,
    services.missing,
    services.forbidden,
    services.faulty,
    services.failing,
    outlook_anywhere.principal_name_wrong,
    # What works, at a price or not for long.
    tolerated.self_signed_tolerated,
    tolerated.untrusted_tolerated,
    sign_in.anonymous_allowed,
    services.anonymous,
    outlook_anywhere.principal_name_not_common,
    connection_points.point_short_name,
    services.short_names,
    directory.site_not_mapped,
    directory.pointer_not_followed,
    blocks.no_address_book,
    blocks.address_book_in_public_folder,
    blocks.outside_urls_missing,
    blocks.no_auth_package,
    tolerated.expires_soon,
    tolerated.weak,
    tls.old_tls,
    names.names_differ,
    network.broken_ipv6,
    web_proxies.script_in_a_file,
    network.slow,
    # Worth knowing, and what is as it should be.
    redirects.other_consent_seen,
    sign_in.sign_in_needed,
    connection_points.point_of_other_site,
    blocks.no_expr_block,
    this_pc.question_suppressed,
    this_pc.local_file_used,
    this_pc.useless_switch,
    stored.old_password_kept,
    stored.settings_kept,
    srv.srv_not_asked,
    tolerated.common_name_only,
    tls.name_matters,
    tolerated.revocation_unknown,
    blocks.address_book_over_http,
    blocks.basic_outside,
    blocks.address_is_alias,
    service_answers.credentials_withheld,
    services.inside_from_outside,
    service_answers.no_voice_mail,
    answers.page_at_port_80,
    root_domain.nobody_at_root,
    sign_in.handshake_is_normal,
)
"""Causes before consequences: a rule passes over what a rule before it has explained."""

MOST_FINDINGS: Final = 100
"""A real session has a handful; a hostile log could make one of each line."""

_ORDER: Final = tuple(Severity)


def examine(session: Session) -> Findings:
    """Give the findings of a session, the one that explains most first.

    Worse ones come first; among equals, the order of the rules.
    """
    return _in_order(_raise_all(session))


def conclude(session: Session) -> Conclusions:
    """Give the findings of a session, and the rows that are normal though they look bad."""
    told = _raise_all(session)
    return Conclusions(findings=_in_order(told), normal=normal_rows(session, told))


def _raise_all(session: Session) -> list[Raised]:
    case = Case(session)
    found: list[Raised] = []
    for rule in RULES:
        for raised in tuple(rule(case))[: MOST_FINDINGS - len(found)]:
            found.append(raised)
            case = case.without(raised.explains)
    return found


def _in_order(told: Iterable[Raised]) -> Findings:
    found = (one.finding for one in told)
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))
