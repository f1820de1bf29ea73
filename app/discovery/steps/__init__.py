"""The catalogue of steps: one function for each way of discovery."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from app.discovery.circumstances import Circumstances
from app.discovery.steps import dns_srv, hard_coded, http_redirect, local_xml, scp
from app.domain.steps import StepName, StepResult

Step = Callable[[Circumstances], Awaitable[StepResult]]

STEPS: Mapping[StepName, Step] = MappingProxyType(
    {
        StepName.SCP: scp.take,
        StepName.HTTPS_ROOT: hard_coded.take,
        StepName.HTTPS_AUTODISCOVER: hard_coded.take,
        StepName.LOCAL_XML: local_xml.take,
        StepName.HTTP_REDIRECT: http_redirect.take,
        StepName.DNS_SRV: dns_srv.take,
    }
)
