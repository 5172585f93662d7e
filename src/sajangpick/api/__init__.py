"""The HTTP API: a file for each resource, named here."""

from sajangpick.api import (
    account,
    admin,
    admin_jobs,
    admin_users,
    assets,
    boot,
    events,
    files,
    health,
    jobs,
    ledger,
    listeners,
    manual,
    oidc,
    pages,
    platforms,
    preview,
    shop,
    shorts,
    sign_in,
    templates,
    tokens,
    uploads,
)

RESOURCES = (
    sign_in,
    oidc,
    account,
    tokens,
    shop,
    assets,
    uploads,
    files,
    templates,
    platforms,
    preview,
    shorts,
    jobs,
    events,
    listeners,
    ledger,
    admin,
    admin_jobs,
    admin_users,
    health,
    boot,
    manual,
    pages,
)

ROUTERS = tuple(resource.router for resource in RESOURCES)
"""Every resource, in the order of the documentation."""

__all__ = ["RESOURCES", "ROUTERS"]
