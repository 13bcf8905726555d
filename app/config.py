"""Settings of the server, read once from the environment and refused at start when they cannot be right.

What the Centre edits (names, numbers, terms) is not here but in `app/settings`.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
MODES = ("production", "demo", "test")
MEGABYTE = 1024 * 1024
BACKUP_PREFIX = "cau-kinh-"  # of the archives in `backups`
MAX_SIZE = 22 * MEGABYTE  # of one request


class ConfigError(Exception):
    """The environment cannot be served from; the message lists every fault found."""


@dataclass(frozen=True)
class Config:
    mode: str
    instance: Path
    secret_key: str
    database_url: str
    site_url: str
    uid_domain: str
    bind: str
    mail_server: str
    mail_port: int
    mail_username: str
    mail_password: str
    mail_tls: bool
    mail_sender: str
    imap_host: str  # of the mailbox to which letters come back; none: they are not read
    imap_port: int
    imap_tls: bool
    imap_user: str
    imap_password_file: str
    imap_folder: str
    trusted_hosts: tuple[str, ...]
    backups: Path
    require_second_factor: bool  # of everybody with a role
    proxies: int  # in front of us, each of which says truly whom it speaks for
    signing_pkcs12: str  # a file, or the four of a token; none of them: papers are not signed
    signing_passphrase_file: str
    signing_pkcs11: str
    signing_token: str
    signing_key: str
    signing_pin_file: str

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def secure(self) -> bool:
        return urlsplit(self.site_url).scheme == "https"

    def flask(self) -> dict[str, Any]:
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.mode == "test",
            "DB_LOCK": str(self.instance / "db.lock"),
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "SESSION_COOKIE_NAME": "__Host-session" if self.secure else "session",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": timedelta(days=90),  # the sign-in itself ends sooner, by its row
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,  # lives as long as the session: a long form must not die of age
            "MAX_CONTENT_LENGTH": MAX_SIZE,
            "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
            "BABEL_DEFAULT_LOCALE": "vi",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
            "MAIL_SERVER": self.mail_server,
            "MAIL_PORT": self.mail_port,
            "MAIL_USERNAME": self.mail_username or None,
            "MAIL_PASSWORD": self.mail_password or None,
            "MAIL_USE_TLS": self.mail_tls,
            "MAIL_DEFAULT_SENDER": self.mail_sender,
            "MAIL_SUPPRESS_SEND": False,
        }


def load(environ: Mapping[str, str] | None = None) -> Config:
    """The environment over `.env`; without either the mode is production, which has no default secrets."""
    given = (
        {**{k: v or "" for k, v in dotenv_values(ROOT / ".env").items()}, **os.environ}
        if environ is None
        else environ
    )
    mode = given.get("MODE", "production")
    relaxed = mode in ("demo", "test")
    port = given.get("PORT", "5000")
    instance = Path(given.get("INSTANCE", "instance"))
    instance = instance if instance.is_absolute() else ROOT / instance
    site_url = given.get("SITE_URL") or (f"http://127.0.0.1:{port}" if relaxed else "")
    host = urlsplit(site_url).hostname or ""
    config = Config(
        mode=mode,
        instance=instance,
        secret_key=given.get("SECRET_KEY", ""),
        database_url=given.get("DATABASE_URL") or f"sqlite:///{instance / 'app.db'}",
        site_url=site_url.rstrip("/"),
        uid_domain=given.get("UID_DOMAIN") or ("cau-kinh.example" if relaxed else host),
        bind=given.get("BIND", "127.0.0.1"),
        mail_server=given.get("MAIL_SERVER", "" if relaxed else "localhost"),
        mail_port=_number(given.get("MAIL_PORT", "25")),
        mail_username=given.get("MAIL_USERNAME", ""),
        mail_password=given.get("MAIL_PASSWORD", ""),
        mail_tls=given.get("MAIL_TLS", "") == "1",
        mail_sender=given.get("MAIL_SENDER") or f"mang-luoi@{'cau-kinh.example' if relaxed else host}",
        imap_host=given.get("IMAP_HOST", ""),
        imap_port=_number(given.get("IMAP_PORT") or "993"),
        imap_tls=given.get("IMAP_TLS", "1") != "0",
        imap_user=given.get("IMAP_USER", ""),
        imap_password_file=given.get("IMAP_PASSWORD_FILE", ""),
        imap_folder=given.get("IMAP_FOLDER") or "INBOX",
        trusted_hosts=_hosts(given.get("TRUSTED_HOSTS", ""), host, relaxed),
        backups=ROOT / (given.get("BACKUPS") or "backups"),
        require_second_factor=not relaxed,
        proxies=_number(given.get("PROXIES") or "0"),
        signing_pkcs12=given.get("SIGNING_PKCS12", ""),
        signing_passphrase_file=given.get("SIGNING_PASSPHRASE_FILE", ""),
        signing_pkcs11=given.get("SIGNING_PKCS11", ""),
        signing_token=given.get("SIGNING_TOKEN", ""),
        signing_key=given.get("SIGNING_KEY", ""),
        signing_pin_file=given.get("SIGNING_PIN_FILE", ""),
    )
    faults = list(_faults(config))
    if faults:
        raise ConfigError("\n".join(faults))
    return config


def _number(text: str) -> int:
    return int(text) if text.isdigit() else -1


def _hosts(text: str, host: str, relaxed: bool) -> tuple[str, ...]:
    named = tuple(h.strip() for h in text.split(",") if h.strip())
    return (
        tuple(dict.fromkeys((*named, host, *(("127.0.0.1", "localhost", "[::1]") if relaxed else ()))))
        if host
        else named
    )


def _faults(config: Config) -> "list[str]":
    faults = []
    if config.mode not in MODES:
        faults.append(f"MODE is {config.mode!r}; it must be one of {', '.join(MODES)}")
    if len(config.secret_key) < 32:
        faults.append("SECRET_KEY is missing or shorter than 32 characters")
    if not urlsplit(config.site_url).hostname:
        faults.append("SITE_URL must be the public address of the site, such as https://example.org")
    if config.mode == "production" and config.site_url and not config.secure:
        faults.append("SITE_URL must begin with https:// in production")
    if config.demo and not _loopback(config.bind):
        faults.append(f"MODE=demo has public passwords and only binds to loopback, not to {config.bind!r}")
    if config.proxies < 0:
        faults.append("PROXIES must be the number of proxies in front of the app")
    if not 0 < config.mail_port < 65536:
        faults.append("MAIL_PORT must be a port number")
    return faults + _mailbox_faults(config) + _signing_faults(config)


def _mailbox_faults(config: Config) -> "list[str]":
    """Named wholly or not at all; whether it opens is asked by the job that reads it."""
    named = (config.imap_host, config.imap_user, config.imap_password_file)
    faults = []
    if any(named) and not all(named):
        faults.append("IMAP_HOST, IMAP_USER and IMAP_PASSWORD_FILE go together: set all or none")
    if not 0 < config.imap_port < 65536:
        faults.append("IMAP_PORT must be a port number")
    if config.imap_host and not config.imap_tls and not _loopback(config.imap_host):
        faults.append("IMAP_TLS=0 is for a mailbox on this very machine: the password would go in the clear")
    return faults


def _signing_faults(config: Config) -> "list[str]":
    """Whether one key is named, and wholly; whether it opens is asked by `papers.keys`."""
    of_token = (config.signing_token, config.signing_key, config.signing_pin_file)
    faults = []
    if config.signing_pkcs12 and config.signing_pkcs11:
        faults.append("SIGNING_PKCS12 and SIGNING_PKCS11 are both set: papers are signed with one key")
    if config.signing_passphrase_file and not config.signing_pkcs12:
        faults.append("SIGNING_PASSPHRASE_FILE is set without SIGNING_PKCS12")
    if any(of_token) and not config.signing_pkcs11:
        faults.append("SIGNING_TOKEN, SIGNING_KEY or SIGNING_PIN_FILE is set without SIGNING_PKCS11")
    if config.signing_pkcs11 and not all(of_token):
        faults.append("SIGNING_PKCS11 needs SIGNING_TOKEN, SIGNING_KEY and SIGNING_PIN_FILE")
    return faults


def _loopback(bind: str) -> bool:
    try:
        return bind == "localhost" or ipaddress.ip_address(bind).is_loopback
    except ValueError:
        return False
