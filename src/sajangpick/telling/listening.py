"""Beginning to listen: an endpoint, a browser, or the account's own e-mail."""

from datetime import datetime

from sajangpick.domain.account import Account
from sajangpick.domain.identifier import new_id
from sajangpick.domain.json import JsonObject
from sajangpick.domain.listener import Channel, Listener
from sajangpick.errors import Conflict
from sajangpick.settings import Settings
from sajangpick.storage import listeners
from sajangpick.storage.database import Session
from sajangpick.telling import webhook
from sajangpick.telling.outbound import require_address

# A program needs one or two; every short is sent to each.
MOST_WEBHOOKS = 10
# The phones and computers of a shop.
MOST_BROWSERS = 20


async def add_webhook(session: Session, settings: Settings, *, account_id: str, url: str, now: datetime) -> Listener:
    """A new endpoint with a secret of its own. Raises BadInput for a URL that messages do not go to, and Conflict."""
    require_address(settings, url)
    own = await listeners.of(session, account_id, channel=Channel.WEBHOOK)
    if any(listener.address == url for listener in own):
        raise Conflict(
            "This URL is told already.", code="listener_exists", hint="Remove it first, or change its secret."
        )
    if len(own) >= MOST_WEBHOOKS:
        raise Conflict(
            f"An account has at most {MOST_WEBHOOKS} webhooks.", code="too_many_listeners", hint="Remove one first."
        )
    return await _add(session, account_id, Channel.WEBHOOK, url, webhook.new_secret(), now)


async def add_browser(
    session: Session, settings: Settings, *, account_id: str, endpoint: str, keys: JsonObject, now: datetime
) -> Listener:
    """A browser that subscribed, or did so again; `keys` are those of `push.subscription`. BadInput as above.

    Who signs in at a browser hears of their own shorts alone, so whoever was signed in before is told there no more.
    One browser too many takes the place of the oldest, which was replaced by a newer phone long ago.
    """
    require_address(settings, endpoint)
    await listeners.remove_address(session, Channel.PUSH, endpoint)
    own = await listeners.of(session, account_id, channel=Channel.PUSH)
    for oldest in own[: max(0, len(own) - MOST_BROWSERS + 1)]:
        await listeners.remove(session, oldest.id)
    return await _add(session, account_id, Channel.PUSH, endpoint, keys, now)


async def set_mail(session: Session, account: Account, *, wanted: bool, now: datetime) -> None:
    """Whether the account is told by e-mail, which it is until it says otherwise: a disabled listener says so."""
    for listener in await listeners.of(session, account.id, channel=Channel.MAIL):
        await listeners.remove(session, listener.id)
    if not wanted:
        refusal = await _add(session, account.id, Channel.MAIL, account.email, {}, now)
        await listeners.set_disabled(session, refusal.id, now)


def wants_mail(own: list[Listener]) -> bool:
    """Whether an account with these listeners is told by e-mail."""
    return not any(listener.channel is Channel.MAIL and listener.disabled_at is not None for listener in own)


async def _add(
    session: Session, account_id: str, channel: Channel, address: str, secret: JsonObject, now: datetime
) -> Listener:
    listener = Listener(new_id(), account_id, channel, address, secret, now)
    await listeners.add(session, listener)
    return listener
