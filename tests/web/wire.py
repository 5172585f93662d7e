"""The line between a page and its service: what comes over it, and how slow it is."""

from playwright.sync_api import CDPSession, Page

# "Slow 4G", as browsers' tools and Lighthouse mean it.
ROUND_TRIP_MS, BITS_PER_SECOND = 150, 1_600_000


def watch_wire(devtools: CDPSession) -> dict[str, int]:
    """The bytes of every answer by its address, headers and all, as the browser counts them while they come."""
    wire: dict[str, int] = {}
    addresses: dict[str, str] = {}
    devtools.on("Network.responseReceived", lambda told: addresses.update({told["requestId"]: told["response"]["url"]}))

    def count(told: dict) -> None:
        address = addresses.get(told["requestId"], "")
        wire[address] = wire.get(address, 0) + int(told["encodedDataLength"])

    devtools.on("Network.loadingFinished", count)
    devtools.send("Network.enable")
    return wire


def slow_down(devtools: CDPSession) -> None:
    """A phone's line where there is little of it."""
    devtools.send("Network.enable")
    rate = BITS_PER_SECOND / 8
    devtools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": rate, "uploadThroughput": rate / 2},
    )


def devtools_of(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)
