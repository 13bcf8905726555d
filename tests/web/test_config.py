from pathlib import Path

import pytest

from app.config import ConfigError, load

SECRET = "s" * 40
PRODUCTION = {"SECRET_KEY": SECRET, "SITE_URL": "https://network.example", "INSTANCE": "/tmp/none"}


def test_without_a_mode_it_is_production_and_wants_real_settings() -> None:
    with pytest.raises(ConfigError) as refused:
        load({})
    assert "SECRET_KEY" in str(refused.value)
    assert "SITE_URL" in str(refused.value)
    assert load(PRODUCTION).mode == "production"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SITE_URL": "http://network.example"}, "https"),
        ({"SITE_URL": "nonsense"}, "SITE_URL"),
        ({"MODE": "debug"}, "MODE"),
        ({"MAIL_PORT": "mail"}, "MAIL_PORT"),
        ({"MODE": "demo", "BIND": "0.0.0.0"}, "loopback"),
        ({"MODE": "demo", "BIND": "museum.example"}, "loopback"),
        ({"SIGNING_PKCS12": "a.p12", "SIGNING_PKCS11": "b.so"}, "one key"),
        ({"SIGNING_PASSPHRASE_FILE": "a.txt"}, "without SIGNING_PKCS12"),
        ({"SIGNING_PIN_FILE": "a.txt"}, "without SIGNING_PKCS11"),
        ({"SIGNING_PKCS11": "b.so", "SIGNING_TOKEN": "t", "SIGNING_KEY": "k"}, "needs .* SIGNING_PIN_FILE"),
    ],
)
def test_an_environment_that_cannot_be_right_is_refused(change: dict[str, str], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        load(PRODUCTION | change)


@pytest.mark.parametrize("bind", ["127.0.0.1", "localhost", "::1"])
def test_the_demo_runs_on_loopback(bind: str) -> None:
    config = load({"MODE": "demo", "SECRET_KEY": SECRET, "BIND": bind, "INSTANCE": str(Path("instance"))})
    assert config.demo
    assert "127.0.0.1" in config.trusted_hosts


def test_secure_sites_have_host_bound_secure_cookies() -> None:
    settings = load(PRODUCTION).flask()
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["TRUSTED_HOSTS"] == ["network.example"]
