"""What a browser says of itself, in the few words its owner would use. Pure."""

import ipaddress

# The first that occurs wins: Edge and Opera also say Chrome, Chrome also says Safari, iPads also say Mac.
_BROWSERS = (
    ("Zalo", "Zalo"), ("FBAN", "Facebook"), ("FBAV", "Facebook"), ("coc_coc", "Cốc Cốc"), ("Edg", "Edge"),
    ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def describe(user_agent: str) -> str:
    """ "Chrome, Windows"; empty where nothing is known."""
    names = (next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in names if name)


def coarse_network(address: str | None) -> str:
    """The half of an address that tells one provider from another; never one household from its neighbour."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        return ":".join(known.exploded.split(":")[:2]) + ":*"
    return ".".join(str(known).split(".")[:2]) + ".*.*"
